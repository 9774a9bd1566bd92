/**
 * What a check is, and what it finds. A check is one file in a room of its own (`aws/before`, `google/after`, …) and a line in
 * that room's `index.ts`; docs/doctor.md and the policies in docs/policies are made from the values here.
 */
import type { Platform } from "../plan/homes";
import type { World } from "./world";

/**
 * `broken`: it does not work now. `willBreak`: the next `up` fails of it, or what it makes does not work. `lookAt`: it works,
 * and deserves a look. `unknown`: nobody could tell. What is fine is no finding.
 */
export type Grade = "broken" | "willBreak" | "lookAt" | "unknown";

/** Who is asked. Also says in which policy a check's permissions go. */
export type Cloud = "aws" | "google" | "kubernetes" | "dns" | "pulumi";

/** One thing that is not as it must be. No field ever holds a secret, nor a line of somebody's log. */
export interface Finding {
  grade: Grade;
  /** As its owner knows it: `subnet-0123456789abcdef0`, `airflow-dev-Task`. */
  thing: string;
  /** What is wrong with it, so that "THING: WRONG" reads well. No full stop. */
  wrong: string;
  /** Why that fails. Default: the check's. */
  why?: string;
  /** Where that is said in public (URL). Default: the check's. */
  source?: string;
  /** The command that fixes it, as it can be typed; capitals are for the user to fill in. */
  fix?: string;
  /** Page of this project, such as `docs/network.md#endpoints-that-exist`. Default: the check's. */
  page?: string;
  /** Only for `unknown`: the permission that would tell. */
  permission?: string;
  /** Only for `unknown`: hardly anybody may look at this, so that not knowing it does not change the exit code. */
  optional?: true;
}

export interface Check {
  /** `aws.subnet-zones`: the cloud, and what it looks at. Never changes: scripts read it. */
  id: string;
  /** What must be true, as a line of docs/doctor.md and of what is fine: "the private subnets are in two zones". */
  about: string;
  cloud: Cloud;
  homes: readonly Platform[];
  /** `before`: runs while the plan has something to make; `after`: while the state has something; `always`: in both. */
  when: "before" | "after" | "always";
  /** All that it asks for, by the cloud's names (`ec2:DescribeSubnets`, `compute.regions.get`). */
  permissions: readonly string[];
  /** Why it fails where that is not true. */
  why: string;
  /** Where that is said in public (URL). */
  source: string;
  /** Page of this project that helps. */
  page?: string;
  /** Whether the stack has what it looks at. Default: always. Must be quick and ask nobody. */
  applies?(world: World): boolean;
  /**
   * Looks. Nothing found is fine. May throw anything: what is thrown becomes `unknown` with the permission that was refused.
   * What several checks ask for goes through `world.once`.
   */
  run(world: World): Promise<readonly Finding[]>;
}

/** Checks the form of a check where it is written. */
export const defineCheck = (check: Check): Check => check;

type More = Pick<Finding, "why" | "source" | "page">;

/** Works not, or will not: which of the two is decided by whether the thing is made already. */
export const bad = (
  world: Pick<World, "stage">,
  thing: string,
  wrong: string,
  fix?: string,
  more: More = {},
): Finding => ({
  grade: world.stage === "after" ? "broken" : "willBreak",
  thing,
  wrong,
  fix,
  ...more,
});

export const broken = (thing: string, wrong: string, fix?: string, more: More = {}): Finding => ({
  grade: "broken",
  thing,
  wrong,
  fix,
  ...more,
});

export const willBreak = (thing: string, wrong: string, fix?: string, more: More = {}): Finding => ({
  grade: "willBreak",
  thing,
  wrong,
  fix,
  ...more,
});

export const lookAt = (thing: string, wrong: string, fix?: string, more: More = {}): Finding => ({
  grade: "lookAt",
  thing,
  wrong,
  fix,
  ...more,
});

/** Not known, and what would tell. */
export const unknown = (thing: string, wrong: string, permission?: string, fix?: string): Finding => ({
  grade: "unknown",
  thing,
  wrong,
  permission,
  fix,
});

/** Thrown by a check, or by what it asks, where there is no answer: becomes one `unknown`. */
export class CouldNotLook extends Error {
  constructor(
    /** Why, in words that fit behind a colon; the same words from many checks are shown once. */
    message: string,
    readonly more: { permission?: string; fix?: string; optional?: true; cause?: unknown } = {},
  ) {
    super(message, { cause: more.cause });
    this.name = "CouldNotLook";
  }
}
