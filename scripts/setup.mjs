// Makes node_modules match package-lock.json, and only when it does not: every npm command of this project calls it
// first, so that a fresh clone needs no set-up step and a warm one pays a few milliseconds. Plain Node, no dependency.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
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
const done = () => existsSync(stamp) && readFileSync(stamp, "utf8") === want;

if (!done()) {
  const unlock = await locked(join(root, ".cache", "setup.lock"));
  try {
    if (!done()) install();
  } finally {
    unlock();
  }
}

function install() {
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
