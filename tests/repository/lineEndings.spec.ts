/** A clone has the same bytes on every machine, so that plugins.zip is the same zip. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { zipFolders } from "../../components/shared/pluginsZip";

const root = join(__dirname, "..", "..");

const git = (folder: string, ...command: string[]): string =>
  execFileSync("git", ["-C", folder, ...command], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

describe("a clone by git on Windows", function () {
  this.timeout(60_000);
  let folder: string;
  before(function () {
    // A downloaded archive has no history to clone.
    if (!existsSync(join(root, ".git"))) {
      console.log("    skipped: this folder is no git checkout");
      this.skip();
    }
    folder = mkdtempSync(join(tmpdir(), "clone-"));
    // What Git for Windows sets: line feeds become carriage return and line feed wherever nothing forbids it.
    execFileSync(
      "git",
      ["clone", "--quiet", "--config", "core.autocrlf=true", "--config", "core.eol=crlf", root, folder],
      {
        stdio: ["ignore", "ignore", "pipe"],
      },
    );
  });
  after(() => folder && rmSync(folder, { recursive: true }));

  it("has every file as it is in git", () => {
    const files = git(folder, "ls-files", "-s")
      .trim()
      .split("\n")
      .map((line) => line.split(/\s+/, 4) as [string, string, string, string]);
    expect(files.length).to.be.greaterThan(100);
    const input = files.map(([, , , path]) => path).join("\n");
    const hashes = execFileSync("git", ["-C", folder, "hash-object", "--no-filters", "--stdin-paths"], {
      input,
      encoding: "utf8",
    });
    const changed = hashes.split("\n").flatMap((hash, index) => {
      const file = files[index];
      return file && file[1] !== hash ? [file[3]] : [];
    });
    expect(changed).to.deep.equal([]);
  });

  it("makes the same plugins.zip", () => {
    const hash = (home: string) =>
      createHash("sha256")
        .update(zipFolders([join(home, "airflow", "plugins")]))
        .digest("hex");
    const plain = mkdtempSync(join(tmpdir(), "clone-"));
    try {
      execFileSync("git", ["clone", "--quiet", "--config", "core.autocrlf=false", root, plain], { stdio: "ignore" });
      expect(hash(folder)).to.equal(hash(plain));
    } finally {
      rmSync(plain, { recursive: true });
    }
  });
});
