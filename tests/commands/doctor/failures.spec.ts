/** Each message, as it was printed in a public report, finds its entry, and that one only. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { entryOf, failures, failuresIn } from "../../../commands/doctor/failures";
import { withFailures } from "../../../scripts/failurePage";
import { printed } from "./printed";

const page = readFileSync(join(__dirname, "../../../docs/when-it-fails.md"), "utf8");
const all = Object.values(failures).flat();
const idsIn = (text: string) => failuresIn(text).map(({ id }) => id);

describe("known failures", () => {
  it("are forty or more, each with an id and a report of its own", () => {
    expect(all.length).to.be.at.least(40);
    expect(new Set(all.map(({ id }) => id)).size).to.equal(all.length);
    expect(new Set(all.map(({ source }) => source)).size).to.equal(all.length);
    for (const { source } of all)
      expect(source).to.match(/^https:\/\/github\.com\/[\w.-]+\/[\w.-]+\/(issues|pull)\/\d+$/);
  });

  it("are each tried with a message", () => {
    expect(Object.keys(printed).sort()).to.deep.equal(all.map(({ id }) => id).sort());
  });

  for (const [id, messages] of Object.entries(printed))
    for (const message of messages)
      it(`${id}: ${message.replace(/\s+/g, " ").slice(0, 70)}`, () => {
        expect(idsIn(message)).to.deep.equal([id]);
      });

  it("are found through the lines and colours of a terminal", () => {
    const [[id, [message = ""]] = ["", [""]]] = Object.entries(printed);
    const wrapped = message.replace(/ /g, (_, at: number) => (at % 3 === 0 ? "\n      " : " "));
    expect(
      idsIn(`Diagnostics:\n  aws:mwaa:Environment (dev):\n    error: \u001b[31m${wrapped}\u001b[0m\n`),
    ).to.deep.equal([id]);
  });

  it("say nothing of what is not known", () => {
    expect(idsIn("Resources:\n    61 unchanged\nDuration: 4s")).to.deep.equal([]);
    expect(idsIn("error: the program failed")).to.deep.equal([]);
  });
});

describe("docs/when-it-fails.md", () => {
  it("is what `npm run docs` makes of them", () => {
    const unwrapped = (text: string) => text.replace(/\s+/g, " ").trim();
    expect(unwrapped(page)).to.equal(unwrapped(withFailures(page)));
  });

  for (const failure of all)
    it(`has an entry for ${failure.id}, with its fix and its source`, () => {
      const at = page.indexOf(`<a id="${failure.id}"></a>`);
      expect(entryOf(failure)).to.equal(`docs/when-it-fails.md#${failure.id}`);
      expect(at).to.be.greaterThan(0);
      const entry = page.slice(at).split(/<a id=/)[1] ?? "";
      expect(entry)
        .to.match(/\nFix:\s/)
        .and.include(failure.source);
    });
});
