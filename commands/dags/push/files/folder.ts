/** The DAG folder as it goes up: paths and MD5s. What was read of a file is kept in .cache, by its times and size. */
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { IgnoreSyntax } from "../../../../components/shared/upload/ignoreFiles";
import { keyLook } from "../../../../components/shared/upload/keyLooks";
import { survey } from "../../../../components/shared/upload/survey";
import { CommandError, UsageError } from "../../../line/errors";
import { EXIT } from "../../../line/exitCodes";
import { makesDag } from "./difference";

/** What is known of a file as long as its stamp is the same. */
interface Known {
  stamp: string;
  md5: string;
  /** Whether it makes a DAG, as far as its text tells. */
  dag: boolean;
  key?: string;
}

export interface LocalFolder {
  folder: string;
  /** MD5 in hex by path. */
  files: Map<string, string>;
  /** Paths of files that make a DAG by their text. */
  dags: Set<string>;
}

/** A file that was changed so short a time ago may change again with the same times. */
const SETTLED = 2000;
const looked = 1024 * 1024;

export const md5Of = (bytes: Uint8Array): string => createHash("md5").update(bytes).digest("hex");

/**
 * @param cache file that keeps what is known; undefined keeps nothing
 * @throws CommandError where something must not or cannot go up
 */
export function readFolder(folder: string, syntax: IgnoreSyntax, cache?: string, now = Date.now()): LocalFolder {
  const before = cache === undefined ? {} : held(cache);
  const known: Record<string, Known> = {};
  const keep: Record<string, Known> = {};
  let fresh = 0;
  const { files, keys, unreadable } = survey(folder, syntax, (file, found) => {
    const stamp = `${found.changed} ${found.entryChanged} ${found.bytes}`;
    let one = before[found.path];
    if (one?.stamp !== stamp) {
      const bytes = readFileSync(file);
      const key = keyLook(bytes.subarray(0, looked).toString("latin1"));
      const dag = makesDag(found.path, found.path.endsWith(".py") ? bytes.toString("utf8") : "");
      one = { stamp, md5: md5Of(bytes), dag, ...(key !== undefined && { key }) };
      fresh++;
    }
    known[found.path] = one;
    if (Math.max(found.changed, found.entryChanged) < now - SETTLED) keep[found.path] = one;
    return one.key;
  });
  if (cache !== undefined && (fresh > 0 || Object.keys(keep).length !== Object.keys(before).length)) write(cache, keep);
  const [bad] = unreadable;
  if (bad)
    throw new UsageError(`${folder}/${bad.path} cannot be read (${bad.why})`, `chmod u+r ${join(folder, bad.path)}`);
  const [key] = keys;
  if (key)
    throw new CommandError(
      "upload",
      "looks-like-a-key",
      EXIT.usage,
      `${folder}/${key.path} looks like ${key.why}, and never goes up`,
      {
        fix: `move it out of ${folder}: Airflow reads secrets from Secrets Manager or Secret Manager`,
      },
    );
  if (files.length === 0)
    throw new UsageError(`${folder} has no file that goes up`, "name the folder of your DAGs with --folder");
  return {
    folder,
    files: new Map(files.map(({ path }) => [path, (known[path] as Known).md5])),
    dags: new Set(files.map(({ path }) => path).filter((path) => known[path]?.dag)),
  };
}

/** Where what is known of a folder is kept. */
export const cacheOf = (folder: string, root: string): string =>
  join(root, ".cache", "push", `${md5Of(Buffer.from(resolve(folder))).slice(0, 12)}.json`);

function held(cache: string): Record<string, Known> {
  try {
    return JSON.parse(readFileSync(cache, "utf8")) as Record<string, Known>;
  } catch {
    return {}; // not there, or not whole
  }
}

function write(cache: string, known: Record<string, Known>): void {
  try {
    mkdirSync(dirname(cache), { recursive: true });
    const part = `${cache}.${process.pid}`;
    writeFileSync(part, JSON.stringify(known));
    renameSync(part, cache);
  } catch {
    // a folder that is only read: everything is read at the next push
  }
}
