/** No message tells a secret: a canary goes into every place that config has, plain and encrypted, right and wrong in shape. */
import { expect } from "chai";
import { z } from "zod";
import { ConfigError, parseStackConfig } from "../../config";
import { keysAt } from "../../config/fields";
import { gke } from "../../config/gke/keys";
import { mwaa } from "../../config/mwaa/keys";
import { shared } from "../../config/shared";
import { soundsSecret } from "../../config/words/tell";
import { changed } from "../graph";
import { badConfigs } from "./badConfigs";

const canary =
  "hUnTeR2-9f8E7d6C5b4A3c2D1e0F-zYxWvU-qPoIuYtReWqLkJhGfDsAmNbVcXz0192837465pOiUyTrEwQlKjHgFdSaMnBvCxZ5647382910";
/** Any six characters in a row: a message that cuts the canary tells it too. */
const parts = Array.from({ length: canary.length - 5 }, (_, start) => canary.slice(start, start + 6));
const tells = (text: string): boolean => parts.some((part) => text.includes(part));

const base = {
  mwaa: {
    "aws:region": "us-east-1",
    "aws:allowedAccountIds": '["444455556666"]',
    "gcp:project": "data-project",
    "airflow:platform": "mwaa",
    "airflow:dags": "external",
  },
  gke: {
    "gcp:project": "my-company-data",
    "gcp:region": "us-central1",
    "airflow:platform": "gke",
    "airflow:gke": '{"domain":"airflow.my-company.com"}',
  },
} as const;

const schemas = { mwaa: z.strictObject({ ...shared, mwaa }), gke: z.strictObject({ ...shared, gke }) };

/** Every path of the schema, inner ones too, and one below each that the schema does not know. */
function paths(schema: z.ZodType, at: string[] = []): string[][] {
  const inner = keysAt(schema, at).flatMap((key) => paths(schema, [...at, key]));
  return [...(at.length > 0 ? [at] : []), [...at, "unknownKey"], ...inner];
}

/** `["mwaa", "network", "vpcId"]` and a value -> `{"airflow:mwaa": {network: {vpcId: value}}}` over a good config. */
function put(config: Record<string, string>, [top = "", ...below]: string[], value: unknown): Record<string, string> {
  const whole = config[`airflow:${top}`] ?? "";
  const before = whole.startsWith("{") ? JSON.parse(whole) : {};
  const wrapped = below.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
  return changed(config, {
    [`airflow:${top}`]: below.length === 0 ? value : { ...before, ...(wrapped as object) },
  });
}

