/**
 * Every resource of a home, killed before and after its cloud made it, on the real engine: `up` runs until all that it can
 * begin is held, is killed, `resume` puts together what is left, and the next `up` goes on, layer by layer to the end. State
 * and clouds are then those of an `up` that nobody disturbed. AIRFLOW_RESUME_TABLE=FILE writes the table.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { type Changes, copyOfProject, noEngine, type Project } from "../project";
import { type StandIn, startStandIn } from "../provider";
import { killWhenHeld, pulumi, resume } from "./killing";
import { Memory, type Moment } from "./memory";
import { startTagging } from "./tagging";

const aws = { accountId: "222233334444", region: "us-east-1", gcpProject: "acme-data-prod" };
const google = { accountId: "222233334444", region: "us-central1", gcpProject: "acme-data-prod" };

const homes: Record<string, { stack: string; context: typeof aws; changes(compute: string): Changes }> = {
  "dev (MWAA)": {
    stack: "dev",
    context: aws,
    changes: () => [
      [["aws:allowedAccountIds"], [aws.accountId]],
      [["gcp:project"], aws.gcpProject],
    ],
  },
  gke: {
    stack: "gke",
    context: google,
    changes: (compute) => [
      [["gcp:project"], google.gcpProject],
      [["gcp:computeCustomEndpoint"], `${compute}/compute/v1/`],
      [["airflow:gke", "domain"], "airflow.acme.dev"],
      [["airflow:access"], { admins: ["user:ada@acme.dev"] }],
    ],
  },
};

/** The layers take minutes: run where the table is asked for. What they rest on is in every run, and in tests/commands/resume. */
const all = process.env.AIRFLOW_RESUME_TABLE !== undefined;

const rows: Record<string, Record<Moment, number>> = {};

for (const [title, { stack, context, changes }] of Object.entries(homes))
  describe(`an \`up\` of ${title} that is killed again and again, on the real engine`, function () {
    this.timeout(900_000);
    let compute: Server;
    let undisturbed: { state: unknown; cloud: unknown };
    const open: (() => void)[] = [];

    before(async function () {
      const reason = noEngine();
      if (reason !== undefined) {
        console.log(`    skipped: ${reason} (https://www.pulumi.com/docs/iac/download-install/)`);
        this.skip();
      }
      compute = createServer((_request, response) => {
        response.setHeader("content-type", "application/json").end(JSON.stringify({ id: "7340980954839285761" }));
      });
      await new Promise<void>((resolve) => {
        compute.listen(0, "127.0.0.1", resolve);
      });
      const { project, memory } = await fresh();
      const { code, said } = await pulumi(project, "up");
      expect(code, said).to.equal(0);
      undisturbed = await picture(project, memory);
    });
    after(() => {
      compute?.close();
      for (const close of open) close();
      if (process.env.AIRFLOW_RESUME_TABLE) writeFileSync(process.env.AIRFLOW_RESUME_TABLE, table());
    });

    async function fresh(): Promise<{ project: Project; memory: Memory; standIn: StandIn; env: NodeJS.ProcessEnv }> {
      const place = {
        account: context.accountId,
        partition: "aws",
        project: context.gcpProject,
        region: context.region,
      };
      const memory = new Memory(place);
      const standIn = await startStandIn(context, undefined, memory.around);
      const { url, server } = await startTagging(memory);
      const { port } = compute.address() as AddressInfo;
      const project = await copyOfProject(
        stack,
        changes(`http://127.0.0.1:${port}`),
        standIn.debugProviders("aws", "gcp", "kubernetes", "random"),
      );
      open.push(
        () => project.dispose(),
        () => standIn.stop(),
        () => server.close(),
      );
      return { project, memory, standIn, env: { AWS_ENDPOINT_URL_RESOURCE_GROUPS_TAGGING_API: url } };
    }

    for (const first of ["before", "after"] as const)
      it(`ends as undisturbed, with every other thing killed ${first} it was made, and the others the other way`, async function () {
        if (!all) {
          console.log("      skipped: minutes; AIRFLOW_RESUME_TABLE=FILE runs it and writes the table");
          this.skip();
        }
        const { project, memory, env } = await fresh();
        const other = first === "before" ? "after" : "before";
        const moments = new Map<string, Moment>();
        // Each is killed once; by type in turn, so that both rounds together kill one of each type both ways.
        const counts = new Map<string, number>();
        memory.hand = (verb, type, name) => {
          const key = `${type} ${name}`;
          if (verb !== "create" || moments.has(key)) return undefined;
          const count = counts.get(type) ?? 0;
          counts.set(type, count + 1);
          const moment = count % 2 === 0 ? first : other;
          moments.set(key, moment);
          return moment;
        };
        for (;;) {
          const { held, finished, code, said } = await killWhenHeld(project, memory, "up");
          if (finished) {
            expect(code, said).to.equal(0);
            break;
          }
          const { code: resumed, said: told } = await resume(project, env);
          expect(resumed, told).to.equal(0);
          for (const { type, moment } of held) {
            rows[type] ??= { before: 0, after: 0 };
            rows[type][moment]++;
          }
          expect(told).to.include(`${held.length} operations of stack ${stack} were begun and not ended`);
        }
        const now = await picture(project, memory);
        if (process.env.DUMP) writeFileSync(process.env.DUMP, JSON.stringify([undisturbed, now]));
        expect(now).to.deep.equal(undisturbed);
      });

    it("is destroyed whole after a resume, wherever it was killed", async () => {
      const { project, memory, env } = await fresh();
      const last = stack === "dev" ? "aws:mwaa/environment:Environment" : "kubernetes:helm.sh/v3:Release";
      memory.hand = (_verb, type) => (type === last ? "after" : undefined);
      const killed = await killWhenHeld(project, memory, "up");
      expect(killed.held.map(({ type }) => type)).to.deep.equal([last]);
      memory.hand = () => undefined;
      const lock = lockOf(project, stack);
      const held = JSON.parse(readFileSync(lock, "utf8")) as { pid: number; hostname: string };
      // As if the `up` still ran, here or elsewhere: nothing is written then.
      for (const holder of [{ pid: process.pid }, { hostname: "another-machine" }]) {
        writeFileSync(lock, JSON.stringify({ ...held, ...holder }));
        const refused = await resume(project, env);
        expect(refused.code, refused.said).to.equal(3);
        expect(refused.said).to.include("the stack is locked by").and.not.include("Done:");
      }
      writeFileSync(lock, JSON.stringify(held));
      expect((await resume(project, env)).said).to.include("made; goes into the state");
      const { code, said } = await pulumi(project, "destroy");
      expect(code, said).to.equal(0);
      expect([...memory.things.values()]).to.deep.equal([]);
    });

    it("sleeps and wakes to what it was, where the falling asleep was killed", async () => {
      const { project, memory, env } = await fresh();
      expect((await pulumi(project, "up")).code).to.equal(0);
      await project.stack.setConfig("airflow:awake", { value: "false" });
      memory.hand = (verb, _type, name) => (verb === "create" ? undefined : name.length % 2 === 0 ? "before" : "after");
      const { held } = await killWhenHeld(project, memory, "up");
      expect(held).to.not.deep.equal([]);
      memory.hand = () => undefined;
      const { code: resumed, said: told } = await resume(project, env);
      expect(resumed, told).to.equal(0);
      expect((await pulumi(project, "up")).code).to.equal(0);
      await project.stack.setConfig("airflow:awake", { value: "true" });
      const { code, said } = await pulumi(project, "up");
      expect(code, said).to.equal(0);
      expect(await picture(project, memory)).to.deep.equal(undisturbed);
    });

    it("tells what carries its tags and is in no state", async function () {
      if (stack !== "dev") this.skip();
      const { project, memory, env } = await fresh();
      expect((await pulumi(project, "up")).code).to.equal(0);
      const { deployment } = await project.stack.exportStack();
      const resources = (deployment.resources as { type: string }[]).filter(
        ({ type }) => !type.endsWith(":Environment"),
      );
      await project.stack.importStack({ version: 3, deployment: { ...deployment, resources } });
      const { code, said } = await resume(project, env);
      expect(code, said).to.equal(0);
      expect(said).to.include("Nothing of stack dev is pending.");
      const lost = [...memory.things.values()].find(({ type }) => type.endsWith(":Environment"));
      expect(said)
        .to.include(String(lost?.state.arn))
        .and.include("$aws:mwaa/environment:Environment::airflow-dev-environment");
    });

    it("is destroyed whole, where the destroy was killed too", async () => {
      const { project, memory, env } = await fresh();
      expect((await pulumi(project, "up")).code).to.equal(0);
      const moments = new Set<string>();
      memory.hand = (verb, type, name) => {
        if (verb !== "delete" || moments.has(type)) return undefined;
        moments.add(type);
        return name.length % 2 === 0 ? "before" : "after";
      };
      await killWhenHeld(project, memory, "destroy");
      memory.hand = () => undefined;
      const { code: resumed, said: told } = await resume(project, env);
      expect(resumed, told).to.equal(0);
      const { code, said } = await pulumi(project, "destroy");
      expect(code, said).to.equal(0);
      expect([...memory.things.values()]).to.deep.equal([]);
    });
  });

