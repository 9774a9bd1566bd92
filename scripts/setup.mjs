// Makes node_modules match package-lock.json, and only when it does not: every npm command of this project calls it
// first, so that a fresh clone needs no set-up step and a warm one pays a few milliseconds. Plain Node, no dependency.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, lstatSync, mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, "node_modules");
const stamp = join(root, "node_modules", ".airflow-setup");

const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 20)) {
  console.error(`Node.js ${process.versions.node} is too old: this project needs 20.20 or later (22 or 24 are fine).`);
  process.exit(2);
}

// Per platform and not per Node version: the packages hold programs (esbuild, Biome), and nothing that is built for one Node.
const want = createHash("sha256")
  .update(readFileSync(join(root, "package-lock.json")))
  .update(`${process.platform} ${process.arch}`)
  .digest("hex");
/**
 * Whether someone ran `npm ci` by hand: npm keeps a list of what it installed (https://docs.npmjs.com/cli/v11/configuring-npm/package-lock-json#hidden-lockfiles),
 * in which packages for other platforms are left out.
 */
function installedByHand() {
  try {
    const read = (path) => JSON.parse(readFileSync(join(root, path), "utf8")).packages;
    const [wanted, there] = [read("package-lock.json"), read("node_modules/.package-lock.json")];
    const same = (path) =>
      there[path]?.version === wanted[path].version && there[path]?.integrity === wanted[path].integrity;
    return Object.keys(wanted).every((path) => path === "" || same(path) || (wanted[path].optional && !there[path]));
  } catch {
    return false;
  }
}

const done = () => existsSync(stamp) && readFileSync(stamp, "utf8") === want;

if (!done()) {
  const unlock = await locked(join(root, ".cache", "setup.lock"));
  try {
    if (!done() && installedByHand()) writeFileSync(stamp, want);
    else if (!done()) install();
  } finally {
    unlock();
  }
}

function install() {
  // npm ci empties the folder behind a link first: another checkout's packages, while they are in use there.
  if (lstatSync(modules, { throwIfNoEntry: false })?.isSymbolicLink()) {
    const other = existsSync(modules) ? realpathSync(modules) : "nothing";
    console.error(`node_modules is a link to ${other}, which does not match package-lock.json; npm ci would empty it.`);
    console.error(`Fix: rm ${modules}, and run this again: this folder then gets packages of its own.`);
    process.exitCode = 2;
    return;
  }
  console.error("Installing the pinned Node packages (npm ci; once, about a minute) …");
  // Install scripts stay off: the only ones would download Pulumi plugins, which `pulumi up` does by itself.
  const result = spawnSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: root,
    stdio: ["ignore", 2, 2],
    shell: process.platform === "win32",
  });
  if (result.status !== 0) {
    console.error("npm ci failed: see the lines above. Nothing else was run.");
    process.exitCode = 1;
  } else writeFileSync(stamp, want);
}

/** Two first commands at a time would install over each other. The lock holds its owner's process id: a dead owner's is nobody's. */
async function locked(file) {
  mkdirSync(dirname(file), { recursive: true });
  for (let told = false; ; told = true) {
    try {
      writeFileSync(file, String(process.pid), { flag: "wx" });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if (error.code !== "EEXIST") return () => undefined; // a folder that is only read
    }
    if (!told) console.error("Waiting for another command, which installs the packages …");
    await setTimeout(200);
    try {
      process.kill(Number(readFileSync(file, "utf8")), 0);
    } catch (error) {
      if (error.code === "ESRCH") rmSync(file, { force: true });
    }
  }
}
