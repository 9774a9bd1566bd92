/**
 * A stack that an earlier commit of this program made previews under this one with no replacement; and what `plan --against`
 * says of a change to it, with no engine, is what the engine then previews.
 */
import { execFileSync } from "node:child_process";
import { expect } from "chai";
import type { Against } from "../../commands/plan/against/compare";
import { override } from "../../config/checks/keptData";
import { type ComputeApi, startComputeApi } from "./google/computeApi";
import { GoogleCloud } from "./google/world";
import { onEngine, preview } from "./onEngine";
import type { Project, Step } from "./project";
import { importedState } from "./states/imported";
import { changesOf, contextOf, type StateName, stackOf, states } from "./states/stacks";

/** Replaced by what is in them, on purpose: files that go up, the login's files, and the migration, which is made for each release. */
const byContent = [
  "gcp:storage/bucketObject:BucketObject",
  "aws:s3/bucketObjectv2:BucketObjectv2",
  "kubernetes:core/v1:ConfigMap",
  "kubernetes:batch/v1:Job",
];

/** Changes of config whose replacements go far, one a stack. */
const changes: Partial<Record<StateName, [key: string, value: object]>> = {
  dev: ["airflow:mwaa", { environmentClass: "mw1.medium", egress: "natPerZone", network: { vpcCidr: "10.30.0.0/16" } }],
  gke: ["airflow:gke", { domain: "airflow.acme.org", spot: false, nodes: { max: 5 } }],
};

/** Steps of the engine by what they do, as `plan --against` tells them. */
function told(steps: Step[]): Record<"made" | "changed" | "replaced" | "deleted", string[]> {
  const of = (...ops: string[]) =>
    [
      ...new Set(
        steps
          .filter(({ op, type }) => ops.includes(op) && !type.startsWith("pulumi:") && !type.startsWith("airflow:"))
          .map(({ type, name }) => `${type}::${name}`),
      ),
    ].sort();
  return { made: of("create"), changed: of("update"), replaced: of("replace"), deleted: of("delete") };
}

for (const name of states) {
  const google = new GoogleCloud(contextOf(name).gcpProject);
  onEngine(
    `the state of ${name} that an earlier commit made`,
    contextOf(name),
    (engine) => {
      let project: Project;
      let compute: ComputeApi;
      before(async () => {
        compute = await startComputeApi(google);
        project = await engine.copy(stackOf(name), changesOf(name, compute.endpoint));
        await project.stack.importStack(importedState(name, project.dir, compute.endpoint));
      });
      after(async () => {
        project?.dispose();
        await compute?.close();
      });

      it("previews with no replacement", async () => {
        const { replaced, deleted } = told(await preview(project.stack));
        const lasting = (all: string[]) => all.filter((one) => !byContent.some((type) => one.startsWith(`${type}::`)));
        expect([lasting(replaced), lasting(deleted)]).to.deep.equal([[], []]);
      });

      const [key, value] = changes[name] ?? [];
      if (key !== undefined)
        it("changes as the plan against its export says", async () => {
          await project.stack.setConfig(key, { value: JSON.stringify(value) });
          Object.assign(project.stack.workspace.envVars as object, { [override]: "yes" });
          const exported = execFileSync("pulumi", ["stack", "export", "--stack", stackOf(name)], {
            cwd: project.dir,
            env: { ...process.env, ...project.env },
            maxBuffer: 2 ** 26,
          });
          project.write("state.json", exported.toString());
          const args = ["commands/cli.cjs", "plan", "--stack", stackOf(name), "--against", "state.json", "--json"];
          const plan = execFileSync(process.execPath, args, { cwd: project.dir, maxBuffer: 2 ** 26 });
          const { against } = JSON.parse(plan.toString()) as { against: Against };
          const names = (list: Against["made"]) => list.map((one) => `${one.type}::${one.name}`).sort();
          const { made, deleted } = against;
          // Google makes an object of another content anew, which the plan says; the stand-in takes it in place.
          const inPlace = ({ type }: { type: string }) => type === "gcp:storage/bucketObject:BucketObject";
          const changed = [...against.changed, ...against.replaced.filter(inPlace)];
          const replaced = against.replaced.filter((one) => !inPlace(one));
          const engines = told(await preview(project.stack));
          expect({
            made: names(made),
            changed: names(changed),
            replaced: names(replaced),
            deleted: names(deleted),
          }).to.deep.equal(engines);
          expect(engines.replaced).to.not.deep.equal([]);
        });
    },
    name === "dev" ? undefined : google,
  );
}
