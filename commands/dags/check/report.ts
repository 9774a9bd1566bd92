/** A check's result as text for people, and as a JUnit file. Pure. */
import type { paints } from "../../line/terminal";
import { type Checked, errorsIn, type Finding } from "./findings";

type Paints = Pick<ReturnType<typeof paints>, "red" | "yellow" | "green" | "dim" | "bold">;

const counted = (count: number, one: string) => `${count} ${one}${count === 1 ? "" : "s"}`;

/** `dags/load.py:12` */
const placeOf = ({ file = "", line }: Finding): string => (line === undefined ? file : `${file}:${line}`);

export function text(checked: Checked, { red, yellow, green, dim }: Paints): string {
  const { airflowVersion, python, folder, files, dags, findings, notes, seconds } = checked;
  const errors = errorsIn(checked).length;
  const lines = findings.flatMap(({ level, importedBy, message, fix, ...finding }) => {
    const [first, ...rest] = message.split("\n");
    const by = importedBy === undefined ? "" : ` (imported by ${importedBy})`;
    return [
      `${level === "error" ? red("error  ") : yellow("warning")} ${placeOf({ level, message, ...finding })}: ${first}${by}`,
      ...rest.map((line) => `          ${line}`),
      ...(fix === undefined ? [] : [dim(`          to fix it: ${fix}`)]),
    ];
  });
  const what = `${counted(files.length, "file")}, ${counted(dags.length, "DAG")} of ${folder} in Airflow ${airflowVersion} on Python ${python}`;
  const verdict =
    findings.length === 0
      ? green("nothing found")
      : `${counted(errors, "error")}, ${counted(findings.length - errors, "warning")}`;
  return [...lines, ...notes.map(dim), `${what}: ${verdict} (${seconds.toFixed(1)} s)`].join("\n");
}

const escaped = (value: string): string =>
  value
    // biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 has no way to write them
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, "")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("\n", "&#10;");

/** A test case a file; an error is a failure, a warning is text beside it (https://llg.cubic.org/docs/junit/). */
export function junit(checked: Checked): string {
  const { folder, files, findings, seconds } = checked;
  const subjects = [...new Set([...files, ...findings.map(subjectOf)])];
  const cases = subjects.map((subject) => {
    const own = findings.filter((finding) => subjectOf(finding) === subject);
    const inner = own.map((finding) => {
      const place = `${placeOf(finding)}: ${finding.message}${finding.fix ? `\nto fix it: ${finding.fix}` : ""}`;
      return finding.level === "error"
        ? `      <failure type="${finding.rule}" message="${escaped(finding.message)}">${escaped(place)}</failure>`
        : `      <system-out>${escaped(`warning: ${place}`)}</system-out>`;
    });
    const head = `    <testcase classname="${escaped(folder)}" name="${escaped(subject)}"`;
    return inner.length === 0 ? `${head}/>` : `${head}>\n${inner.join("\n")}\n    </testcase>`;
  });
  const failed = subjects.filter((subject) =>
    errorsIn(checked).some((finding) => subjectOf(finding) === subject),
  ).length;
  const counts = `tests="${subjects.length}" failures="${failed}" errors="0" time="${seconds.toFixed(3)}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${counts}>`,
    `  <testsuite name="dags check" ${counts}>`,
    ...cases,
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}

/** The file that a finding fails: that of the DAG, where the fault is in another which it imports. */
const subjectOf = ({ file, importedBy }: Finding): string => importedBy ?? file ?? "";
