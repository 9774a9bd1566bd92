/** Lines for a terminal: cut, wrapped, under headings. */

/** Cut to a width, with an ellipsis where something is missing. */
export function cut(line: string, width: number): string {
  const bare = line.trimEnd();
  return bare.length > width ? `${bare.slice(0, Math.max(1, width - 1))}…` : bare;
}

/** Words in lines of a width, the first after `first`, the others as far in. */
export function wrapped(text: string, width: number, first = "  "): string[] {
  const lines: string[] = [];
  let line = first;
  for (const word of text.split(/\s+/)) {
    const longer = line.trim() === first.trim() ? `${line}${word}` : `${line} ${word}`;
    if (longer.length > width && line.trim() !== first.trim()) {
      lines.push(line);
      line = `${" ".repeat(first.length)}${word}`;
    } else line = longer;
  }
  return [...lines, line];
}

/** A line of one long word, such as an address, in lines of a width: broken after a sign where there is one, nothing lost. */
export function folded(line: string, width: number, indent = " ".repeat(line.search(/\S|$/) + 4)): string[] {
  if (line.length <= width) return [line];
  const head = line.slice(0, width);
  const signs = [...head.matchAll(/[/?&:=, -]/g)].map(({ index }) => index + 1).filter((at) => at > indent.length + 8);
  const at = signs[signs.length - 1] ?? width;
  return [line.slice(0, at).trimEnd(), ...folded(indent + line.slice(at).trimStart(), width, indent)];
}

/** A heading and its lines, or nothing where there are none. */
export const section = (heading: string, lines: string[]): string[] =>
  lines.length === 0 ? [] : ["", heading, ...lines];
