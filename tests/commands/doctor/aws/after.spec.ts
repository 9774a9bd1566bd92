/** Worlds that are each wrong in one way, after `up`: doctor names that, and nothing else; mended, nothing. */
import { expect } from "chai";
import type { Recorded } from "../../../../commands/plan/run";
import type { StackState } from "../../../../commands/resume/state";
import { brokenAfter } from "./brokenAfter";
import { answersOf, brokenIds, type Cloud, entered, found, leave, short, stackOf } from "./cloud";
import { type GoogleWay, googleWay } from "./googleWay";
import { environmentOf, healthy, made, publish, stateOf, unmade } from "./made";
import { adopting } from "./stacks";

// Hooks outside of a describe would be every spec's.
describe("doctor on MWAA", () => {
  let all: Cloud;
  let stack: Recorded;
  let google: GoogleWay;

  before(async function () {
    all = await entered(this);
    stack = await stackOf(adopting(all, all.open, {}));
    await made(all);
    await publish(all, healthy);
    google = await googleWay();
  });
  after(async () => {
    google?.close();
    if (all !== undefined) await unmade(all);
    leave();
  });

  const state = () => stateOf(stack, { credentialConfig: google.config });

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
      google.asked.length = 0;
      expect(short(await found(stack, state()))).to.deep.equal([]);
      expect(google.asked).to.deep.equal(["/token", "/impersonate"]);
    });

    for (const [
      name,
      { says, environment, state: other = (one: StackState) => one, google: refuse = {}, wrong },
    ] of Object.entries(brokenAfter))
      it(`names it, and nothing once it is mended: ${name}`, async () => {
        answers(environment);
        google.refuse = refuse;
        const mend = (await wrong?.(all)) ?? (() => undefined);
        try {
          const findings = await found(stack, other(state()));
          expect(short(findings)).to.deep.equal([says(all)]);
          expect(JSON.stringify(findings)).to.not.include("hunter2");
        } finally {
          google.refuse = {};
          await mend();
        }
        answers();
        // Only what spoke: a whole run would take as long again, and the next world's names nothing of this one.
        const spoke = brokenIds(says(all));
        expect(short(await found(stack, state(), spoke))).to.deep.equal([]);
      });

    it("finds nothing once all is mended", async () => {
      answers();
      expect(short(await found(stack, state()))).to.deep.equal([]);
    });
  });
});
