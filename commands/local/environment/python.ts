/** Which Python an environment gets: the home's, else the nearest that can be had. */
import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { CommandError } from "../../line/errors";
import { EXIT } from "../../line/exitCodes";
import { uv } from "./uv";

export interface PythonFound {
  /** Its program. */
  path: string;
  /** "3.12" */
  version: string;
}

const minorOf = (version: string): number => Number(version.split(".")[1]);

/** The nearest minor version; of two at the same distance the later. Airflow 2.10 to 3.3 run on 3.10 to 3.13. */
export function nearest(wanted: string, found: readonly PythonFound[]): PythonFound | undefined {
  const distance = ({ version }: PythonFound) => Math.abs(minorOf(version) - minorOf(wanted));
  return found
    .filter(({ version }) => /^3\.1[0-3]$/.test(version))
    .sort((one, other) => distance(one) - distance(other) || minorOf(other.version) - minorOf(one.version))[0];
}

/**
 * The home's Python: found on this machine, or fetched by uv. Where neither works, the nearest that is here.
 *
 * @param onProgress is told what is looked for
 */
export async function pythonFor(
  wanted: string,
  onProgress: (text: string) => void,
  signal?: AbortSignal,
): Promise<PythonFound> {
  const here = await uv(["python", "find", wanted], { signal });
  if (here.ok) return { path: here.out.trim(), version: wanted };
  const kept = ofPyenv(wanted);
  if (kept !== undefined) return { path: kept, version: wanted };
  onProgress(`fetching Python ${wanted}`);
  if ((await uv(["python", "install", "--quiet", wanted], { signal })).ok) {
    const fetched = await uv(["python", "find", wanted], { signal });
    if (fetched.ok) return { path: fetched.out.trim(), version: wanted };
  }
  const chosen = nearest(wanted, await installed(signal));
  if (chosen !== undefined) return chosen;
  throw new CommandError(
    "python",
    "no-python",
    EXIT.refused,
    `there is no Python ${wanted} on this machine, none from 3.10 to 3.13 either, and uv could not fetch one`,
    { fix: `install Python ${wanted}` },
  );
}

/** pyenv keeps Pythons that uv does not see where they are not the chosen one (https://github.com/pyenv/pyenv#where-pyenv-puts-things). */
function ofPyenv(wanted: string): string | undefined {
  const folder = join(process.env.PYENV_ROOT ?? join(homedir(), ".pyenv"), "versions");
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith(`${wanted}.`)) : [];
  return names.map((name) => join(folder, name, "bin", `python${wanted}`)).find((path) => existsSync(path));
}

async function installed(signal?: AbortSignal): Promise<PythonFound[]> {
  const { ok, out } = await uv(["python", "list", "--only-installed", "--output-format", "json"], { signal });
  if (!ok) return [];
  const rows = JSON.parse(out) as { path: string; version: string; implementation: string }[];
  return rows
    .filter(({ implementation }) => implementation === "cpython")
    .map(({ path, version }) => ({ path, version: version.split(".").slice(0, 2).join(".") }));
}
