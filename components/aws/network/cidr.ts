/**
 * The four quarters of an IPv4 range: `10.192.0.0/16` -> `10.192.0.0/18`, `10.192.64.0/18`, `10.192.128.0/18`, `10.192.192.0/18`.
 *
 * @param range aligned to its own prefix (config checks it)
 */
export function quarters(range: string): [string, string, string, string] {
  const [address = "", prefix = ""] = range.split("/");
  const start = toNumber(address);
  const size = 2 ** (30 - Number(prefix));
  const quarter = (index: number) => `${toAddress(start + index * size)}/${Number(prefix) + 2}`;
  return [quarter(0), quarter(1), quarter(2), quarter(3)];
}

/** Whether a range starts where its prefix says: `10.0.1.0/16` does not. */
export function isAligned(range: string): boolean {
  const [address = "", prefix = ""] = range.split("/");
  return toNumber(address) % 2 ** (32 - Number(prefix)) === 0;
}

const toNumber = (address: string): number => address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
const toAddress = (value: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join(".");
