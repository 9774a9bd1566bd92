/** What --wait shows: one line that changes on a terminal, a line for each change elsewhere. */
import type { Progress } from "./index";

export interface Stream {
  write(text: string): unknown;
  isTTY?: boolean;
  columns?: number;
}

/** "running, 3 of 7 tasks done, 1 failed (load), 1m05s" */
export function line({ state, done, all, failed, elapsedSeconds }: Progress): string {
  const bad = failed.length > 0 ? `, ${failed.length} failed (${failed.slice(0, 3).join(", ")})` : "";
  return `${state}, ${done} of ${all} tasks done${bad}, ${duration(elapsedSeconds)}`;
}

/** "42s", "3m07s", "2h05m" */
export function duration(seconds: number): string {
  const whole = Math.floor(seconds);
  const two = (value: number) => String(value).padStart(2, "0");
  if (whole < 60) return `${whole}s`;
  return whole < 3600
    ? `${Math.floor(whole / 60)}m${two(whole % 60)}s`
    : `${Math.floor(whole / 3600)}h${two(Math.floor((whole % 3600) / 60))}m`;
}

/** Shows progress on `out`; `end` leaves the cursor on a fresh line. */
export function show(out: Stream): { report(progress: Progress): void; end(): void } {
  let drawn = false;
  let before = "";
  return {
    report(progress) {
      const text = line(progress);
      if (out.isTTY) {
        out.write(`\r\u001b[2K${text.slice(0, (out.columns ?? 80) - 1)}`);
        drawn = true;
        return;
      }
      const told = text.slice(0, text.lastIndexOf(", ")); // time alone is no news
      if (told !== before) out.write(`${text}\n`);
      before = told;
    },
    end() {
      if (drawn) out.write("\n");
      drawn = false;
    },
  };
}
