/** What is in `airflow/requirements.txt` and `airflow/startup.sh`, as MWAA will take it. */

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
  text.split("\n").map((line, index) => [index + 1, line.replace(/(^|\s)#.*$/, "").trim()]);

/** What pip would do with the file in an image that has this Airflow. */
export function requirementProblems(text: string, airflowVersion: string): Problem[] {
  return lines(text).flatMap(([number, line]): Problem[] => {
    const [, version] = /^apache[-_.]airflow(?:\[[^\]]*\])?\s*[=~><!]=+\s*v?([\w.]+)/i.exec(line) ?? [];
    const at = `line ${number}`;
    if (version !== undefined && version !== airflowVersion)
      return [
        wrong(
          requirements,
          `asks for Airflow ${version} in ${at}, and the image has ${airflowVersion}: the installation would fail`,
          `sed -i '${number}d' ${requirements}, or pulumi config set airflow:airflowVersion ${version}`,
        ),
      ];
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
