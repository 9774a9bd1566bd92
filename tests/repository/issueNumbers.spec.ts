/** No file speaks of an issue by its number: a reader has the file alone, and issues move. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { projectFiles } from "../../scripts/projectFiles";

const root = join(__dirname, "..", "..");
const form = /(?<![\w/])([\w.-]+[/-][\w.-]+ )?(?:(?:issue|ticket)s? #?\d+\b|#\d{1,5}\b(?!["';]))/gi;

/** Mentions of an issue; those of another project's, which name it (`pulumi/pulumi #24608`), are sources. */
const issueNumbers = (text: string): string[] =>
  [...text.matchAll(form)].filter(([, repository]) => repository === undefined).map(([mention]) => mention);

describe("issue numbers", () => {
  it("are found where they are meant", () => {
    expect(issueNumbers("the bounds that issue 3 set; see #12 and (Issue #4)")).to.have.length(3);
    expect(issueNumbers("pulumi/pulumi #24608, google-auth-library-python issue 1556")).to.deep.equal([]);
    expect(issueNumbers('fill="#555555" github.com/o/r/issues/12 page#5 an issue, 3 days')).to.deep.equal([]);
  });

  it("stand in no file", () => {
    const found = projectFiles(root)
      .filter((path) => path !== "tests/repository/issueNumbers.spec.ts" && !/\.svg$|lock\.json$/.test(path))
      .flatMap((path) => issueNumbers(readFileSync(join(root, path), "utf8")).map((mention) => `${path}: ${mention}`));
    expect(found).to.deep.equal([]);
  });
});
