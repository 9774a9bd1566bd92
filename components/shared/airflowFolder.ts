/** What of the airflow folder goes up: the user's own, and this package's plugins and login, which every home needs. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import type { Dags } from "../../config";

/** The folder of this package that holds its package.json: the project itself, or the package in another program's node_modules. */
function packageRoot(folder = __dirname): string {
  return existsSync(join(folder, "package.json")) ? folder : packageRoot(dirname(folder));
}

/** A file of this package, relative to the running program, with slashes: the same text on every machine. */
export const ownFile = (path: string): string =>
  relative(process.cwd(), join(packageRoot(), path)).replaceAll("\\", "/");

/** A folder of this package, relative to the running program where it is below it. */
export const ownFolder = (path: string): string => relative(process.cwd(), join(packageRoot(), "airflow", path));

/** Folders of plugins, a later one's files in front of an earlier one's: this package's, then the program's own. */
export function pluginFolders(): string[] {
  const folders = [ownFolder("plugins"), "airflow/plugins"].filter((folder) => existsSync(folder));
  return folders.filter((folder, index) => folders.findIndex((other) => resolve(other) === resolve(folder)) === index);
}

/** Folder of this machine with the DAGs; undefined where they come from git or the user's own CI. */
export const dagFolder = (dags: Dags): string | undefined =>
  typeof dags === "string" && dags !== "external" ? dags : undefined;

/** A file of the program's airflow folder, or nothing where there is none. */
export function userText(path: string, root = ""): string {
  const file = join(root, "airflow", path);
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}
