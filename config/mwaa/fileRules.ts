/** What is in `airflow/requirements.txt` and `airflow/startup.sh`, as MWAA will take it. */

import { satisfies, validRange } from "@renovatebot/pep440";
import type { ConfigRule } from "../checks/rules";
import { defaultVersion } from "../versions";
import type { Problem } from "../words/messages";
import type { MwaaDraft } from "./draft";

const requirements = "airflow/requirements.txt";
const startup = "airflow/startup.sh";

/** A file's problem: it has no key, so its path stands for one. */
const wrong = (path: string, what: string, fix: string): Problem => ({ path, what: `${path} ${what}.`, fix });

/** Lines with their number, without comments. */
const lines = (text: string): [number: number, line: string][] =>
  text
    .replaceAll("\r", "")
    .split("\n")
    .map((line, index) => [index + 1, line.replace(/(^|\s)#.*$/, "").trim()]);

/** Versions of Airflow that a line asks for, by PEP 440; undefined where it asks for none. */
function askedOf(line: string): string | undefined {
  const [, range] = /^apache[-_.]airflow(?:\s*\[[^\]]*\])?(?![\w.-])([^;]*)/i.exec(line) ?? [];
  const asked = range?.replaceAll(/\s/g, "") ?? "";
  return asked !== "" && validRange(asked) ? asked : undefined;
}

/** What pip would do with the file in an image that has this Airflow. */
export function requirementProblems(text: string, airflowVersion: string): Problem[] {
  return lines(text).flatMap(([number, line]): Problem[] => {
    const asked = askedOf(line);
    const at = `line ${number}`;
    if (asked !== undefined && !satisfies(airflowVersion, asked)) {
      const version = /^={2,3}v?(\d+\.\d+\.\d+)$/.exec(asked)?.[1];
      const other = version === undefined ? "" : `, or pulumi config set airflow:airflowVersion ${version}`;
      return [
        wrong(
          requirements,
          `asks for Airflow ${version ?? asked} in ${at}, and the image has ${airflowVersion}: the installation would fail`,
          `sed -i '${number}d' ${requirements}${other}`,
        ),
      ];
    }
    const constrained = /(?:-c\s+|--constraint[\s=])\S*?constraints-(\d+\.\d+\.\d+)/.exec(line)?.[1];
    if (constrained !== undefined && constrained !== airflowVersion)
      return [
        wrong(
          requirements,
          `has the constraints of Airflow ${constrained} in ${at}, and the image has ${airflowVersion}`,
          `sed -i '${number}s/${constrained.replaceAll(".", "\\.")}/${airflowVersion}/' ${requirements}`,
        ),
      ];
    return [];
  });
}

/** bash reads the CR of a Windows line as part of the last word of each line. */
export const startupProblems = (text: string): Problem[] =>
  text.includes("\r\n")
    ? [
        wrong(
          startup,
          "has the line ends of Windows (CRLF), and bash would take the CR as part of each command",
          `sed -i 's/\\r$//' ${startup}`,
        ),
      ]
    : [];

export const fileRule: ConfigRule<MwaaDraft> = {
  keys: ["airflow:airflowVersion"],
  problems: ({ airflow: { airflowVersion } }, around) => [
    ...requirementProblems(around.userText("requirements.txt"), airflowVersion ?? defaultVersion("mwaa")),
    ...startupProblems(around.userText("startup.sh")),
  ],
};

/** MWAA's own constraints are off as soon as the option stands anywhere in the file (images' `install-user-requirements`). */
export const requirementWarnings = (text: string): string[] =>
  /(^|\s)(-c\s|--constraint\b)/m.test(text)
    ? [`${requirements} has a constraint of its own: MWAA then leaves out its image's, for every package in the file.`]
    : [];
