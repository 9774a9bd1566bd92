/** Who plans with a large folder sees that something goes on. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { expect } from "chai";
import { waiting } from "../../../commands/plan/show/waiting";
import { survey } from "../../../components/shared/upload/survey";

describe("a large folder", () => {
  it("is told on stderr while it is read", () => {
    const lines: string[] = [];
    const folder = mkdtempSync(join(tmpdir(), "many-"));
    for (let index = 0; index < 4001; index++) writeFileSync(join(folder, `d${index}.py`), "x = 1\n");
    const done = waiting((line) => lines.push(line));
    const found = survey(folder).files.length;
    done();
    rmSync(folder, { recursive: true });
    const shown = relative("", folder);
    expect([found, ...lines]).to.deep.equal([
      4001,
      `Reading ${shown}: 2,000 files …\n`,
      `Reading ${shown}: 4,000 files …\n`,
    ]);
  });
});
