/** The part of docs/when-it-fails.md that is made out of `commands/doctor/failures`. */
import { failures } from "../commands/doctor/failures";

const start = "<!-- What follows is made by `npm run docs` out of commands/doctor/failures. -->";

/** Marks that Markdown would take for a tag or for emphasis. */
const plain = (text: string) => text.replace(/([<>*_])/g, "\\$1");

const entries = Object.entries(failures)
  .map(([who, known]) => {
    const told = known.map(
      ({ id, says, cause, fix, source }) =>
        `<a id="${id}"></a>\n### ${plain(says)}\n\n${cause}\n\nFix: ${fix} ([source](${source}))\n`,
    );
    return `## From ${who}\n\n${told.join("\n")}`;
  })
  .join("\n");

/** The page with its entries made anew. */
export function withFailures(page: string): string {
  const [written = ""] = page.split(start);
  return `${written.trimEnd()}\n\n${start}\n\n${entries}`;
}
