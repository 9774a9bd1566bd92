/** The pages read in a terminal, and their links lead somewhere. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { projectFiles } from "../../scripts/projectFiles";
import { wrapMarkdown } from "../../scripts/wrapMarkdown";

const root = join(__dirname, "..", "..");
const pages = projectFiles(root).filter((path) => path.endsWith(".md") && !path.startsWith(".github/"));

/** Lines of prose: without code, tables and headings. */
function prose(page: string): string[] {
  const outsideCode = page.split(/^ *```.*$/m).filter((_, index) => index % 2 === 0);
  return outsideCode.flatMap((part) => part.split("\n")).filter((line) => !/^\s*([|#!]|<(?!https?:))/.test(line));
}

describe("the pages", () => {
  it("are there", () => {
    expect(pages).to.include.members(["README.md", "CONTRIBUTING.md", "docs/mwaa.md", "examples/README.md"]);
  });

  for (const path of pages) {
    const page = readFileSync(join(root, path), "utf8");

    it(`${path} has no line of prose over 100 columns (npm run docs wraps it)`, () => {
      // One word, code span or link may be longer than any line.
      const whole = /(`[^`]*`|\[[^\]]*\]\([^)]*\)|\S)+/g;
      const wide = prose(page).filter((line) => [...line].length > 100 && (line.match(whole)?.length ?? 0) > 1);
      expect(wide).to.deep.equal([]);
    });

    it(`${path} links to files that exist`, () => {
      const links = prose(page)
        .join("\n")
        .matchAll(/\]\((?!https?:|#)([^)\s#]+)/g);
      const missing = [...links].flatMap(([, link = ""]) =>
        existsSync(join(root, dirname(path), link)) ? [] : [link],
      );
      expect(missing).to.deep.equal([]);
    });
  }
});

describe("the wrapping of pages", () => {
  const long = "word ".repeat(30).trim();

  it("keeps the words of a list item in their order, under its mark", () => {
    const wrapped = wrapMarkdown(`- ${long}\n- short\n`);
    expect(wrapped.split("\n").map((line) => line.length)).to.deep.equal([96, 56, 7, 0]);
    expect(wrapped.replace(/\s+/g, " ").trim()).to.equal(`- ${long} - short`);
    expect(wrapped.split("\n")[1]).to.match(/^ {2}word/);
  });

  it("leaves code, tables, headings and what is narrow alone", () => {
    for (const page of [`\`\`\`\n${long}\n\`\`\`\n`, `| ${long} |\n`, `# ${long}\n`, "one\ntwo\n"])
      expect(wrapMarkdown(page)).to.equal(page);
  });

  it("never begins a line with a mark of Markdown, nor splits code or a link", () => {
    const start = "x".repeat(97);
    expect(wrapMarkdown(`${start} yy - zz`)).to.equal(`${start}\nyy - zz`);
    expect(wrapMarkdown(`${start} \`a b c\` d`)).to.equal(`${start}\n\`a b c\` d`);
    expect(wrapMarkdown(`${start} [a b](c.md) d`)).to.equal(`${start}\n[a b](c.md) d`);
  });

  it("changes nothing a second time", () => {
    for (const path of pages) {
      const once = wrapMarkdown(readFileSync(join(root, path), "utf8"));
      expect(wrapMarkdown(once), path).to.equal(once);
    }
  });
});
