/** Small words of push. */

/** "40 s", "12 min", "3 h", "5 days" between two times. */
export function ago(since: string, now: string): string {
  const seconds = Math.max(0, Math.round((Date.parse(now) - Date.parse(since)) / 1000));
  if (Number.isNaN(seconds)) return "an unknown time";
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} days`;
}

/** "1 file", "2 files". */
export const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? "" : "s"}`;
