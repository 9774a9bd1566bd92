/** The packages that MWAA installs at the start of every container, on top of an image that has only the Amazon provider. */

import type { Packages } from "../../../config/mwaa/companyKeys";

/** What is needed, and what the user adds. */
export interface RequirementsArgs {
  /** Airflow's version, for the reader of the file: MWAA's image knows its own. */
  airflowVersion: string;
  /** Whether tasks reach Google Cloud. */
  google: boolean;
  /** Whether tasks run images from Amazon ECR. */
  ecr: boolean;
  /** The user's own lines, in pip's format; a package named here is not named a second time. */
  user: string;
  /** Where pip looks, as options of its own; default: the public index. */
  options?: string[];
}

/** Where plugins.zip is unpacked: wheels in it are found there (https://docs.aws.amazon.com/mwaa/latest/userguide/best-practices-dependencies.html). */
const plugins = "/usr/local/airflow/plugins";

/**
 * pip's options for a source of packages. An index with a login is not among them: its address has the password, and the startup
 * script hands it to pip.
 */
export function pipOptions({ source, indexUrl, indexSecretId }: Packages): string[] {
  if (source === "plugins") return ["--no-index", `--find-links ${plugins}`];
  return source === "index" && indexUrl !== undefined && indexSecretId === undefined ? [`--index-url ${indexUrl}`] : [];
}

/**
 * No version is pinned: MWAA adds the constraints of its own image, which fix each of them, and a pin beside a constraint
 * that AWS has moved since would fail the whole installation. A line of the user's with pip's constraint option turns
 * MWAA's constraints off, for these packages too.
 *
 * @returns the text of requirements.txt
 */
export function requirements({ airflowVersion, google, ecr, user, options = [] }: RequirementsArgs): string {
  const named = new Set(user.split("\n").map(packageOf));
  const ours = [
    ...(google ? ["apache-airflow-providers-google"] : []),
    ...(ecr ? ["apache-airflow-providers-docker"] : []),
  ].filter((name) => !named.has(name));
  // MWAA looks for the constraint option anywhere in the file, comments too: this comment must not spell it.
  const head = `# The constraints of MWAA's image for Airflow ${airflowVersion} fix the versions.`;
  return `${[head, ...options, ...ours, user.trim()].filter((line) => line !== "").join("\n")}\n`;
}

/** The package a line asks for, in its normal form (PEP 503), or "". */
const packageOf = (line: string): string =>
  (/^\s*([a-z0-9][\w.-]*)/i.exec(line)?.[1] ?? "").toLowerCase().replace(/[-_.]+/g, "-");
