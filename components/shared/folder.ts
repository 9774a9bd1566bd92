/** Reads a folder as Airflow gets it: the same files in the same order on every machine. */
import type { IgnoreSyntax } from "./upload/ignoreFiles";
import { survey } from "./upload/survey";

/**
 * Paths of the files below a folder that go up, relative to it, with slashes, sorted by code unit.
 *
 * @param syntax of `.airflowignore`, where it may leave files out: that of a DAG folder
 */
export const filesBelow = (folder: string, syntax?: IgnoreSyntax): string[] =>
  survey(folder, syntax).files.map(({ path }) => path);

/** Files below several folders by their path in them: a later folder's file stands for an earlier one's. */
export const merged = (folders: readonly string[], syntax?: IgnoreSyntax): [path: string, file: string][] =>
  [
    ...new Map(
      folders.flatMap((folder) =>
        filesBelow(folder, syntax).map((path): [string, string] => [path, `${folder}/${path}`]),
      ),
    ),
  ].sort(([a], [b]) => (a < b ? -1 : 1));
