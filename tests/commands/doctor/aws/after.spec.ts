/** Worlds that are each wrong in one way, after `up`: doctor names that, and nothing else; mended, nothing. */
import { expect } from "chai";
import type { Recorded } from "../../../../commands/plan/run";
import type { StackState } from "../../../../commands/resume/state";
import { brokenAfter } from "./brokenAfter";
import { answersOf, brokenIds, type Cloud, cloud, end, enter, found, leave, short, stackOf } from "./cloud";
import { environmentOf, healthy, logGroups, publish, stateOf } from "./made";
import { adopting } from "./stacks";

let all: Cloud;
let stack: Recorded;

before(async function () {
  this.timeout(180_000);
  const made = await cloud();
  if (made === undefined) {
    console.log("    skipped: `python3 airflow/tests/env.py moto` could not install moto from the package index");
    this.skip();
  }
  all = made;
  enter(all.front);
  stack = await stackOf(adopting(all, all.open, {}));
  await logGroups(all);
  await publish(all, healthy);
});
after(async () => {
  leave();
  await end();
});

/** What MWAA and IAM answer of an environment that is well but for `change`. */
function answers(change: Record<string, unknown> = {}): void {
  answersOf(all.front);
  const environment = { ...environmentOf(stack), ...change };
  all.front.answers.set("airflow.GetEnvironment", () => ({ Environment: environment }));
  all.front.answers.set("airflow.InvokeRestApi", () => ({
    RestApiStatusCode: 200,
    RestApiResponse: { metadatabase: { status: "healthy" }, scheduler: { status: "healthy" } },
  }));
  all.front.answers.set("iam.SimulatePrincipalPolicy", (input) => ({
    EvaluationResults: Object.entries(input)
      .filter(([key]) => key.startsWith("ActionNames.member."))
      .map(([, action]) => ({
        EvalActionName: action,
        EvalDecision: action === "s3:ListAllMyBuckets" ? "implicitDeny" : "allowed",
      })),
  }));
}

describe("doctor, after an up", () => {
  it("finds nothing where all is well", async () => {
    answers();
    expect(short(await found(stack, stateOf(stack)))).to.deep.equal([]);
  });

  for (const [name, { says, environment, state = (one: StackState) => one, wrong }] of Object.entries(brokenAfter))
    it(`names it, and nothing once it is mended: ${name}`, async () => {
      answers(environment);
      const mend = (await wrong?.(all)) ?? (() => undefined);
      try {
        const findings = await found(stack, state(stateOf(stack)));
        expect(short(findings)).to.deep.equal([says(all)]);
        expect(JSON.stringify(findings)).to.not.include("hunter2");
      } finally {
        await mend();
      }
      answers();
      // Only what spoke: a whole run would take as long again, and the next world's names nothing of this one.
      const spoke = brokenIds(says(all));
      expect(short(await found(stack, stateOf(stack), spoke))).to.deep.equal([]);
    });

  it("finds nothing once all is mended", async () => {
    answers();
    expect(short(await found(stack, stateOf(stack)))).to.deep.equal([]);
  });
});
