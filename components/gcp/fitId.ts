import { createHash } from "node:crypto";

/**
 * Makes an id that a cloud takes out of a stack's name. A name that is too long is cut, and four digits made from the whole
 * of it follow: two long names that begin alike stay two.
 *
 * @param name lower-case letters, digits and hyphens, starting with a letter
 * @param max most characters, the prefix included; more than 6
 * @param options.prefix put before the name; `min` least characters: a shorter id gets the prefix `airflow-`
 */
export function fitId(name: string, max: number, options: { prefix?: string; min?: number } = {}): string {
  const { prefix = "", min = 1 } = options;
  const full = `${prefix}${name}`;
  const long = full.length < min ? `airflow-${full}` : full;
  if (long.length <= max) return long;
  const digits = createHash("sha256").update(long).digest("hex").slice(0, 4);
  return `${long.slice(0, max - 5).replace(/-+$/, "")}-${digits}`;
}

/** Hyphen and seven digits, which the Google provider puts after a logical name (pulumi-terraform-bridge, AutoName). */
const autoNaming = 8;

/** A logical name whose automatic name fits `max` characters. */
export const autoNameable = (logical: string, max: number): string => fitId(logical, max - autoNaming);
