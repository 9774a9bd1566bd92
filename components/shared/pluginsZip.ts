/** The plugins folder as a zip whose bytes depend on the files' names and contents, and on nothing else. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { zipSync } from "fflate";
import { filesBelow } from "./folder";

/**
 * Zips the folder's contents (not the folder). fflate deflates in JavaScript, so Node's version of zlib does not matter.
 *
 * @returns the zip's bytes
 */
export function zipFolder(folder: string): Uint8Array {
  // The zip format holds local time: a local date gives the same bytes in every time zone.
  const mtime = new Date(1980, 0, 1);
  const entries = filesBelow(folder).map((path) => [path, readFileSync(join(folder, path))] as const);
  return zipSync(Object.fromEntries(entries), { mtime, level: 9, os: 3, attrs: 0o100644 << 16 });
}

/**
 * Writes the zip into a cache folder under a name made of its content.
 *
 * @returns the file's path
 */
export function zipFile(folder: string, cache: string): string {
  const bytes = zipFolder(folder);
  const path = join(cache, `plugins-${createHash("sha256").update(bytes).digest("hex").slice(0, 16)}.zip`);
  if (!existsSync(path)) {
    mkdirSync(cache, { recursive: true });
    // Written aside and renamed: a second run never reads half a file.
    writeFileSync(`${path}.${process.pid}`, bytes);
    renameSync(`${path}.${process.pid}`, path);
  }
  return path;
}
