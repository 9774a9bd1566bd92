/** What of the project's folders goes up, checked before anything is made: nothing secret, nothing unreadable, nothing huge unsaid. */
import { existsSync } from "node:fs";
import { isAbsolute, join, relative, resolve } from "node:path";
import { type IgnoreSyntax, ignoreSyntax } from "../../components/shared/upload/ignoreFiles";
import { type Survey, survey } from "../../components/shared/upload/survey";
import { defaultVersion } from "../versions";

/** What of a config tells how its DAG folder is read. */
export interface UploadConfig {
  platform: "mwaa" | "gke";
  airflowVersion?: string;
  dags: unknown;
  mwaa?: { airflowOptions?: Record<string, unknown> };
  gke?: { values?: Record<string, unknown> };
}

const projectRoot = join(__dirname, "..", "..");
const syntaxOption = "dag_ignore_file_syntax";

/** The syntax in which the stack's Airflow reads `.airflowignore`. */
export function dagIgnoreSyntax({ platform, airflowVersion, mwaa, gke }: UploadConfig): IgnoreSyntax {
  const config = gke?.values?.config as { core?: Record<string, unknown> } | undefined;
  const option = mwaa?.airflowOptions?.[`core.${syntaxOption}`] ?? config?.core?.[syntaxOption];
  return ignoreSyntax(airflowVersion ?? defaultVersion(platform), option);
}

/**
 * The project's folders that go up: DAGs where they are a folder here, and plugins.
 *
 * @param root of the project
 */
export function uploadsOf(config: UploadConfig, root = projectRoot): Survey[] {
  const { dags } = config;
  const folders: [folder: string, syntax: IgnoreSyntax | undefined][] = [];
  if (typeof dags === "string" && dags !== "external") folders.push([dags, dagIgnoreSyntax(config)]);
  folders.push(["airflow/plugins", undefined]);
  return folders
    .filter(([folder]) => existsSync(resolve(root, folder)))
    .map(([folder, syntax]) => ({ ...survey(resolve(root, folder), syntax), folder }));
}

/** Whether a folder is the project, or holds it: all of it would go up, stack files with it. */
export function holdsProject(folder: string, root = projectRoot): boolean {
  const inside = relative(resolve(root, folder), root);
  return inside === "" || (!inside.startsWith("..") && !isAbsolute(inside));
}

/** More than this is said: every `up` reads it, and Airflow's parts each hold a copy. */
const large = 100 * 1000 * 1000;

/** `1234567` -> `1.2 MB`. */
export function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const [value, unit] = bytes < 1e6 ? [bytes / 1e3, "kB"] : bytes < 1e9 ? [bytes / 1e6, "MB"] : [bytes / 1e9, "GB"];
  return `${value < 10 ? value.toFixed(1).replace(/\.0$/, "") : Math.round(value)} ${unit}`;
}

export const bytesOf = ({ files }: Survey): number => files.reduce((sum, { bytes }) => sum + bytes, 0);

/** What may go up and deserves a second look. */
export function uploadWarnings(uploads: Survey[]): string[] {
  return uploads.flatMap((upload) => {
    const biggest = [...upload.files].sort((one, other) => other.bytes - one.bytes).slice(0, 3);
    const named = biggest.map(({ path, bytes }) => `${path} (${size(bytes)})`).join(", ");
    return [
      ...(bytesOf(upload) > large
        ? [`${upload.folder}: ${size(bytesOf(upload))} would be uploaded, more than 100 MB. The largest: ${named}.`]
        : []),
      ...upload.strayLinks.map((link) => `${upload.folder}: not uploaded, the link ${link}.`),
    ];
  });
}
