/** The files of the project: what git tracks, or what would be tracked, and not what a run leaves behind. */
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** Folders that a run or an installation makes (.gitignore has them too); for a downloaded archive without git. */
const made = new Set(["node_modules", ".cache", ".git", "__pycache__", ".pytest_cache", ".ruff_cache", ".venv", "out"]);

/** Paths from the root, with forward slashes. */
export function projectFiles(root: string): string[] {
  if (existsSync(join(root, ".git"))) {
    const listed = execFileSync("git", ["-C", root, "ls-files", "--cached", "--others", "--exclude-standard"], {
      encoding: "utf8",
    });
    return listed.split("\n").filter((path) => path !== "" && !made.has(path) && existsSync(join(root, path)));
  }
  const below = (folder: string): string[] =>
    readdirSync(join(root, folder), { withFileTypes: true })
      .filter(({ name }) => !made.has(name))
      .flatMap((entry) => {
        const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
        return entry.isDirectory() ? below(path) : [path];
      });
  return below("");
}
