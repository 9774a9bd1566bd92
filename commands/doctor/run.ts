/** Runs checks side by side: each has its time, and none hides another. */
import pLimit from "p-limit";
import { type Check, CouldNotLook, type Finding, unknown } from "./check";
import { clean } from "./clean";
import { refusalOf } from "./refusal";
import type { World } from "./world";

/** What came of one check. */
export interface Looked {
  check: Check;
  /** None: fine. */
  findings: Finding[];
  /** Milliseconds that it took. */
  ms: number;
}

export interface Running {
  /** Milliseconds that one check may take. Default: 30 s. */
  patience?: number;
  /** Checks at a time. Default: 64; what waits is the network. */
  atOnce?: number;
  /** Called whenever one has ended, with those that still run. */
  onEnd?(ended: number, still: readonly Check[]): void;
}

/** Those that have something to look at in this world. */
export const fitting = (checks: readonly Check[], world: World): Check[] =>
  checks.filter(
    (check) =>
      check.homes.includes(world.settings.platform) &&
      (check.when !== "before" || world.stage !== "after") &&
      (check.when !== "after" || world.stage !== "before") &&
      (check.applies?.(world) ?? true),
  );

/** Results in the order of the checks. Never throws. */
export async function runChecks(checks: readonly Check[], world: World, running: Running = {}): Promise<Looked[]> {
  const { patience = 30_000, atOnce = 64, onEnd } = running;
  const limit = pLimit(atOnce);
  const still = new Set(checks);
  return Promise.all(
    checks.map((check) =>
      limit(async () => {
        const started = performance.now();
        const findings = await looked(check, world, patience);
        still.delete(check);
        onEnd?.(checks.length - still.size, [...still]);
        return { check, findings: findings.map((one) => whole(one, check)), ms: performance.now() - started };
      }),
    ),
  );
}

async function looked(check: Check, world: World, patience: number): Promise<readonly Finding[]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new CouldNotLook(`no answer in ${patience / 1000} s`)), patience);
  });
  try {
    // Inside a promise, so that what throws before its first await is caught too.
    return await Promise.race([Promise.resolve().then(() => check.run(world)), late]);
  } catch (error) {
    return [notKnown(error, check)];
  } finally {
    clearTimeout(timer);
  }
}

/** What is thrown, as one `unknown`. */
function notKnown(error: unknown, check: Check): Finding {
  const { message, more } = refusalOf(error, check);
  return { ...unknown(check.about, message, more.permission, more.fix), optional: more.optional };
}

/** With the check's own words where the finding has none, and no secret in any. */
function whole(finding: Finding, { why, source, page }: Check): Finding {
  const all = { page, ...defined(finding), ...(finding.grade === "unknown" ? {} : { why: finding.why ?? why }) };
  return Object.fromEntries(
    Object.entries({ ...all, source: finding.source ?? source })
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [key, typeof value === "string" ? clean(value) : value]),
  ) as unknown as Finding;
}

const defined = (finding: Finding): Finding =>
  Object.fromEntries(Object.entries(finding).filter(([, value]) => value !== undefined)) as unknown as Finding;
