// Makes node_modules match package-lock.json, and only when it does not: every npm command of this project calls it
// first, so that a fresh clone needs no set-up step and a warm one pays a few milliseconds. Plain Node, no dependency.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, lstatSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, "node_modules");
const stamp = join(modules, ".airflow-setup");

const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 20)) {
  console.error(`Node.js ${process.versions.node} is too old: this project needs 20.20 or later (22 or 24 are fine).`);
  process.exit(2);
}

const want = createHash("sha256")
  .update(readFileSync(join(root, "package-lock.json")))
  .update(process.versions.modules)
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

const stamped = existsSync(stamp) && readFileSync(stamp, "utf8") === want;
if (!stamped && installedByHand()) writeFileSync(stamp, want);
else if (!stamped) {
  // npm ci empties the folder behind a link first: another checkout's packages, while they are in use there.
  if (lstatSync(modules, { throwIfNoEntry: false })?.isSymbolicLink()) {
    const other = existsSync(modules) ? realpathSync(modules) : "nothing";
    console.error(`node_modules is a link to ${other}, which does not match package-lock.json; npm ci would empty it.`);
    console.error(`Fix: rm ${modules}, and run this again: this folder then gets packages of its own.`);
    process.exit(2);
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
    process.exit(1);
  }
  writeFileSync(stamp, want);
}
