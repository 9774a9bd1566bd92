/** The launcher never runs an old build: tried on a copy that has one verb of its own. */
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { cli, ROOT } from "./child";

describe("the launcher", function () {
  this.timeout(60_000);
  let copy: string;
  const write = (path: string, text: string) => writeFileSync(join(copy, path), text);
  const hello = async () => (await cli(["hello"], { cwd: copy })).out;
  const built = () => statSync(join(copy, ".cache/commands/hello.cjs")).mtimeMs;

  beforeEach(() => {
    copy = mkdtempSync(join(tmpdir(), "cli-"));
    mkdirSync(join(copy, "commands/hello"), { recursive: true });
    for (const { name } of readdirSync(join(ROOT, "commands"), { withFileTypes: true }).filter((one) => one.isFile()))
      cpSync(join(ROOT, "commands", name), join(copy, "commands", name));
    cpSync(join(ROOT, "commands/line"), join(copy, "commands/line"), { recursive: true });
    for (const name of ["package.json", "package-lock.json", "tsconfig.json"])
      cpSync(join(ROOT, name), join(copy, name));
    symlinkSync(join(ROOT, "node_modules"), join(copy, "node_modules"));
    write("commands/verbs.ts", 'export const verbs = { hello: () => import("./hello/verb") };\n');
    write(
      "commands/hello/verb.ts",
      `import { defineVerb } from "../verb";
       export const verb = defineVerb({ name: "hello", about: "greet", options: {},
         run: async () => (await import("./main")).hello() });\n`,
    );
    write(
      "commands/hello/main.ts",
      'import { word } from "./word/index";\nexport const hello = () => console.log(word);\n',
    );
    mkdirSync(join(copy, "commands/hello/word"));
    write("commands/hello/word/index.ts", 'export const word = __dirname.split("/").pop();\n');
  });
  afterEach(() => {
    chmodSync(copy, 0o755);
    rmSync(copy, { recursive: true });
  });

  it("knows a source's own folder, and builds once", async () => {
    expect(await hello()).to.equal("word\n");
    await hello(); // the first build may be too near to the files that it was made of
    const before = built();
    expect(await hello()).to.equal("word\n");
    expect(built()).to.equal(before);
  });

  it("builds again for a source of the same size and an older time", async () => {
    write("commands/hello/word/index.ts", 'export const word = "one";\n');
    expect(await hello()).to.equal("one\n");
    await hello();
    write("commands/hello/word/index.ts", 'export const word = "two";\n');
    utimesSync(join(copy, "commands/hello/word/index.ts"), 1, 1);
    expect(await hello()).to.equal("two\n");
  });

  it("builds again where a new file takes the place of another", async () => {
    write("commands/hello/word/index.ts", 'export { word } from "./other";\n');
    write("commands/hello/word/other.js", 'exports.word = "javascript";\n');
    expect(await hello()).to.equal("javascript\n");
    await hello();
    write("commands/hello/word/other.ts", 'export const word = "typescript";\n');
    expect(await hello()).to.equal("typescript\n");
  });

  it("builds again where the packages have changed, and where a build is not whole", async () => {
    await hello();
    await hello();
    const before = built();
    write("package-lock.json", "{}");
    expect(await hello()).to.equal("word\n");
    expect(built()).to.be.greaterThan(before);
    write(".cache/commands/hello.cjs", '//{"node":');
    expect(await hello()).to.equal("word\n");
  });

  it("runs where nothing can be written", async () => {
    write(".cache", "a file where the folder would be");
    expect(await hello()).to.equal("word\n");
  });

  it("serves two first starts at a time", async () => {
    expect(await Promise.all([hello(), hello(), hello()])).to.deep.equal(["word\n", "word\n", "word\n"]);
  });

  it("says where a source cannot be compiled, with the exit code of a fault", async () => {
    write("commands/hello/main.ts", "export const hello = (;\n");
    const { code, out, err } = await cli(["hello"], { cwd: copy });
    expect([code, out]).to.deep.equal([70, ""]);
    expect(err).to.contain("commands/hello/main.ts:1:");
  });
});
