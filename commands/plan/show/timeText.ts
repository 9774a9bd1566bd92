/** How long things take, as text for a person in a terminal. */
import { shortType } from "../record/graph";
import type { Way } from "../time/criticalPath";
import type { Times } from "../time/runs";
import { section, wrapped } from "./text";

const minutes = (count: number): string => (count >= 10 ? String(Math.round(count)) : String(count));

/** `about 32 min: NatGateway 1.9 -> Environment 30; not known: …`. */
export function wayText({ minutes: sum, steps, unknown }: Way): string {
  const path = steps.map(({ type, minutes: each }) => `${shortType(type)} ${each === null ? "?" : minutes(each)}`);
  const open = unknown.length === 0 ? "" : `; not known, and not in it: ${unknown.map(shortType).join(", ")}`;
  if (sum === 0) return unknown.length === 0 ? "seconds" : `not known: ${unknown.map(shortType).join(", ")}`;
  return `${unknown.length === 0 ? "about" : "at least"} ${minutes(sum)} min: ${path.join(" -> ")}${open}`;
}

const names: Record<keyof Times, string> = {
  firstUp: "First up",
  dagChange: "Changed DAG",
  pluginChange: "Changed plugin",
  sleep: "Sleep",
  wake: "Wake",
};

export const timeText = (times: Times, width: number): string[] =>
  section(
    "How long (published durations of the clouds, over what waits for what)",
    (Object.keys(names) as (keyof Times)[]).flatMap((key) =>
      wrapped(wayText(times[key]), width, `  ${names[key].padEnd(16)}`),
    ),
  );
