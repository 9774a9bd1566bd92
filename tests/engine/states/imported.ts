/** A kept state as the engine takes it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Deployment } from "@pulumi/pulumi/automation";
import { parse } from "yaml";
import type { GoogleCloud } from "../google/world";
import type { Properties } from "../wire";
import { type StateName, stackOf } from "./stacks";

/**
 * @param dir the copy of the project, whose passphrase encrypts it
 * @param compute address of the stand-in for Compute Engine
 */
export function importedState(name: StateName, dir: string, compute: string): Deployment {
  const text = readFileSync(join(__dirname, `${name}.json`), "utf8");
  const { resources } = JSON.parse(text.replaceAll("/project/", `${dir}/`).replaceAll("http://127.0.0.1:9", compute));
  const file = readFileSync(join(dir, `Pulumi.${stackOf(name)}.yaml`), "utf8");
  const salt = (parse(file) as { encryptionsalt: string }).encryptionsalt;
  const manifest = { time: "2026-11-21T00:00:00Z", magic: "", version: "" };
  const secrets = { type: "passphrase", state: { salt } };
  return { version: 3, deployment: { manifest, secrets_providers: secrets, resources } };
}

/** Tells the stand-in Google what the state has: it did not see it being made. */
export function seeded(google: GoogleCloud, { deployment }: Deployment): void {
  type Entry = { type: string; urn: string; id?: string; custom: boolean; inputs: Properties; outputs: Properties };
  for (const { type, urn, id, custom, inputs, outputs } of deployment.resources as Entry[])
    if (custom && /^(gcp|kubernetes):/.test(type) && id !== undefined)
      google.made({ type, name: urn.split("::").slice(3).join("::"), id, inputs, state: outputs });
}
