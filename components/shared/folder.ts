/** Reads a folder as Airflow gets it: the same files in the same order on every machine. */
import { readdirSync } from "node:fs";
import { join } from "node:path";

/** Folders and files that are of no use in Airflow, or differ from run to run. */
const leftOut = /^(__pycache__|\.git|\.gitkeep|\.DS_Store|\.pytest_cache|\.ruff_cache|\.venv|node_modules|.*\.pyc)$/;

/** Paths of the files below a folder, relative to it, with slashes, sorted by code unit. */
export function filesBelow(folder: string): string[] {
  const walk = (path: string): string[] =>
    readdirSync(join(folder, path), { withFileTypes: true }).flatMap((entry) => {
      if (leftOut.test(entry.name)) return [];
      const inner = path === "" ? entry.name : `${path}/${entry.name}`;
      return entry.isDirectory() ? walk(inner) : entry.isFile() ? [inner] : [];
    });
  return walk("").sort((a, b) => (a < b ? -1 : 1));
}

/** Files below several folders by their path in them: a later folder's file stands for an earlier one's. */
export const merged = (folders: readonly string[]): [path: string, file: string][] =>
  [
    ...new Map(
      folders.flatMap((folder) => filesBelow(folder).map((path): [string, string] => [path, `${folder}/${path}`])),
    ),
  ].sort(([a], [b]) => (a < b ? -1 : 1));
