/** IPv4 ranges. Pure. */
import { BlockList } from "node:net";

interface Range {
  first: string;
  bits: number;
}

const rangeOf = (cidr: string): Range => {
  const [first = "0.0.0.0", bits = "32"] = cidr.split("/");
  return { first, bits: Number(bits) };
};

/** Whether a range has the whole of another, or an address: `holds("10.0.0.0/16", "10.0.1.0/24")`. */
export function holds(outer: string, inner: string): boolean {
  const [out, within] = [rangeOf(outer), rangeOf(inner)];
  if (!/^[\d.]+$/.test(out.first) || out.bits > within.bits) return false;
  const list = new BlockList();
  list.addSubnet(out.first, out.bits);
  return list.check(within.first);
}

/** Whether two ranges have an address in common. */
export const meet = (one: string, other: string): boolean => holds(one, other) || holds(other, one);
