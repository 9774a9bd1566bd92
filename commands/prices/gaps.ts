/** What a plan misses a price for. */
import type { Cost } from "../plan/cost/total";

/** A unit whose price is not known in a region. */
export interface Gap {
  key: string;
  region: string;
}

/** The gaps of a plan, each once; what only lacks a volume is none. */
export function gapsIn({ unknown }: Cost): Gap[] {
  const gaps = unknown.flatMap(({ key, region, unitPrice }) =>
    unitPrice === null && key !== undefined && region !== undefined ? [{ key, region }] : [],
  );
  return [...new Map(gaps.map((gap) => [`${gap.key} ${gap.region}`, gap])).values()];
}

/** A price that was found. */
export interface Found extends Gap {
  price: number;
  source: string;
  /** Day of the cloud's list, YYYY-MM-DD. */
  date: string;
}

/** A gap that stays, with why. */
export interface Left extends Gap {
  why: string;
}

/** What a cloud's list said of some gaps. */
export interface Answer {
  found: Found[];
  left: Left[];
}
