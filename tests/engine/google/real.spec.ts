/**
 * The GKE stack with Google's real provider: made, unchanged, asleep, awake, gone. Google's APIs are stood in for at the
 * level of their REST, Kubernetes at the level of its provider.
 */
import { expect } from "chai";
import { onEngine, preview, up } from "../onEngine";
import type { Project } from "../project";
import { type GoogleRest, startGoogleRest } from "./rest/server";
import { GoogleCloud } from "./world";

const cloud = { accountId: "000000000000", region: "us-central1", gcpProject: "acme-data-prod" };
const google = new GoogleCloud(cloud.gcpProject);
/** What Google keeps by itself: an API that is on, an empty list of grants. */
const stays = /\/services\/|^policies\//;

const suite: Parameters<typeof onEngine>[2] = (engine) => {
  let project: Project;
  let rest: GoogleRest;
  const set = (awake: boolean) => project.stack.setConfig("airflow:awake", { value: String(awake) });

  before(async () => {
    rest = await startGoogleRest(google.hasNeg);
    // The provider asks Google itself for the regions that there are.
    process.env.PULUMI_GCP_SKIP_REGION_VALIDATION = "true";
    project = await engine.copy("gke", [
      [["gcp:project"], cloud.gcpProject],
      [["gcp:accessToken"], google.token()],
      ...Object.entries(rest.endpoints).map(([key, value]): [string[], string] => [[`gcp:${key}`], value]),
      [["airflow:gke", "domain"], "airflow.acme.dev"],
      [["airflow:access"], { admins: ["user:ada@acme.dev"] }],
    ]);
  });
  after(() => {
    delete process.env.PULUMI_GCP_SKIP_REGION_VALIDATION;
    project?.dispose();
    rest?.close();
  });

  it("makes everything, the backend after its endpoint group", async () => {
    const { summary } = await up(project.stack);
    expect(Object.keys(summary)).to.deep.equal(["create"]);
    const asked = rest.store.asked.filter((line) =>
      /^(GET .*networkEndpointGroups|POST .*backendServices$)/.test(line),
    );
    expect(asked[0]).to.match(/networkEndpointGroups/);
  });

  it("shows nothing the second time", async () => {
    expect(await preview(project.stack)).to.deep.equal([]);
  });

  it("sleeps with the disk and the address, and nothing that runs", async () => {
    await set(false);
    await up(project.stack);
    const left = rest.store.paths().filter((path) => !stays.test(path));
    expect(left.filter((path) => /nodePools|forwardingRules/.test(path))).to.deep.equal([]);
    expect(left.filter((path) => /\/(disks|addresses)\//.test(path))).to.have.length(2);
    expect(await preview(project.stack)).to.deep.equal([]);
  });

  it("wakes with the same disk", async () => {
    const disk = rest.store.paths().find((path) => path.includes("/disks/")) ?? "";
    const { id } = rest.store.get(disk);
    await set(true);
    await up(project.stack);
    expect(rest.store.get(disk).id).to.equal(id);
    expect(await preview(project.stack)).to.deep.equal([]);
  });

  it("destroys all that it made, though Google keeps what is still used", async () => {
    await project.stack.destroy();
    const left = rest.store.paths().filter((path) => !stays.test(path));
    // The database's last state, which the provider saves before the disk goes.
    expect(left).to.have.length(1);
    expect(left[0]).to.match(/\/snapshots\/airflow-gke-database-last-/);
    expect((await project.stack.exportStack()).deployment.resources ?? []).to.deep.equal([]);
  });
};

onEngine("the stack gke with the real google provider", cloud, suite, google, ["gcp"]);