/** Everything that config says: errors, or warnings. */
function told(config: Record<string, string>, encrypted: string[]): string {
  try {
    return parseStackConfig(config, "dev", (key) => encrypted.includes(key)).warnings.join("\n");
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
}

const shapes: [what: string, value: (path: string[]) => unknown][] = [
  ["as text", () => canary],
  ["in a list", () => [canary]],
  ["in an object", () => ({ inner: canary })],
  ["deeper", () => ({ inner: { list: [canary, { deep: canary }] } })],
  ["beside a number", () => [17, canary]],
  ["as broken JSON", () => `{"inner": "${canary}"`],
];

describe("messages about the config", () => {
  for (const home of ["mwaa", "gke"] as const) {
    const places = paths(schemas[home]);

    it(`of ${home} tell no value from below a key that has something encrypted in it (${places.length} places)`, () => {
      expect(places.length).to.be.greaterThan(40);
      for (const place of places)
        for (const [what, value] of shapes) {
          const text = told(put(base[home], place, value(place)), [`airflow:${place[0]}`]);
          expect(tells(text), `${place.join(".")} ${what}: ${text}`).to.equal(false);
        }
    });

    it(`of ${home} tell no plain value whose key sounds like a secret`, () => {
      for (const place of [...places, [home, "smtpPassword"], [home, "network", "apiKey"], ["google", "token"]])
        for (const key of ["smtp_password", "secret_key", "sql_alchemy_conn", "clientSecret", "apiToken"]) {
          const text = told(put(base[home], place, { [key]: canary, list: [{ [key]: canary }] }), []);
          expect(tells(text), `${place.join(".")}.${key}: ${text}`).to.equal(false);
        }
    });

    it(`of ${home} tell no value of the options and values that people put passwords in`, () => {
      const place = home === "mwaa" ? ["mwaa", "airflowOptions"] : ["gke", "values"];
      for (const [what, value] of shapes) {
        const text = told(put(base[home], place, value(place)), []);
        expect(tells(text), `${what}: ${text}`).to.equal(false);
      }
    });
  }

  it("hide the values of every rule across keys too", () => {
    for (const [what, change, plain] of badConfigs) {
      const config = changed(base.mwaa, change);
      const text = told(config, Object.keys(config));
      const value = / is ("[^"]*"|\[[^\]]*\]|\d+);/.exec(plain)?.[1];
      // "set" stands for what is never shown.
      if (value !== undefined && value !== '"set"')
        expect(text, what).to.include(" is [secret];").and.not.include(` is ${value};`);
      for (const id of JSON.stringify(change).match(/[a-z]+-[0-9a-f]{8,}|\d{6,}|[a-z]+:[a-z]+@[\w.-]+/g) ?? [])
        expect(text.replace(/Fix: .*/g, ""), what).to.not.include(id);
    }
  });

  it("hide a login inside an address, which is refused where Airflow's DAGs come from", () => {
    const repo = `https://ada:${canary}@github.com/acme/dags.git`;
    const text = told({ ...base.gke, "airflow:dags": JSON.stringify({ repo }) }, []);
    expect(text).to.include("airflow:dags is").and.include("[secret]@github.com");
    expect(tells(text)).to.equal(false);
  });

  it("warn that an encrypted name is no secret, without telling it", () => {
    expect(told({ ...base.mwaa, "airflow:name": "canary-9f8e7d6c5b" }, ["airflow:name", "airflow:mwaa"])).to.equal(
      "airflow:name is encrypted in the stack file, and no secret: names and grants in the clouds, the plan and the state show it.",
    );
  });

  it("still tell a mistake in plain config by its value", () => {
    expect(told({ ...base.mwaa, "aws:region": "us-east-1a" }, ["airflow:mwaa"])).to.include('is "us-east-1a"');
  });
});

describe("a key that sounds like a secret", () => {
  for (const key of ["smtp_password", "secret_key", "fernet_key", "sql_alchemy_conn", "apiKey", "clientSecret", "pat"])
    it(`is ${key}`, () => expect(soundsSecret(key)).to.equal(true));

  for (const key of ["kmsKeyArn", "jwtSecretName", "keepAddresses", "access", "connections_prefix", "patches", "path"])
    it(`is not ${key}`, () => expect(soundsSecret(key)).to.equal(false));
});

describe("airflow:mwaa.airflowOptions", () => {
  const options = (airflowOptions: object) => {
    const settings = parseStackConfig(put(base.mwaa, ["mwaa", "airflowOptions"], airflowOptions), "dev");
    return settings.platform === "mwaa" ? settings.mwaa.airflowOptions : undefined;
  };

  it("takes the nested form that pulumi config set --path writes", () => {
    expect(options({ smtp: { smtp_password: canary, smtp_port: 25 }, "core.parallelism": 8 })).to.deep.equal({
      "smtp.smtp_password": canary,
      "smtp.smtp_port": "25",
      "core.parallelism": "8",
    });
  });

  it("refuses what is nested deeper, and what has no section", () => {
    for (const wrong of [{ smtp: { a: { b: 1 } } }, { smtp_password: "x" }, { smtp: ["x"] }])
      expect(() => options(wrong)).to.throw(ConfigError, /airflow:mwaa\.airflowOptions is .*; allowed: /);
  });
});
