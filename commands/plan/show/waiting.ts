/** Lines on stderr while a plan takes long: a large folder is read, and each of its files is a resource. */
import { relative } from "node:path";
import { onProgress } from "../../../components/shared/upload/survey";

const filesPerLine = 2000;
const secondsPerLine = 5;

/** The line for the so-manieth file of a folder, or none. */
export const progressLine = (folder: string, files: number): string | undefined =>
  files % filesPerLine === 0
    ? `Reading ${relative("", folder)}: ${files.toLocaleString("en-US")} files …\n`
    : undefined;

/** Starts to tell. @returns what ends it */
export function waiting(write: (line: string) => void = (line) => process.stderr.write(line)): () => void {
  const start = Date.now();
  onProgress((folder, files) => {
    const line = progressLine(folder, files);
    if (line !== undefined) write(line);
  });
  const timer = setInterval(
    () => write(`Still planning, ${Math.round((Date.now() - start) / 1000)} s …\n`),
    secondsPerLine * 1000,
  );
  timer.unref();
  return () => {
    clearInterval(timer);
    onProgress(undefined);
  };
}
