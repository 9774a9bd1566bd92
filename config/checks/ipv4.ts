/** IPv4 ranges, to see which overlap. Pure. */

interface Range {
  first: number;
  last: number;
}

const number = (address: string): number => address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);

/** `10.0.1.0/24` -> its first and last address. A range that does not start on its boundary counts from the boundary. */
export function rangeOf(range: string): Range {
  const [address = "", prefix = "32"] = range.split("/");
  const size = 2 ** (32 - Number(prefix));
  const first = Math.floor(number(address) / size) * size;
  return { first, last: first + size - 1 };
}

export function overlaps(one: string, other: string): boolean {
  const [a, b] = [rangeOf(one), rangeOf(other)];
  return a.first <= b.last && b.first <= a.last;
}

/** Whether a range is all of the internet, or half of it. */
export const isEverywhere = (range: string): boolean => Number(range.split("/")[1]) <= 1;
