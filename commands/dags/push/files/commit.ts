/** The DAG folder as a git commit has it, and what commit a folder is at. */
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { promisify } from "node:util";
import { UsageError } from "../../../line/errors";

const run = promisify(execFile);

async function git(where: string, args: string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
  const options = { cwd: where, env: { ...process.env, ...env }, maxBuffer: 64 * 1024 * 1024, windowsHide: true };
  return (await run("git", args, options)).stdout.trim();
}

/** The commit of a folder, with "+" where its files differ from it; undefined outside git. */
export async function commitOf(folder: string): Promise<string | undefined> {
  try {
    // One start of git for both answers.
    const lines = (await git(folder, ["status", "--porcelain=v2", "--branch", "--", "."])).split("\n");
    const commit = /^# branch\.oid ([0-9a-f]+)$/.exec(lines[0] ?? "")?.[1];
    return commit && `${commit}${lines.some((line) => line !== "" && !line.startsWith("#")) ? "+" : ""}`;
  } catch {
    return undefined;
  }
}

/** A commit's DAG folder, written out. */
export interface Checkout {
  folder: string;
  commit: string;
  remove(): void;
}

/**
 * Writes the folder out as it was in a commit, into a folder of its own: nothing of the work tree or the index changes.
 * @param ref a commit, tag or branch
 * @throws UsageError where there is no git, no such commit, or no such folder in it
 */
export async function checkOut(ref: string, folder: string): Promise<Checkout> {
  const mistake = (why: string, fix: string) => new UsageError(`--to ${ref}: ${why}`, fix);
  let top: string;
  try {
    top = await git(folder, ["rev-parse", "--show-toplevel"]);
  } catch {
    throw mistake(`${folder} is in no git repository that can be read`, "run it in a clone of your repository");
  }
  let commit: string;
  try {
    commit = await git(top, ["rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`]);
  } catch {
    throw mistake(
      "git knows no such commit",
      "see `git log --oneline`; in a shallow clone `git fetch --unshallow` first",
    );
  }
  const inside = relative(top, await git(folder, ["rev-parse", "--show-prefix"]).then((prefix) => join(top, prefix)));
  const path = inside.replaceAll("\\", "/");
  const made = mkdtempSync(join(tmpdir(), "dags-push-"));
  const remove = () => rmSync(made, { recursive: true, force: true });
  try {
    // Whoever looks for ignore files above stops here, as at the project's top.
    writeFileSync(join(made, "Pulumi.yaml"), "");
    const to = join(made, "dags");
    mkdirSync(to);
    // An index of its own, so that the caller's stays as it is.
    const own = { GIT_INDEX_FILE: join(made, "index") };
    await git(top, ["read-tree", path === "" ? commit : `${commit}:${path}`], own);
    await git(top, ["checkout-index", "--all", "--force", `--prefix=${to}/`], own);
    return { folder: to, commit, remove };
  } catch (problem) {
    remove();
    const said = String((problem as { stderr?: string }).stderr ?? problem)
      .trim()
      .split("\n")
      .pop();
    throw mistake(
      `commit ${commit.slice(0, 12)} has no folder ${path} (${said})`,
      `git ls-tree ${commit.slice(0, 12)}`,
    );
  }
}
