/** What is written where: colour and lines that change only on a terminal, and no noise when a reader goes away. */

export interface Stream {
  write(text: string): unknown;
  isTTY?: boolean;
  columns?: number;
  hasColors?(): boolean;
}

type Paint = (text: string) => string;

/** Colours of a stream; they do nothing where it is no terminal, or where NO_COLOR or TERM=dumb is set (Node looks at both). */
export function paints(stream: Stream): { bold: Paint; dim: Paint; red: Paint; yellow: Paint; green: Paint } {
  const coloured = stream.isTTY === true && stream.hasColors?.() === true;
  const paint =
    (start: number, end: number): Paint =>
    (text) =>
      coloured ? `\u001b[${start}m${text}\u001b[${end}m` : text;
  return { bold: paint(1, 22), dim: paint(2, 22), red: paint(31, 39), yellow: paint(33, 39), green: paint(32, 39) };
}

/** Columns of a stream: 80 where it is no terminal. */
export const widthOf = (stream: Stream): number => stream.columns || 80;

/** Text broken at spaces so that no line is longer than `width`; words that are longer stay whole. */
export function wrap(text: string, width: number, indent = ""): string {
  const lines: string[] = [];
  for (const paragraph of text.split("\n")) {
    let line = "";
    for (const word of paragraph.split(" ")) {
      if (line !== "" && indent.length + line.length + 1 + word.length > width) {
        lines.push(indent + line);
        line = word;
      } else line = line === "" ? word : `${line} ${word}`;
    }
    lines.push(line === "" ? "" : indent + line);
  }
  return lines.join("\n");
}

/** One line that is rewritten on a terminal, and a line for each piece of news elsewhere. */
export interface StatusLine {
  /** `news` decides whether a file or a log gets another line: the same news twice is written once. Default: the text. */
  show(text: string, news?: string): void;
  /** Leaves the line as it is and the cursor on a fresh one. */
  end(): void;
  /** Removes the line from a terminal. */
  clear(): void;
}

export function statusLine(stream: Stream): StatusLine {
  let drawn = false;
  let before = "";
  return {
    show(text, news = text) {
      if (stream.isTTY) {
        stream.write(`\r\u001b[2K${text.slice(0, widthOf(stream) - 1)}`);
        drawn = true;
      } else if (news !== before) stream.write(`${text}\n`);
      before = news;
    },
    end() {
      if (drawn) stream.write("\n");
      drawn = false;
    },
    clear() {
      if (drawn) stream.write("\r\u001b[2K");
      drawn = false;
    },
  };
}

/** Ends the process without a word when whoever reads its output goes away, as `| head` does. */
export function quietPipes(): void {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    process.exit();
  });
  // What is told on the side may be lost; the work goes on.
  process.stderr.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
}

/** Ends the process once both streams are out: kept-alive connections would hold it for seconds. */
export function exitWhenWritten(code: number): void {
  process.exitCode = code;
  process.stdout.write("", () => process.stderr.write("", () => process.exit()));
}
