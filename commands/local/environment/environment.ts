/** The Python environment of a stack, made by uv where it is missing or its requirements have changed. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { CommandError, UsageError } from "../../line/errors";
import { EXIT } from "../../line/exitCodes";
import { type Conflict, conflictOf, needOtherPython, without } from "./conflict";
import { type Constraints, constraintsOf } from "./constraints";
import { pythonFor } from "./python";
import { uv } from "./uv";
import type { Wanted } from "./wanted";

export interface Environment {
  /** The environment's folder. */
  venv: string;
  /** What of it is not as in the cloud. */
  notes: string[];
}

export interface MakeOptions {
  /** Folder of the stack's state, `.cache/local/STACK`. */
  state: string;
  onProgress(text: string): void;
  signal?: AbortSignal;
  /** Environments that something runs in are kept. */
  inUse?: string;
}

/** What was resolved, or what stands against it. */
export type Resolved = { lock: string; python: string; notes: string[] } | { conflict: Conflict };

const userFile = "airflow/requirements.txt";

/** The environment that the caller names, used as it is. */
export function givenEnvironment(venv: string): Environment {
  const path = resolve(venv);
  if (!existsSync(join(path, "bin", "airflow")))
    throw new UsageError(
      `--venv ${venv}: there is no bin/airflow in it`,
      "give the folder of an environment that has Airflow",
    );
  return { venv: path, notes: [] };
}

/** Finds versions of everything, as the home would; the answer is kept until what is asked for changes. */
export async function resolved(wanted: Wanted, userText: string, options: MakeOptions): Promise<Resolved> {
  const { state, onProgress, signal } = options;
  const constraints = await constraintsOf(wanted, signal);
  const asked = hashOf(wanted, constraints);
  const file = join(state, `packages-${asked}.json`);
  if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8")) as Resolved;
  const python = await pythonFor(wanted.python, onProgress, signal);
  onProgress(`finding the packages of Airflow ${wanted.airflowVersion} on Python ${python.version}`);
  mkdirSync(state, { recursive: true });
  const compile = (limits: string) => {
    const file = join(state, "constraints.txt");
    writeFileSync(file, limits);
    const command = ["pip", "compile", "--quiet", "--no-header", "--no-annotate", "--python", python.path];
    const input = `${wanted.image.join("\n")}\n${wanted.user}\n`;
    return uv([...command, "--constraint", file, "-"], { input, signal });
  };
  let ran = await compile(constraints.text);
  const loose = new Set<string>();
  // Another Python than the home's: what the home fixes may need the home's. That is no conflict of the user's.
  while (!ran.ok && python.version !== wanted.python && loose.size < 20) {
    const needs = needOtherPython(ran.said).filter((name) => !loose.has(name));
    if (needs.length === 0) break;
    for (const name of needs) loose.add(name);
    ran = await compile(without(constraints.text, loose));
  }
  if (!ran.ok) {
    if (!/No solution found|not found in the package registry/.test(ran.said)) throw failed("pip compile", ran.said);
    const sources = { userFile, user: userText, constraintsName: constraints.name, constraints: constraints.text };
    return { conflict: conflictOf(ran.said, sources) };
  }
  const notes = constraints.note ? [constraints.note] : [];
  if (python.version !== wanted.python)
    notes.push(
      `The home has Python ${wanted.python}, which is not here: Python ${python.version} is used.` +
        (loose.size > 0 ? ` Other versions than the home's: ${[...loose].sort().join(", ")}.` : ""),
    );
  const answer = { lock: ran.out, python: python.path, notes };
  writeWhole(file, JSON.stringify(answer));
  return answer;
}

/** @throws CommandError where packages conflict, or cannot be installed */
export async function environmentOf(wanted: Wanted, userText: string, options: MakeOptions): Promise<Environment> {
  const found = await resolved(wanted, userText, options);
  if ("conflict" in found) {
    const { message, fix } = found.conflict;
    throw new CommandError("requirements", "conflict", EXIT.failed, message, { fix });
  }
  return { venv: await installed(found, wanted, options), notes: found.notes };
}

/** The environment with exactly these packages. An older one of the stack goes, unless something runs in it. */
export async function installed(
  { lock, python }: { lock: string; python: string },
  { airflowVersion }: Wanted,
  { state, onProgress, signal, inUse }: MakeOptions,
): Promise<string> {
  const name = `venv-${short(`${python}\n${lock}`)}`;
  const venv = join(state, name);
  const complete = join(venv, "complete");
  if (existsSync(complete)) return venv;
  onProgress(
    `installing Airflow ${airflowVersion} with ${lock.trim().split("\n").length} packages (once; a minute or two, 1 to 2 GB)`,
  );
  // Made aside and renamed: two first starts at a time each make one, and a start that is cancelled leaves no half.
  const part = join(state, `part-${process.pid}`);
  rmSync(part, { recursive: true, force: true });
  try {
    const made = await uv(["venv", "--quiet", "--seed", "--relocatable", "--python", python, part], { signal });
    if (!made.ok) throw failed("venv", made.said);
    const list = join(part, "packages.txt");
    writeFileSync(list, lock);
    const into = ["--python", join(part, "bin", "python"), "--no-deps", "-r", list];
    const filled = await uv(["pip", "install", "--quiet", ...into], { signal });
    if (!filled.ok) throw failed("pip install", filled.said);
    writeFileSync(join(part, "complete"), "");
    if (!existsSync(complete)) renameSync(part, venv);
  } finally {
    rmSync(part, { recursive: true, force: true });
  }
  for (const old of readdirSync(state))
    if (/^venv-/.test(old) && old !== name && join(state, old) !== inUse)
      rmSync(join(state, old), { recursive: true, force: true });
  return venv;
}

const failed = (what: string, said: string) =>
  new CommandError(
    "python",
    "not-installed",
    EXIT.failed,
    `uv ${what} failed: ${said.split("\n").slice(-8).join("\n")}`,
    {
      fix: "look at its text above; the package index is the one that uv is set up for",
    },
  );

const short = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 12);

const hashOf = (wanted: Wanted, { text }: Constraints): string =>
  short(JSON.stringify([wanted, text, process.platform, process.arch]));

/** Whole or not at all: a start that is cancelled leaves no half file. */
export function writeWhole(file: string, text: string, mode = 0o644): void {
  const part = `${file}.${process.pid}`;
  writeFileSync(part, text, { mode });
  renameSync(part, file);
}
