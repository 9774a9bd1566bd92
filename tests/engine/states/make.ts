/**
 * Writes the state of a stack as this commit makes it on the real engine, with stand-in clouds: nothing in it is of a real
 * account, and its passwords are made up. What an earlier program made is kept here for good: the next one must preview it
 * with no replacement (../keptStates.spec.ts).
 *
 *     node --import tsx tests/engine/states/make.ts dev|gke|gke-asleep COMMIT
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { startComputeApi } from "../google/computeApi";
import { GoogleCloud } from "../google/world";
import { copyOfProject } from "../project";
import { startStandIn } from "../provider";
import { changesOf, contextOf, type StateName, stackOf } from "./stacks";

async function make(name: StateName, commit: string): Promise<void> {
  const context = contextOf(name);
  const google = new GoogleCloud(context.gcpProject);
  const compute = await startComputeApi(google);
  const standIn = await startStandIn(context, name === "dev" ? undefined : google);
  // Awake first, as everyone's stack was.
  const changes = changesOf(name, compute.endpoint).filter(([[key]]) => key !== "airflow:awake");
  const debug = standIn.debugProviders("aws", "gcp", "kubernetes", "random");
  const project = await copyOfProject(stackOf(name), changes, debug);
  try {
    await project.stack.up();
    if (name === "gke-asleep") {
      await project.stack.setConfig("airflow:awake", { value: "false" });
      await project.stack.up();
    }
    const { deployment } = await project.stack.exportStack();
    const plain = (one: object) =>
      JSON.stringify(one).replaceAll(project.dir, "/project").replaceAll(compute.endpoint, "http://127.0.0.1:9");
    const lines = (deployment.resources as object[]).map(plain).join(",\n");
    writeFileSync(join(__dirname, `${name}.json`), `{"madeBy": "${commit}", "resources": [\n${lines}\n]}\n`);
  } finally {
    project.dispose();
    await standIn.stop();
    await compute.close();
  }
}

const [name = "dev", commit = ""] = process.argv.slice(2);
void make(name as StateName, commit);
