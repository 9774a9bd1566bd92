/** IPv4 ranges. Pure. */

/** First and last address as numbers. */
function bounds(cidr: string): [number, number] {
  const [address = "", prefix = "32"] = cidr.split("/");
  const start = address.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0);
  const size = 2 ** (32 - Number(prefix));
  const first = Math.floor(start / size) * size;
  return [first, first + size - 1];
}

export function overlap(one: string, other: string): boolean {
  const [from, to] = bounds(one);
  const [first, last] = bounds(other);
  return from <= last && first <= to;
}

/** Nodes that fit into a range of pods: each takes a /24 (https://docs.cloud.google.com/kubernetes-engine/docs/concepts/alias-ips#cluster_sizing_secondary_range_pods). */
export const nodesIn = (podRange: string): number => Math.floor(2 ** (24 - Number(podRange.split("/")[1] ?? 32)));
