/** Looks through a folder of DAGs or plugins: what of it goes up, what stays here and why, what stops it. */
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { IgnoreSyntax } from "./ignoreFiles";
import { importedFiles } from "./imports";
import { keyLook } from "./keyLooks";
import { type Found, walk } from "./walk";

/** A file that goes up; its path is in the folder, with slashes. */
export interface UploadFile {
  path: string;
  bytes: number;
}

/** Something that does not go up. A folder's path ends with a slash. */
export interface LeftOut {
  path: string;
  why: string;
}

/** A folder as it is on this machine. */
export interface Survey {
  folder: string;
  /** Sorted by code unit, so that every machine has the same order. */
  files: UploadFile[];
  leftOut: LeftOut[];
  /** Links that lead out of the folder or nowhere: they are not followed. */
  strayLinks: string[];
  /** What cannot be read, with the system's word for why. */
  unreadable: LeftOut[];
  /** What looks like a key that opens something. */
  keys: LeftOut[];
}

/** Larger files are not looked into for keys beyond their beginning. */
const looked = 1024 * 1024;
/** Names of two files in code-unit order. */
const byPath = (one: { path: string }, other: { path: string }): number =>
  one.path < other.path ? -1 : one.path > other.path ? 1 : 0;

/** What was read of a file, by its path, as long as time and size are the same: a comparison plans a folder many times. */
const seen = new Map<string, { stamp: string; key: string | undefined }>();

function keyIn(file: string, found: Found, told: () => void): string | undefined {
  const stamp = `${found.changed} ${found.bytes}`;
  const known = seen.get(resolve(file));
  if (known?.stamp === stamp) return known.key;
  const key = keyLook(readFileSync(file).subarray(0, looked).toString("latin1"));
  seen.set(resolve(file), { stamp, key });
  told();
  return key;
}

/** Says what a file looks like: a kind of key, or undefined. `told` is to be called where the file was read. */
export type KeyLooker = (file: string, found: Found, told: () => void) => string | undefined;

/** Called with each further file that is read; the plan shows it as progress. */
type Progress = (folder: string, files: number) => void;
let progress: Progress | undefined;
export function onProgress(listener: Progress | undefined): void {
  progress = listener;
}

/**
 * @param syntax of `.airflowignore`; undefined where it says which files are no plugins, and all of them must go up
 * @param looker says of each file that goes up what it looks like; one that remembers more than this process saves the reading
 */
export function survey(folder: string, syntax?: IgnoreSyntax, looker: KeyLooker = keyIn): Survey {
  const { found, leftOut, strayLinks, unreadable } = walk(folder, syntax);
  const candidates = found.filter(({ airflowIgnored }) => airflowIgnored);
  const kept = found.filter(({ airflowIgnored }) => !airflowIgnored);
  const text = (path: string) => readFileSync(join(folder, path), "latin1");
  const imported =
    candidates.length === 0
      ? new Set<string>()
      : importedFiles(
          kept.map(({ path }) => path),
          candidates.map(({ path }) => path),
          text,
        );
  const stays = candidates.filter(({ path }) => !imported.has(path));
  const goes = found.filter((file) => !stays.includes(file)).sort(byPath);
  const keys: LeftOut[] = [];
  const files: UploadFile[] = [];
  let count = 0;
  for (const file of goes) {
    try {
      const why = looker(join(folder, file.path), file, () => progress?.(folder, ++count));
      if (why !== undefined) keys.push({ path: file.path, why });
      files.push({ path: file.path, bytes: file.bytes });
    } catch (error) {
      unreadable.push({ path: file.path, why: (error as NodeJS.ErrnoException).code ?? String(error) });
    }
  }
  const ignored = stays.map(({ path }) => ({ path, why: ".airflowignore" }));
  return { folder, files, leftOut: [...leftOut, ...ignored].sort(byPath), strayLinks, unreadable, keys };
}
