/** What push says: text for people, JSON for machines. */
import type { Outcome } from "./airflow/wait";
import { count } from "./words";

/** The result, as `--json` prints it. */
export interface Pushed {
  stack: string;
  /** `s3://BUCKET/FOLDER` */
  address: string;
  /** What was pushed, where it is known to git; "+" where files differ from it. */
  commit?: string;
  dryRun: boolean;
  added: string[];
  changed: string[];
  removed: string[];
  unchanged: number;
  /** Objects of the folder that no push put there. */
  others: string[];
  /** What Airflow said; absent where it was not asked. */
  airflow?: Outcome;
  /** Why it was not asked. */
  notAsked?: string;
}

/** Names of a list that may be long. */
const MOST = 20;

const listed = (paths: readonly string[], mark: string): string[] => [
  ...paths.slice(0, MOST).map((path) => `  ${mark} ${path}`),
  ...(paths.length > MOST ? [`  ${mark} … and ${paths.length - MOST} more`] : []),
];

export function textOf({
  address,
  commit,
  dryRun,
  added,
  changed,
  removed,
  unchanged,
  others,
  airflow,
  notAsked,
}: Pushed): string {
  const replaced = changed.filter((path) => !added.includes(path));
  const what = dryRun ? "would go" : "went";
  const lines = [
    `${count(changed.length, "file")} ${what} up to ${address}${commit ? ` (commit ${commit.slice(0, 12)}${commit.endsWith("+") ? "+" : ""})` : ""}, ` +
      `${removed.length} ${dryRun ? "would be" : "were"} removed, ${unchanged} unchanged`,
    ...listed(added, "+"),
    ...listed(replaced, "~"),
    ...listed(removed, "-"),
  ];
  if (others.length > 0)
    lines.push(
      `${count(others.length, "object")} there that no push put: left alone (${others.slice(0, 3).join(", ")}${others.length > 3 ? ", …" : ""}); --remove-others removes them`,
    );
  if (notAsked !== undefined) lines.push(notAsked);
  if (airflow) lines.push(...airflowLines(airflow));
  return `${lines.join("\n")}\n`;
}

function airflowLines({ dags, gone, errors, seconds }: Outcome): string[] {
  const ids = [...new Set(dags.map(({ dagId }) => dagId))];
  const named = ids.length > MOST ? `${ids.length} DAGs` : ids.join(", ");
  const lines: string[] = [];
  if (ids.length > 0) lines.push(`Airflow has the new version of ${named}, after ${Math.round(seconds)} s`);
  if (gone.length > 0) lines.push(`Airflow has no DAG of ${gone.join(", ")} any more`);
  for (const { filename, trace } of errors) lines.push(`Airflow cannot import ${filename}:`, indented(trace));
  return lines;
}

export const indented = (text: string): string =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => `    ${line}`)
    .join("\n");
