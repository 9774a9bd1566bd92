/** scripts/setup.mjs: what every npm command calls first. */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";

describe("the setup", () => {
  it("never empties another checkout's packages through a link", function () {
    if (process.platform === "win32") this.skip(); // links need a privilege there
    const folder = realpathSync(mkdtempSync(join(tmpdir(), "setup-")));
    try {
      mkdirSync(join(folder, "here", "scripts"), { recursive: true });
      mkdirSync(join(folder, "there", "node_modules", "left-pad"), { recursive: true });
      cpSync(join(__dirname, "../../scripts/setup.mjs"), join(folder, "here", "scripts", "setup.mjs"));
      writeFileSync(join(folder, "here", "package-lock.json"), "{}");
      symlinkSync(join(folder, "there", "node_modules"), join(folder, "here", "node_modules"));
      // Without npm on PATH: were it called, the error would be another.
      const setup = [join(folder, "here", "scripts", "setup.mjs")];
      const { status, stderr } = spawnSync(process.execPath, setup, { encoding: "utf8", env: { PATH: folder } });
      expect(status).to.equal(2);
      expect(stderr).to.equal(
        `node_modules is a link to ${folder}/there/node_modules, which does not match package-lock.json; npm ci would empty it.\n` +
          `Fix: rm ${folder}/here/node_modules, and run this again: this folder then gets packages of its own.\n`,
      );
      expect(existsSync(join(folder, "there", "node_modules", "left-pad"))).to.equal(true);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
