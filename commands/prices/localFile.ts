/** Puts found prices into the user's price file; what else is in it stays. */
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { parsePrices } from "../../prices/userPrices";
import type { Found } from "./gaps";

interface Content {
  prices?: { key: string; region: string }[];
  volumes?: unknown;
}

/**
 * The file's text with the found prices; one of the same key and region is replaced.
 *
 * @param text of the file as it is; undefined where there is none
 * @throws PriceFileError where the file as it is cannot be used
 */
export function withPrices(text: string | undefined, found: Found[], path: string): string {
  if (text !== undefined) parsePrices(text, path);
  const content: Content = text === undefined ? {} : JSON.parse(text);
  const same = (one: { key: string; region: string }) =>
    found.some(({ key, region }) => key === one.key && region === one.region);
  const prices = [...(content.prices ?? []).filter((one) => !same(one)), ...found];
  return `${JSON.stringify({ ...content, prices }, null, 2)}\n`;
}

/** Writes it aside and renames: a broken run leaves the file as it was. */
export function writePrices(path: string, found: Found[]): void {
  const text = withPrices(existsSync(path) ? readFileSync(path, "utf8") : undefined, found, path);
  writeFileSync(`${path}.${process.pid}`, text);
  renameSync(`${path}.${process.pid}`, path);
}
