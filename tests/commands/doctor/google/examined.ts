/** Runs doctor's checks of Google, Kubernetes and DNS on a stack, in a cloud of the test's making. */
import { checks } from "../../../../commands/doctor/checks";
import { fitting, type Looked, runChecks } from "../../../../commands/doctor/run";
import { type World, worldOf } from "../../../../commands/doctor/world";
import { cloudValues } from "../../../../commands/plan/record/cloudValues";
import type { Graph } from "../../../../commands/plan/record/graph";
import { type Recorded, recordStack } from "../../../../commands/plan/run";
import type { StackState } from "../../../../commands/resume/state";
import { readStack } from "../../../../commands/stack/stackFile";
import { type PlanOptions, stackConfig } from "../../../components/gke/planned";
import { changed } from "../../../graph";
import { Cloud } from "./cloud";
import { DnsServer, type Records } from "./dnsServer";
import { type CloudWorld, wellCloud } from "./world";

/** Stacks that the worlds are made for. */
export const stacks: Record<string, Record<string, string>> = {
  gke: gke({ gke: { dnsZone: "corp" } }),
  ownZone: gke({}),
  dnsElsewhere: gke({ gke: { dnsZone: "external" } }),
  ownClient: gke({ gke: { dnsZone: "corp", oauthClient: { id: "1-a.apps.googleusercontent.com", secret: "hush" } } }),
  adopted: gke({
    gke: {
      dnsZone: "corp",
      bucketName: "our-dags",
      network: { vpc: "v", subnet: "s", podRange: "p", serviceRange: "r", egress: "existing" },
    },
  }),
  adoptedNat: gke({
    gke: { dnsZone: "corp", network: { vpc: "v", subnet: "s", podRange: "p", serviceRange: "r" } },
  }),
  byAddress: gke({
    gke: { dnsZone: "corp", controlPlane: { access: "restricted", authorizedNetworks: ["203.0.113.0/24"] } },
  }),
  cloudSql: gke({ gke: { dnsZone: "corp", database: { kind: "cloudSql" } } }),
  noApis: gke({ gke: { dnsZone: "corp" }, config: { "airflow:google": JSON.stringify({ enableApis: false }) } }),
  shared: gke({
    gke: {
      dnsZone: "corp",
      certificate: "dnsAuthorized",
      network: { project: "our-network", vpc: "v", subnet: "s", podRange: "p", serviceRange: "r", egress: "existing" },
    },
  }),
  mwaa: changed(readStack("dev").config, { "gcp:project": "my-company-data" }),
  mwaaFixed: changed(readStack("dev").config, {
    "gcp:project": "my-company-data",
    "airflow:google": { poolId: "our-pool", providerId: "our-aws" },
  }),
};

function gke(options: PlanOptions): Record<string, string> {
  return stackConfig(options);
}

const recorded = new Map<string, Promise<Recorded>>();

/** Plans one after the other, each once. */
let last: Promise<unknown> = Promise.resolve();
function record(name: string): Promise<Recorded> {
  const config = stacks[name] as Record<string, string>;
  const known =
    recorded.get(name) ?? last.then(() => recordStack({ stack: "test", config, secretKeys: ["airflow:gke"] }));
  recorded.set(name, known);
  last = known.catch(() => undefined);
  return known;
}

/** The state after an `up`: all of the plan, with what the plan says that the clouds answer. */
export function stateOf({ resources }: Graph, region = "us-central1"): StackState {
  const made = resources.map(({ urn, type, name, inputs, custom }) => {
    const { id, state } = custom
      ? cloudValues(type, name, inputs, { accountId: "111122223333", region, gcpProject: "my-company-data" })
      : { id: undefined, state: {} };
    return { urn, type, custom, id, inputs, outputs: { ...inputs, ...state } };
  });
  return { version: 3, deployment: { resources: made } };
}

/** Public DNS as it should be, before the first `up` and after it. */
export const wellRecords = (made: boolean, stack: string): Records => ({
  ...(made &&
    stack === "ownZone" && {
      "NS airflow.my-company.com": [1, 2, 3, 4].map((server) => `ns-cloud-a${server}.googledomains.com`),
    }),
  "NS com": ["a.gtld-servers.net"],
  "NS my-company.com": ["ns-cloud-a1.googledomains.com", "ns-cloud-a2.googledomains.com"],
  ...(made && { "A airflow.my-company.com": ["203.0.113.20"] }),
});

export interface Case {
  stack?: string;
  /** Whether the stack is made. */
  made?: boolean;
  cloud?(cloud: CloudWorld): void;
  dns?(records: Records): void;
}

export class Doctor {
  readonly cloud = new Cloud();
  readonly dns = new DnsServer();
  private servers = "";

  async start(): Promise<void> {
    await this.cloud.start();
    this.servers = await this.dns.start();
  }

  async stop(): Promise<void> {
    await this.cloud.stop();
    await this.dns.stop();
  }

  /** The stack as checks see it. */
  async world({ stack = "gke", made = false }: Case): Promise<World> {
    const { settings, graph } = await record(stack);
    const state = made ? stateOf(graph) : undefined;
    return worldOf({ stack: "test", settings, graph, state, env: { AIRFLOW_DNS_SERVERS: this.servers } });
  }

  /** What each check finds. */
  async looked(one: Case): Promise<Looked[]> {
    const world = await this.world(one);
    const cloud = wellCloud(world);
    one.cloud?.(cloud);
    const records = wellRecords(one.made ?? false, one.stack ?? "gke");
    one.dns?.(records);
    this.cloud.world = cloud;
    this.dns.records = records;
    this.cloud.faults.length = 0;
    this.cloud.calls.length = 0;
    const mine = checks.filter((check) => ["google", "kubernetes", "dns"].includes(check.cloud));
    return runChecks(fitting(mine, world), world, { patience: 10_000 });
  }

  /** `GRADE CHECK THING: WRONG | FIX`, a line a finding. */
  async findings(one: Case): Promise<string[]> {
    const looked = await this.looked(one);
    if (this.cloud.faults.length > 0)
      throw new Error(`The stand-in was asked or told wrongly: ${this.cloud.faults.join("\n")}`);
    return looked.flatMap(({ check, findings }) =>
      findings.map(({ grade, thing, wrong, fix, permission }) =>
        [`${grade} ${check.id} ${thing}: ${wrong}`, permission, fix].filter(Boolean).join(" | "),
      ),
    );
  }
}
