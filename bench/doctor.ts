/**
 * `npm run bench -- doctor`: the whole doctor against its longest check, where every call takes 100 ms. What AWS answers was
 * asked of moto once, and is given again after that time.
 */
import { awsChecks } from "../commands/doctor/aws";
import { fitting, runChecks } from "../commands/doctor/run";
import { stateChecks } from "../commands/doctor/state";
import { type World, worldOf } from "../commands/doctor/world";
import { answersOf, type Cloud, cloud, enter, leave, stackOf } from "../tests/commands/doctor/aws/cloud";
import { googleWay } from "../tests/commands/doctor/aws/googleWay";
import { environmentOf, healthy, made, publish, stateOf } from "../tests/commands/doctor/aws/made";
import { adopting } from "../tests/commands/doctor/aws/stacks";

const LATENCY = 100;
const BOUND = 1.5;

/** The stacks that are measured, by name. */
async function worldsOf(all: Cloud): Promise<Record<string, () => World>> {
  const fresh = await stackOf({});
  const adopted = await stackOf(adopting(all, all.open, {}));
  const { config } = await googleWay();
  const environment = environmentOf(adopted);
  all.front.answers.set("airflow.GetEnvironment", () => ({ Environment: environment }));
  all.front.answers.set("airflow.InvokeRestApi", () => ({ RestApiResponse: {} }));
  await made(all);
  await publish(all, healthy);
  const state = stateOf(adopted, { credentialConfig: config });
  return {
    "before up, all new": () => worldOf({ stack: "dev", ...fresh, state: undefined }),
    "before up, all adopted": () => worldOf({ stack: "dev", ...adopted, state: undefined }),
    "after up": () => worldOf({ stack: "dev", ...adopted, state }),
  };
}

/** Milliseconds of the quickest of some runs: what else the machine does is no part of doctor. */
async function quickest(rounds: number, work: () => Promise<unknown>): Promise<number> {
  const all: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const started = performance.now();
    await work();
    all.push(performance.now() - started);
  }
  return Math.min(...all);
}

/** @returns whether every stack is within the bound */
export async function benchDoctor(rounds: number): Promise<boolean> {
  const all = await cloud();
  if (all === undefined) {
    console.log("doctor: not measured, for moto could not be installed from the package index.");
    return true;
  }
  enter(all.front);
  answersOf(all.front);
  let good = true;
  try {
    for (const [name, world] of Object.entries(await worldsOf(all))) {
      const checks = fitting([...stateChecks, ...awsChecks], world());
      all.front.kept = new Map();
      all.front.latency = 0;
      await runChecks(checks, world());
      all.front.latency = LATENCY;
      all.front.calls.length = 0;
      await runChecks(checks, world());
      const calls = all.front.calls.length;
      const whole = await quickest(rounds, () => runChecks(checks, world()));
      let longest = { id: "", ms: 0 };
      for (const check of checks) {
        const ms = await quickest(Math.min(rounds, 3), () => runChecks([check], world()));
        if (ms > longest.ms) longest = { id: check.id, ms };
      }
      const ratio = whole / longest.ms;
      good &&= ratio <= BOUND;
      console.log(
        `doctor, ${name}: ${checks.length} checks, ${calls} calls of ${LATENCY} ms in ${Math.round(whole)} ms; the longest check alone ` +
          `(${longest.id}) ${Math.round(longest.ms)} ms: ${ratio.toFixed(2)} times (at most ${BOUND})`,
      );
    }
  } finally {
    all.front.kept = undefined;
    leave();
  }
  return good;
}
