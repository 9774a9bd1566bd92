/** A whole AWS for doctor: moto, what stands before it, and what stacks adopt. Made at the first use, for all specs of a run. */
import { awsChecks } from "../../../../commands/doctor/aws";
import type { Finding } from "../../../../commands/doctor/check";
import { fitting, runChecks } from "../../../../commands/doctor/run";
import { stateChecks } from "../../../../commands/doctor/state";
import { worldOf } from "../../../../commands/doctor/world";
import { type Recorded, recordStack } from "../../../../commands/plan/run";
import type { StackState } from "../../../../commands/resume/state";
import { readStack } from "../../../../commands/stack/stackFile";
import { type Change, changed } from "../../../graph";
import { type Clients, clients, credentials, type Network, network, type Stores, stores } from "./build";
import { type Front, frontOf } from "./front";
import { account, startMoto } from "./moto";

export interface Cloud extends Clients {
  front: Front;
  /** moto's own. */
  port: number;
  /** With a NAT gateway. */
  open: Network;
  /** With endpoints only. */
  shut: Network;
  /** With no way out yet. */
  bare: Network;
  stores: Stores;
}

let made: Promise<Cloud | undefined> | undefined;
let before: NodeJS.ProcessEnv | undefined;

/** Undefined where moto cannot be had; then the test is to be skipped with a word. */
export const cloud = (): Promise<Cloud | undefined> => (made ??= make());

async function make(): Promise<Cloud | undefined> {
  const moto = await startMoto();
  if (moto === undefined) return undefined;
  const front = await frontOf(moto.port);
  const all = clients(moto.port);
  const [open, shut, bare] = [
    await network(all, "10.1", "nat"),
    await network(all, "10.2", "endpoints"),
    await network(all, "10.3", "none"),
  ];
  answersOf(front);
  return { ...all, front, port: moto.port, open, shut, bare, stores: await stores(all) };
}

/** What the account may have, by code. A test changes one. */
export const quotas: Record<string, number> = {};

/** AWS's defaults (docs.aws.amazon.com, each service's page of quotas). */
const usual = {
  "L-F678F1CE": 5,
  "L-A4707A72": 5,
  "L-0263D0A3": 5,
  "L-FE5A380F": 5,
  "L-29B6F2EB": 50,
  "L-C2F1777E": 100_000,
  environments: 10,
};

/** What moto does not answer, all well. */
export function answersOf(front: Front): void {
  front.answers.clear();
  Object.assign(quotas, usual);
  front.answers.set("iam.SimulatePrincipalPolicy", (input) => ({
    EvaluationResults: Object.entries(input)
      .filter(([key]) => key.startsWith("ActionNames.member."))
      .map(([, action]) => ({ EvalActionName: action, EvalResourceName: "*", EvalDecision: "allowed" })),
    IsTruncated: false,
  }));
  front.answers.set("airflow.ListEnvironments", () => ({ Environments: [] }));
  front.answers.set("airflow.GetEnvironment", () => ({ error: "ResourceNotFoundException", status: 404 }));
  front.answers.set("servicequotas.GetServiceQuota", ({ QuotaCode }) => ({
    Quota: { QuotaCode, Value: quotas[QuotaCode as string] },
  }));
  front.answers.set("servicequotas.ListServiceQuotas", () => ({
    Quotas: [{ QuotaName: "Environments per account per Region", QuotaCode: "L-11111111", Value: quotas.environments }],
  }));
  front.answers.set("cloudtrail.LookupEvents", () => ({ Events: [] }));
}

/** Points the SDKs of this process at the front. */
export function enter({ url }: Front): void {
  before = { ...process.env };
  for (const name of Object.keys(process.env)) if (name.startsWith("AWS_")) delete process.env[name];
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_EC2_METADATA_DISABLED: "true",
  });
}

/** What a spec's `before` does: moto's cloud, entered; without moto the spec is skipped and says so. */
export async function entered(test: Mocha.Context): Promise<Cloud> {
  test.timeout(180_000);
  const all = await cloud();
  if (all === undefined) {
    console.log("    skipped: `python3 airflow/tests/env.py moto` could not install moto from the package index");
    return test.skip();
  }
  enter(all.front);
  return all;
}

export function leave(): void {
  if (before !== undefined) process.env = before;
}

const recorded = new Map<string, Promise<Recorded>>();

/** A stack file with a change, recorded once. */
export function stackOf(change: Change): Promise<Recorded> {
  const { config } = readStack("dev");
  const whole = changed(
    {
      ...config,
      "aws:allowedAccountIds": JSON.stringify([account]),
      "gcp:project": "acme-data",
      "airflow:dags": "external",
    },
    change,
  );
  const key = JSON.stringify(whole);
  const one = recorded.get(key) ?? recordStack({ stack: "dev", config: whole, secretKeys: [] });
  recorded.set(key, one);
  return one;
}

/** What doctor finds on AWS. */
export async function found(
  stack: Recorded,
  state?: StackState,
  only?: readonly string[],
): Promise<(Finding & { check: string })[]> {
  const world = worldOf({ stack: "dev", ...stack, state });
  const checks = [...stateChecks, ...awsChecks].filter(({ id }) => only?.includes(id) ?? true);
  const looked = await runChecks(fitting(checks, world), world);
  return looked.flatMap(({ check, findings }) => findings.map((one) => ({ check: check.id, ...one })));
}

/** In short, for a table: `willBreak aws.subnets subnet-1: is …`. */
export const short = (findings: readonly (Finding & { check: string })[]): string[] =>
  findings.map(({ grade, check, thing, wrong }) => `${grade} ${check} ${thing}: ${wrong}`);

/** The checks that such lines are of. */
export const brokenIds = (...lines: readonly string[]): string[] => lines.map((line) => line.split(" ")[1] as string);
