/** Wraps the prose of a Markdown page, so that it reads in a terminal. Tables, code, headings and HTML stay as they are. */

/** Columns of a line of prose. */
export const columns = 100;

const fence = /^\s*(```|~~~)/;
const kept = /^\s*(\||#|<(?!https?:)|!\[|---$|$)/;
const item = /^(\s*)([-*+]|\d+\.)(\s+)/;

/** Words; a code span and a link stay whole, so that they can be copied from a terminal. */
function wordsOf(text: string): string[] {
  const words = [...text.matchAll(/(?:`[^`]*`|\[[^\]]*\]\([^)\s]*\)|\S)+/g)].map(([word]) => word);
  // A line must not start with what Markdown takes for a list, a heading or a quote.
  return words.reduce<string[]>((found, word) => {
    const last = found.at(-1);
    if (last !== undefined && /^([-+*>#|=].*|\d+[.)])$/.test(word)) found[found.length - 1] = `${last} ${word}`;
    else found.push(word);
    return found;
  }, []);
}

function wrapParagraph(lines: string[]): string[] {
  if (lines.every((line) => [...line].length <= columns)) return lines;
  const [head = ""] = lines;
  const first = item.exec(head)?.[0] ?? /^\s*/.exec(head)?.[0] ?? "";
  const rest = " ".repeat(first.length);
  const wrapped: string[] = [];
  let line = first;
  for (const word of wordsOf(lines.join(" ").slice(first.length))) {
    const empty = line.trim() === "" || line === first;
    if (!empty && [...`${line} ${word}`].length > columns) {
      wrapped.push(line);
      line = rest + word;
    } else line = empty ? line + word : `${line} ${word}`;
  }
  return [...wrapped, line];
}

/** The page with every paragraph and list item that is too wide wrapped anew. */
export function wrapMarkdown(page: string): string {
  const out: string[] = [];
  let paragraph: string[] = [];
  let closing: string | undefined;
  const flush = () => {
    out.push(...wrapParagraph(paragraph));
    paragraph = [];
  };
  for (const line of page.split("\n")) {
    const mark = fence.exec(line)?.[1];
    if (closing !== undefined || mark !== undefined || kept.test(line)) {
      flush();
      out.push(line);
      if (mark !== undefined) closing = closing === undefined ? mark : closing === mark ? undefined : closing;
    } else {
      if (item.test(line)) flush();
      paragraph.push(line);
      if (/( {2}|\\)$/.test(line)) flush();
    }
  }
  flush();
  return out.join("\n");
}
