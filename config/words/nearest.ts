/** The allowed value that a wrong one most likely meant: what an error's fix sets. */
import { distance } from "fastest-levenshtein";

const yes = /^(true|yes|on|y|1|enabled?|ja|t)$/i;
const no = /^(false|no|off|n|0|disabled?|nein|f|none)$/i;

/** `"False"`, `"no"`, 0 -> false; `"Yes"` -> true. */
export function nearestFlag(value: unknown): string | undefined {
  const text = String(value).trim();
  return yes.test(text) ? "true" : no.test(text) ? "false" : undefined;
}

const plain = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, "");

/** Of a few words the one that has it as its beginning or is spelt most like it; undefined where none is near. */
export function nearestWord(value: unknown, words: readonly string[]): string | undefined {
  if (typeof value !== "string") return undefined;
  const wanted = plain(value);
  if (wanted === "") return undefined;
  const far = (word: string) => distance(plain(word), wanted);
  const sorted = [...words].sort((one, other) => far(one) - far(other));
  const begins = sorted.find((word) => plain(word).startsWith(wanted) || wanted.startsWith(plain(word)));
  const close = sorted.find((word) => far(word) <= Math.ceil(wanted.length / 3));
  const inside = sorted.find((word) => wanted.length > 2 && plain(word).includes(wanted));
  return begins ?? close ?? inside;
}

/** A number as text, or one out of its range, as the nearest whole number in it. */
export function nearestNumber(value: unknown, min: number, max: number): string | undefined {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  if (typeof number !== "number" || !Number.isFinite(number)) return undefined;
  return String(Math.min(max, Math.max(min, Math.round(number))));
}

/** Of a few numbers the nearest. */
export function nearestOf(value: unknown, numbers: readonly number[]): string | undefined {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  if (typeof number !== "number" || !Number.isFinite(number)) return undefined;
  return String([...numbers].sort((one, other) => Math.abs(one - number) - Math.abs(other - number))[0]);
}
