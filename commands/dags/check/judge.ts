/** What Airflow told of each file, as findings: what only shows across files, and what fixes each. Pure. */

import type { Finding } from "./findings";
import type { FileResult, Told } from "./inAirflow";

/** A file that takes longer is said: Airflow imports each again and again, and gives up at 30 s. */
export const slowSeconds = 5;

export interface Seen {
  platform: "mwaa" | "gke";
  results: readonly FileResult[];
  /** Lines of a file, to name the one that a DAG id stands in. */
  linesOf(file: string): string[];
}

/** All findings, by file and line. */
export function judged({ platform, results, linesOf }: Seen): Finding[] {
  const found = results.flatMap(({ file, seconds, findings }): Finding[] => [
    ...findings.map((told) => placed(file, told, platform, linesOf)),
    ...(seconds > slowSeconds ? [slow(file, seconds)] : []),
  ]);
  return [...found, ...duplicates(results, linesOf)].sort(byPlace);
}

function placed(file: string, { at, ...told }: Told, platform: Seen["platform"], linesOf: Seen["linesOf"]): Finding {
  const elsewhere = at !== undefined && at !== file;
  const line = told.line ?? (told.dagId === undefined ? undefined : lineWith(linesOf(file), told.dagId));
  const finding: Finding = {
    ...told,
    file: elsewhere ? at : file,
    ...(line && { line }),
    ...(elsewhere && { importedBy: file }),
  };
  if (finding.rule === "call")
    return {
      ...finding,
      message: `${finding.message} while it is imported, which Airflow repeats at every parse`,
      fix: "do it inside a task",
    };
  return finding.rule === "import" ? importFinding(finding, platform) : finding;
}

function importFinding(finding: Finding, platform: Seen["platform"]): Finding {
  const { message } = finding;
  const [, module] = /^ModuleNotFoundError: No module named '([^']+)'/.exec(message) ?? [];
  if (module !== undefined)
    return {
      ...finding,
      fix:
        platform === "mwaa"
          ? `add the package that has ${module.split(".")[0]} to airflow/requirements.txt`
          : `put the package that has ${module.split(".")[0]} into the image of the release (airflow:gke.values, images.airflow)`,
    };
  // Its value is in the stack's secrets: whether the file can be imported there is not known here.
  const [, kind, id] =
    /\b(Variable) (\S+) (?:does not exist|not found)/.exec(message) ??
    /\b(conn(?:ection|_id)?) [`'"]?([^\s`'"]+)[`'"]? (?:isn't defined|not found|is not found)/i.exec(message) ??
    [];
  if (kind !== undefined)
    return {
      ...finding,
      level: "warning",
      message: `needs the ${/^var/i.test(kind) ? "variable" : "connection"} ${id} to be imported, and its value is not known here`,
      fix: "read it inside a task or a template; or check with --as-stack, which reads the stack's own",
    };
  return finding;
}

const slow = (file: string, seconds: number): Finding => ({
  level: "warning",
  rule: "slow",
  file,
  message: `takes ${seconds.toFixed(1)} s to import, more than ${slowSeconds} s, at every parse`,
  fix: "move what takes long into a task",
});

/** A DAG id that several files have: Airflow shows one of them, now this and now that. */
function duplicates(results: readonly FileResult[], linesOf: Seen["linesOf"]): Finding[] {
  const files = new Map<string, string[]>();
  for (const { file, dags } of results) for (const id of dags) files.set(id, [...(files.get(id) ?? []), file]);
  return [...files].flatMap(([dagId, all]) => {
    const [first, ...others] = all.sort();
    return others.map((file): Finding => {
      const line = lineWith(linesOf(file), dagId);
      const message = `the DAG id "${dagId}" is also in ${first}: Airflow has one of the two, by chance`;
      return {
        level: "error",
        rule: "duplicate",
        file,
        dagId,
        ...(line && { line }),
        message,
        fix: "give one of them another id",
      };
    });
  });
}

/** The first line with the id in quotes, counted from 1. */
function lineWith(lines: readonly string[], id: string): number | undefined {
  const at = lines.findIndex((line) => line.includes(`"${id}"`) || line.includes(`'${id}'`));
  return at < 0 ? undefined : at + 1;
}

const byPlace = (one: Finding, other: Finding): number =>
  (one.file ?? "").localeCompare(other.file ?? "", "en") || (one.line ?? 0) - (other.line ?? 0);
