/** What the offline plan records of a program is what the real engine makes of it. */
import { expect } from "chai";
import type { PlannedResource } from "../../commands/plan/record/graph";
import { record } from "../../commands/plan/record/recorder";
import { shownValue } from "../../commands/plan/record/wire";
import { onEngine } from "./onEngine";
import type { Project } from "./project";
import { program } from "./transformed";

const cloud = { accountId: "222233334444", region: "us-east-1", gcpProject: "acme-data-prod" };

type Kept = Pick<PlannedResource, "urn" | "inputs" | "custom"> &
  Partial<Pick<PlannedResource, "parent" | "dependencies" | "protect">>;

/** What both know of a resource, in one form. */
const compared = ({ urn, parent, inputs, dependencies = [], custom, protect }: Kept) => ({
  urn,
  parent,
  inputs,
  dependencies: [...dependencies].sort(),
  custom,
  protect: protect ?? false,
});
const byUrn = (one: { urn: string }, other: { urn: string }) => (one.urn < other.urn ? -1 : 1);

onEngine("a program with transforms", cloud, (engine) => {
  let project: Project;
  before(async () => {
    project = await engine.copy("dev", []);
    project.write("index.ts", 'import { program } from "./tests/engine/transformed";\nexport = program;\n');
  });
  after(() => project?.dispose());

  it("has the same URNs, inputs, dependencies and protection in the plan", async () => {
    await project.stack.up();
    const kept = (await project.stack.exportStack()).deployment.resources as Kept[];
    const stack = kept.find(({ urn }) => urn.includes("::pulumi:pulumi:Stack::"))?.urn;
    const made = kept
      .filter(({ urn }) => urn !== stack && !urn.includes("::pulumi:providers:"))
      .map((one) => compared({ ...one, inputs: shownValue(one.inputs ?? {}) as PlannedResource["inputs"] }))
      .map((one) => ({ ...one, parent: one.parent === stack ? undefined : one.parent }));
    const planned = await record(program, { ...cloud, project: "airflow", stack: "dev", config: {} });
    expect(planned.resources.map(compared).sort(byUrn)).to.deep.equal(made.sort(byUrn));
    expect(made).to.have.length(7);
  });
});
