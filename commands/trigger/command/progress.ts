/** What --wait says of a run. */
import type { Progress } from "../run";

/** "running, 3 of 7 tasks done, 1 failed (load), 1m05s" */
export const line = (progress: Progress): string => `${newsOf(progress)}, ${duration(progress.elapsedSeconds)}`;

/** The same without the time, which alone is no news. */
export function newsOf({ state, done, all, failed }: Progress): string {
  const bad = failed.length > 0 ? `, ${failed.length} failed (${failed.slice(0, 3).join(", ")})` : "";
  return `${state}, ${done} of ${all} tasks done${bad}`;
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
