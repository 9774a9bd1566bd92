/** What was found, as text. Pure. */
import { paints, type Stream } from "../line/terminal";
import type { Finding, Grade } from "./check";
import type { Looked } from "./run";

/** The groups in the order of their weight, with their titles. */
const groups: readonly [Grade, string, "red" | "yellow" | "dim"][] = [
  ["broken", "Broken", "red"],
  ["willBreak", "Will break", "red"],
  ["lookAt", "Look at", "yellow"],
  ["unknown", "Not known", "yellow"],
];

export interface Shown {
  /** `dev: airflow-dev, Amazon MWAA in us-east-1` */
  title: string;
  /** What was looked at, and what not: `before the first up`. */
  scope: string;
  looked: readonly Looked[];
  /** Whether what is fine is listed too. */
  all: boolean;
}

/** The whole answer. */
export function doctorText({ title, scope, looked, all }: Shown, stream: Stream): string {
  const { bold, dim, ...colours } = paints(stream);
  const findings = looked.flatMap((one) => one.findings.map((finding) => ({ ...finding, check: one.check.id })));
  const lines = [bold(title), scope];
  for (const [grade, name, colour] of groups) {
    const mine = findings.filter((one) => one.grade === grade);
    if (mine.length === 0) continue;
    lines.push("", { ...colours, dim }[colour](`${name} (${mine.length})`));
    lines.push(...(grade === "unknown" ? unknownLines(mine, dim) : mine.flatMap((one) => findingLines(one, dim))));
  }
  const fine = looked.filter((one) => one.findings.length === 0);
  if (fine.length > 0) lines.push("", colours.green(`Fine (${fine.length})`) + (all ? "" : dim("   --all lists them")));
  if (all) lines.push(...fine.map(({ check }) => `  ${check.about}`));
  if (looked.length === 0) lines.push("", "Nothing was looked at: no check fits.");
  return lines.join("\n");
}

type Named = Finding & { check: string };

/** The thing, what is wrong, why and by which source; then what fixes it, alone on its line to be copied. */
function findingLines({ thing, wrong, why, source, fix, page, check }: Named, dim: (text: string) => string): string[] {
  const reason = why === undefined ? "" : `: ${why}`;
  return [
    `  ${thing}: ${wrong}${reason} ${dim(`(${[source, page, check].filter(Boolean).join(", ")})`)}`,
    ...(fix === undefined ? [] : [`    fix: ${fix}`]),
  ];
}

/** The same reason once, with all that it hides. */
function unknownLines(findings: readonly Named[], dim: (text: string) => string): string[] {
  const reasons = new Map<string, Named[]>();
  for (const one of findings) {
    const key = [one.wrong, one.fix].join("\n");
    reasons.set(key, [...(reasons.get(key) ?? []), one]);
  }
  return [...reasons.values()].flatMap((same) => {
    const [{ wrong, fix, thing, permission, check }] = same as [Named];
    const end = fix === undefined ? [] : [`    fix: ${fix}`];
    if (same.length === 1) return [`  ${thing}: ${wrong}${tells(permission)} ${dim(`(${check})`)}`, ...end];
    return [
      `  ${wrong}:`,
      ...same.map((one) => `    ${one.thing}${tells(one.permission)} ${dim(`(${one.check})`)}`),
      ...end,
    ];
  });
}

const tells = (permission: string | undefined): string =>
  permission === undefined || permission === "" ? "" : `; ${permission} would tell`;

/** The answer for programs; stable. */
export function doctorJson({ title: _, scope, looked, all: __ }: Shown, more: object): object {
  return {
    ...more,
    scope,
    findings: looked.flatMap(({ check, findings }) => findings.map((one) => ({ check: check.id, ...one }))),
    fine: looked.filter(({ findings }) => findings.length === 0).map(({ check }) => check.id),
  };
}
