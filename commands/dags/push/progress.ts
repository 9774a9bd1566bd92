/** How far a push is: a bar on a terminal, nothing in a log but what is worth a line. */
import { statusLine } from "../../line/terminal";

export interface Bar {
  show(done: number): void;
  end(): void;
}

/** The library is loaded only where a terminal shows it. */
export async function progressBar(what: string, all: number, stream = process.stderr): Promise<Bar> {
  if (!stream.isTTY || all === 0) return { show: () => undefined, end: () => undefined };
  const { SingleBar } = await import("cli-progress");
  const bar = new SingleBar({
    format: `${what} {bar} {value} of {total}`,
    clearOnComplete: true,
    hideCursor: true,
    stream,
  });
  bar.start(all, 0);
  return { show: (done) => bar.update(done), end: () => bar.stop() };
}

/** "Airflow has 1 of 3, 12s" in place; in a log a line where the number has changed. */
export function timeLine(what: string) {
  const status = statusLine(process.stderr);
  return {
    show(done: number, all: number, seconds: number): void {
      const news = `${what} ${done} of ${all} changed files`;
      status.show(`${news}, ${Math.floor(seconds)}s`, news);
    },
    end: () => status.clear(),
  };
}
