/** Walks a folder by git's and Airflow's ignore files; follows links inside the folder, and no further. */
import { type Dirent, existsSync, readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { globFile, type IgnoreFile, type IgnoreSyntax, regexpFile, type Verdict } from "./ignoreFiles";
import { neverUp } from "./never";
import type { Survey } from "./survey";

/** A file that is there and that git would keep. */
export interface Found {
  path: string;
  bytes: number;
  /** Time of the last change, ms. */
  changed: number;
  /** Time of the last change of the file's entry, ms: a copy may keep the other. */
  entryChanged: number;
  airflowIgnored: boolean;
}

/** An ignore file with the folder that its patterns are relative to. */
interface Level {
  base: string;
  file: IgnoreFile;
  airflow: boolean;
}

type Walked = Pick<Survey, "leftOut" | "strayLinks" | "unreadable"> & { found: Found[] };

const slashed = (path: string): string => path.split(sep).join("/");

const isTop = (folder: string): boolean => [".git", "Pulumi.yaml"].some((name) => existsSync(join(folder, name)));

/**
 * `.gitignore` files above the folder, up to the repository's or the project's top. A folder that they leave out as a whole
 * was named on purpose, so then they do not count.
 */
function levelsAbove(folder: string): Level[] {
  const levels: Level[] = [];
  const home = resolve(folder);
  let at = home;
  while (!isTop(at)) {
    const above = dirname(at);
    if (above === at) return [];
    const file = join(above, ".gitignore");
    if (existsSync(file)) levels.unshift({ base: above, file: globFile(readFileSync(file, "utf8")), airflow: false });
    at = above;
  }
  return word(levels, home, true)?.verdict === "out" ? [] : levels;
}

/** The innermost of the files that has a word on a path, and its word. */
function word(levels: Level[], path: string, isFolder: boolean): { verdict: Verdict; base: string } | undefined {
  for (const { base, file } of [...levels].reverse()) {
    const verdict = file(`${slashed(relative(base, path))}${isFolder ? "/" : ""}`);
    if (verdict !== undefined) return { verdict, base };
  }
  return undefined;
}

function levelsIn(folder: string, syntax: IgnoreSyntax | undefined): Level[] {
  const read = (name: string) => {
    const file = join(folder, name);
    return existsSync(file) && statSync(file).isFile() ? readFileSync(file, "utf8") : undefined;
  };
  const git = read(".gitignore");
  const airflow = syntax === undefined ? undefined : read(".airflowignore");
  return [
    ...(git === undefined ? [] : [{ base: folder, file: globFile(git), airflow: false }]),
    ...(airflow === undefined
      ? []
      : [{ base: folder, file: (syntax === "regexp" ? regexpFile : globFile)(airflow), airflow: true }]),
  ];
}

/** Everything below a folder, in no order. */
export function walk(folder: string, syntax: IgnoreSyntax | undefined): Walked {
  const home = resolve(folder);
  const top = realpathSync(home);
  const walked: Walked = { found: [], leftOut: [], strayLinks: [], unreadable: [] };
  // Folders that are open on the way down: a link back to one of them would never end.
  const open: string[] = [];

  const folderIn = (path: string, above: Level[], airflowIgnored: boolean): void => {
    const here = join(home, path);
    const real = realpathSync(here);
    if (open.includes(real)) {
      walked.strayLinks.push(`${path} (it leads back to a folder that it is in)`);
      return;
    }
    open.push(real);
    try {
      const entries = readdirSync(here, { withFileTypes: true });
      if (path !== "" && entries.some(({ name }) => name === "pyvenv.cfg"))
        walked.leftOut.push({ path: `${path}/`, why: "a virtual environment" });
      else {
        const levels = [...above, ...levelsIn(here, syntax)];
        for (const found of entries)
          entryIn(path === "" ? found.name : `${path}/${found.name}`, found, levels, airflowIgnored);
      }
    } catch (error) {
      walked.unreadable.push({ path: `${path}/`, why: (error as NodeJS.ErrnoException).code ?? String(error) });
    }
    open.pop();
  };

  const entryIn = (path: string, entry: Dirent, levels: Level[], above: boolean): void => {
    const full = join(home, path);
    if (entry.isSymbolicLink()) {
      const end = existsSync(full) ? realpathSync(full) : undefined;
      const outside = end === undefined || !(end === top || end.startsWith(top + sep));
      if (outside) {
        walked.strayLinks.push(`${path} (${end === undefined ? "it leads nowhere" : "it leads out of the folder"})`);
        return;
      }
    }
    const stat = statSync(full);
    const isFolder = stat.isDirectory();
    if (!isFolder && !stat.isFile()) return void walked.leftOut.push({ path, why: "no plain file" });
    const git = word(
      levels.filter((level) => !level.airflow),
      full,
      isFolder,
    );
    const airflow = word(
      levels.filter((level) => level.airflow),
      full,
      isFolder,
    )?.verdict;
    // `!NAME` above the folder is git's business; only the folder's own asks for what never goes up.
    const asked = airflow === "in" || (git?.verdict === "in" && (git.base === home || git.base.startsWith(home + sep)));
    const shown = isFolder ? `${path}/` : path;
    const why = git?.verdict === "out" ? ".gitignore" : asked ? undefined : neverUp(shown);
    if (why !== undefined) return void walked.leftOut.push({ path: shown, why });
    const airflowIgnored = airflow === "out" || (above && airflow !== "in");
    if (isFolder) folderIn(path, levels, airflowIgnored);
    else
      walked.found.push({ path, bytes: stat.size, changed: stat.mtimeMs, entryChanged: stat.ctimeMs, airflowIgnored });
  };

  folderIn("", levelsAbove(folder), false);
  return walked;
}
