/** Mistakes made by a machine: each is refused, or is in the list of what is allowed on purpose; two never hide each other. */
import { expect } from "chai";
import fc from "fast-check";
import type { z } from "zod";
import { ConfigError, parseStackConfig, schemas } from "../../config";
import { textsAt } from "../../config/fields";

type Path = (string | number)[];
type Def = { innerType?: z.ZodType; element?: z.ZodType; shape?: Record<string, z.ZodType>; valueType?: z.ZodType };

const good = {
  mwaa: {
    "aws:region": "us-east-1",
    "aws:allowedAccountIds": ["444455556666"],
    "gcp:project": "data-project",
    "airflow:platform": "mwaa",
    "airflow:dags": "external",
  },
  gke: {
    "gcp:project": "data-project",
    "gcp:region": "us-central1",
    "airflow:platform": "gke",
    "airflow:dags": "external",
    "airflow:gke": { domain: "airflow.my-company.com" },
  },
};
type Home = keyof typeof good;

/** Paths of all keys that have a text of their own. */
function leaves(root: z.ZodType, schema: z.ZodType, path: Path): Path[] {
  const { innerType, element, shape, valueType } = schema.def as Def;
  if (path.length > 0 && textsAt(root, path) !== undefined) return [path];
  if (innerType) return leaves(root, innerType, path);
  if (shape) return Object.entries(shape).flatMap(([key, inner]) => leaves(root, inner, [...path, key]));
  return element || valueType ? [path] : [];
}

const keys = (["mwaa", "gke"] as const).flatMap((home) =>
  leaves(schemas[home], schemas[home], []).map((path) => ({ home, path })),
);

/** A config with a value at a path, as the engine hands it over. */
function withValue(home: Home, changes: [Path, unknown][]): Record<string, string> {
  const config = structuredClone(good[home]) as Record<string, unknown>;
  for (const [[namespace, top, ...rest], value] of changes) {
    const key = `${namespace}:${top}`;
    if (rest.length === 0) config[key] = value;
    else {
      config[key] ??= {};
      let at = config[key] as Record<string | number, unknown>;
      for (const part of rest.slice(0, -1)) {
        at[part] ??= {};
        at = at[part] as Record<string | number, unknown>;
      }
      at[rest[rest.length - 1] as string] = value;
    }
  }
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]),
  );
}

function told(config: Record<string, string>): string[] {
  try {
    parseStackConfig(config, "dev", () => false, { folderExists: () => false, userText: () => "" });
    return [];
  } catch (error) {
    // Anything but a ConfigError is a crash.
    if (error instanceof ConfigError) return error.problems.map(({ path }) => path);
    throw error;
  }
}

/** Values that are wrong for almost every key, and the junk that people paste. */
const junk = fc.oneof(
  fc.constantFrom<unknown>(
    "",
    " ",
    "none",
    "TODO",
    "../../etc",
    "a b",
    "ünï",
    "x".repeat(300),
    "{}",
    "[]",
    "'",
    '"',
    "$(id)",
  ),
  fc.constantFrom<unknown>(-1, 0.5, 1e9, null, [], [[]], {}, { a: 1 }, ["x"], [1], [null], { secure: 1 }),
);

/**
 * Allowed on purpose: an empty list or object where none is needed, free text where the cloud takes any, `null` and text of a
 * flag at the top, a number where Pulumi makes one of digits.
 */
function allowed({ path }: { path: Path }, value: unknown): boolean {
  const key = path.join(".");
  const empty = typeof value === "object" && value !== null && Object.keys(value).length === 0;
  if (
    /(access\.\w+|roles|ecrRepositories|policyArns|trustedPrincipals|existingEndpoints|authorizedNetworks)$/.test(key)
  )
    return Array.isArray(value) && empty;
  if (/\.(tags|labels)$/.test(key)) return typeof value === "object" && !Array.isArray(value);
  if (/(airflowOptions|values)$/.test(key)) return (empty && !Array.isArray(value)) || value === "{}";
  if (/oauthClient\.secret$/.test(key)) return typeof value === "string" && value !== "";
  // A name may be the word "none"; a folder of a bucket may have every sign that S3 takes in a key.
  if (/(name|Name|Id|vpc|subnet|Range|dnsZone|namespace|roles|ecrRepositories)$/.test(key)) return value === "none";
  return key === "airflow.mwaa.dagPath" && typeof value === "string" && /^[\w!.*'()-]+$/.test(value);
}

describe("mistakes that a machine makes", () => {
  it("has every key of the config to make them in", () => expect(keys.length).to.be.greaterThan(70));

  it("are refused, or allowed on purpose: 300 of them, and none crashes", () => {
    const passed = new Set<string>();
    fc.assert(
      fc.property(fc.constantFrom(...keys), junk, (key, value) => {
        const found = told(withValue(key.home, [[key.path, value]]));
        if (found.length === 0 && !allowed(key, value))
          passed.add(`${key.home} ${key.path.join(".")} = ${JSON.stringify(value)}`);
        expect(new Set(found).size, "told twice").to.equal(found.length);
      }),
      { numRuns: 300, seed: 20261121 },
    );
    expect([...passed]).to.deep.equal([]);
  });

  it("never hide each other", () => {
    const pairs = fc
      .constantFrom(...keys)
      .chain((one) =>
        fc.tuple(
          fc.constant(one),
          fc.constantFrom(...keys.filter(({ home, path }) => home === one.home && path !== one.path)),
          junk,
          junk,
        ),
      );
    fc.assert(
      fc.property(pairs, ([one, other, first, second]) => {
        // What all turns on, and parts that exclude each other, are no two mistakes.
        const hinges = /platform|environmentClass|egress|allowedAccountIds|region|vpc|enabled|kind|access$/;
        if ([one, other].some(({ path }) => hinges.test(path.join(".")))) return;
        const alone = [
          told(withValue(one.home, [[one.path, first]])),
          told(withValue(one.home, [[other.path, second]])),
        ];
        const both = told(
          withValue(one.home, [
            [one.path, first],
            [other.path, second],
          ]),
        );
        // A key that is missing beside one mistake is there with the other: only its own value can be wrong then.
        const given = [one, other].map(({ path: [namespace, ...rest] }) => `${namespace}:${rest.join(".")}`);
        const filled = (key: string, side: number) => key === given[1 - side] && !alone[1 - side]?.includes(key);
        for (const [side, keys] of alone.entries())
          for (const key of keys.filter((one) => !filled(one, side)))
            expect(both, `${one.path.join(".")} and ${other.path.join(".")}`).to.include(key);
      }),
      { numRuns: 300, seed: 20261121 },
    );
  });
});
