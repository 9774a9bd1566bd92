/** Plugins as a zip whose bytes depend on the files' names and contents, and on nothing else. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { zipSync } from "fflate";
import { merged } from "./folder";

/**
 * Zips the folders' contents (not the folders), as one. fflate deflates in JavaScript, so Node's version of zlib does not matter.
 *
 * @returns the zip's bytes
 */
export function zipFolders(folders: readonly string[]): Uint8Array {
  // The zip format holds local time: a local date gives the same bytes in every time zone.
  const mtime = new Date(1980, 0, 1);
  // A wheel is a zip itself, and there may be hundreds: they are stored as they are.
  const entries = merged(folders).map(([path, file]): [string, Uint8Array | [Uint8Array, { level: 0 }]] => {
    const bytes = readFileSync(file);
    return [path, path.endsWith(".whl") ? [bytes, { level: 0 }] : bytes];
  });
  return zipSync(Object.fromEntries(entries), { mtime, level: 9, os: 3, attrs: 0o100644 << 16 });
}

/**
 * Writes the zip into a cache folder under a name made of its content.
 *
 * @returns the file's path
 */
export function zipFile(folders: readonly string[], cache: string): string {
  const bytes = zipFolders(folders);
  const path = join(cache, `plugins-${createHash("sha256").update(bytes).digest("hex").slice(0, 16)}.zip`);
  if (!existsSync(path)) {
    mkdirSync(cache, { recursive: true });
    // Written aside and renamed: a second run never reads half a file.
    writeFileSync(`${path}.${process.pid}`, bytes);
    renameSync(`${path}.${process.pid}`, path);
  }
  return path;
}
