/** `npm run bench -- doctor`, its second half: Google, the cluster and DNS against the longest check, where every answer takes 100 ms. */
import { checks } from "../commands/doctor/checks";
import { fitting, runChecks } from "../commands/doctor/run";
import { Doctor, wellRecords } from "../tests/commands/doctor/google/examined";
import { wellCloud } from "../tests/commands/doctor/google/world";

const LATENCY = 100;
const BOUND = 1.5;

const stacks = [
  { title: "GKE before up, all new", stack: "gke", made: false },
  { title: "GKE before up, network adopted", stack: "adopted", made: false },
  { title: "GKE after up", stack: "gke", made: true },
  { title: "MWAA's Google after up", stack: "mwaa", made: true },
];

/** @returns whether every stack is within the bound */
export async function benchDoctorGoogle(rounds: number): Promise<boolean> {
  const doctor = new Doctor();
  await doctor.start();
  let good = true;
  try {
    for (const { title, ...one } of stacks) {
      const mine = fitting(checks, await doctor.world(one)).filter(({ cloud }) => /google|kubernetes|dns/.test(cloud));
      const timed = async (chosen: typeof mine) => {
        // A world of its own each time: it keeps what was answered.
        const world = await doctor.world(one);
        doctor.cloud.world = wellCloud(world);
        doctor.dns.records = wellRecords(one.made, one.stack);
        const started = performance.now();
        await runChecks(chosen, world);
        return performance.now() - started;
      };
      const quickest = async (chosen: typeof mine, times: number) => {
        const all: number[] = [];
        for (let round = 0; round < times; round++) all.push(await timed(chosen));
        return Math.min(...all);
      };
      doctor.cloud.delay = 0;
      await timed(mine);
      doctor.cloud.delay = LATENCY;
      doctor.cloud.calls.length = 0;
      await timed(mine);
      const calls = doctor.cloud.calls.length;
      const whole = await quickest(mine, rounds);
      let longest = { id: "", ms: 0 };
      for (const check of mine) {
        const ms = await quickest([check], Math.min(rounds, 3));
        if (ms > longest.ms) longest = { id: check.id, ms };
      }
      const ratio = whole / longest.ms;
      good &&= ratio <= BOUND;
      console.log(
        `doctor, ${title}: ${mine.length} checks, ${calls} calls of ${LATENCY} ms in ${Math.round(whole)} ms; the longest check alone ` +
          `(${longest.id}) ${Math.round(longest.ms)} ms: ${ratio.toFixed(2)} times (at most ${BOUND})`,
      );
    }
  } finally {
    await doctor.stop();
  }
  return good;
}
