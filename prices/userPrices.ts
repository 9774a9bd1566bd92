/** A user's own prices and volumes, from a file: negotiated rates, other regions, GB a month. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { currency, type Figure, listPrices, PriceBook } from "./book";
import { isKnownKey, nearestKey, unitOf } from "./keys";

/** What the plan prices with. */
export interface Prices {
  book: PriceBook;
  /** Units a month of what depends on use, by price key. */
  volumes: Record<string, number>;
}

/** A price file that cannot be used. All of its problems are told together. */
export class PriceFileError extends Error {
  constructor(path: string, problems: string[]) {
    const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
    super([`${count} in ${path}:`, ...problems.map((problem) => `  ${problem}`)].join("\n"));
  }
}

const example = '{"key": "mwaa.small.hour", "region": "eu-west-1", "price": 0.49}';
const form = `{"prices": [${example}], "volumes": {"nat.gb": 100}}`;

const key = z.string().refine(isKnownKey, {
  error: ({ input }) => `is not a key that the plan prices; did you mean ${nearestKey(String(input))}?`,
});
const figure = z.strictObject(
  {
    key,
    region: z
      .string({ error: "must be a region such as us-east-1 or us-central1, or global" })
      .regex(/^(global|[a-z]{2}(-[a-z]+)+-\d|[a-z]+-[a-z]+\d+)$/, {
        error: "must be a region such as us-east-1 or us-central1, or global",
      }),
    price: z.number({ error: "must be a number, 0 or more, per unit" }).min(0, { error: "must be 0 or more" }),
    currency: z.literal(currency, { error: `must be ${currency}: the plan adds all figures up` }).default(currency),
    source: z.string().min(1).optional(),
    date: z
      .string()
      .regex(/^\d{4}-\d{2}-\d{2}$/, { error: "must be a day, YYYY-MM-DD" })
      .optional(),
  },
  { error: (issue) => (issue.code === "unrecognized_keys" ? undefined : `must be a price such as ${example}`) },
);
const file = z.strictObject(
  {
    prices: z.array(figure, { error: `must be a list of prices such as ${example}` }).default([]),
    volumes: z
      .record(key, z.number({ error: "must be a number, units a month" }).min(0, { error: "must be 0 or more" }), {
        error: (issue) =>
          issue.code === "invalid_type" ? 'must be volumes by key, such as {"nat.gb": 100}' : undefined,
      })
      .default({}),
  },
  { error: (issue) => (issue.code === "unrecognized_keys" ? undefined : `must be of the form ${form}`) },
);

function problemIn({ path, message, ...issue }: z.core.$ZodIssue, content: unknown): string {
  const where = path.reduce<string>(
    (text, part) => (typeof part === "number" ? `${text}[${part}]` : text ? `${text}.${String(part)}` : String(part)),
    "",
  );
  if (issue.code === "unrecognized_keys") {
    const known = path.length === 0 ? "prices, volumes" : "key, region, price, currency, source, date";
    return `${where || "the file"} has ${issue.keys.join(", ")}; known here: ${known}. Fix: remove or rename it.`;
  }
  if (issue.code === "invalid_key") return `${where} ${issue.issues[0]?.message}`;
  const value = path.reduce<unknown>(
    (inner, part) => (inner as Record<PropertyKey, unknown> | undefined)?.[part],
    content,
  );
  return `${where || "the file"} is ${JSON.stringify(value) ?? "not set"}: ${message}`;
}

/** Checks a price file's content. */
export function parsePrices(text: string, path: string): { figures: Figure[]; volumes: Record<string, number> } {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw new PriceFileError(path, [`it is not JSON: ${(error as Error).message}. Its form: ${form}`]);
  }
  const result = file.safeParse(content);
  if (!result.success)
    throw new PriceFileError(
      path,
      result.error.issues.map((issue) => problemIn(issue, content)),
    );
  const { prices, volumes } = result.data;
  const figures = prices.map(({ source = path, date = "not dated", ...rest }) => ({
    ...rest,
    unit: unitOf(rest.key),
    source,
    date,
  }));
  return { figures, volumes };
}

/** The project's own file for a user's prices; git does not see it. */
export const localPrices = "prices.local.json";

/**
 * List prices, then `prices.local.json` where there is one, then `given`: each wins over the one before.
 *
 * @param given path of a price file that must exist
 */
export function readPrices(given?: string): Prices {
  const local = join(__dirname, "..", localPrices);
  if (given !== undefined && !existsSync(given))
    throw new PriceFileError(given, ["there is no such file (from --prices)"]);
  const paths = [...(existsSync(local) ? [local] : []), ...(given === undefined ? [] : [given])];
  const own = paths.map((path) => parsePrices(readFileSync(path, "utf8"), path));
  return {
    book: new PriceBook([...listPrices, ...own.flatMap(({ figures }) => figures)]),
    volumes: Object.assign({}, ...own.map(({ volumes }) => volumes)) as Record<string, number>,
  };
}