/**
 * State and clouds, without what differs between any two runs: times, ids of the engine's providers, versions that S3 counts, and
 * what the program asks of a new environment only (components/aws/mwaa/live).
 */
async function picture({ stack }: Project, memory: Memory) {
  const { deployment } = await stack.exportStack();
  expect(deployment.pending_operations ?? []).to.deep.equal([]);
  const resources = (deployment.resources ?? []) as Record<string, unknown>[];
  const state = Object.fromEntries(
    resources
      .filter(({ type }) => type !== "pulumi:pulumi:Stack")
      .map(({ urn, created: _, modified: __, sourcePosition: ___, ...rest }) => [urn, rest]),
  );
  const providers = resources.filter(({ type }) => String(type).startsWith("pulumi:providers:"));
  const plain = (value: unknown) =>
    inOrder(JSON.parse(providers.reduce((all, { id }) => all.replaceAll(String(id), "its id"), JSON.stringify(value))));
  const cloud = Object.fromEntries([...memory.things].map(([key, { inputs, state: now }]) => [key, { inputs, now }]));
  return { state: plain(state), cloud: plain(cloud) };
}

/** Dependencies have no order, nor have keys. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value))
    return value.every((one) => String(one).startsWith("urn:")) ? [...value].sort() : value.map(inOrder);
  if (value === null || typeof value !== "object") return value;
  const kept = Object.entries(value).filter(
    ([key]) => !/^(workerReplacementStrategy|replacementTrigger)$|versionId$|ObjectVersion$/.test(key),
  );
  return Object.fromEntries(kept.map(([key, inner]) => [key, inOrder(inner)]));
}

function lockOf({ env }: Project, stack: string): string {
  const folder = join(
    fileURLToPath(env.PULUMI_BACKEND_URL as string),
    ".pulumi",
    "locks",
    "organization",
    "airflow",
    stack,
  );
  return join(folder, readdirSync(folder)[0] as string);
}

const table = () =>
  ["| type | killed before | killed after |", "| --- | --- | --- |"]
    .concat(
      Object.entries(rows)
        .sort()
        .map(([type, { before, after }]) => `| ${type} | ${before} × as undisturbed | ${after} × as undisturbed |`),
    )
    .join("\n");
