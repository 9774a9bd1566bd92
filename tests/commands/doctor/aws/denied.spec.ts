/** Callers who may not look, or are others: nothing crashes, nothing is guessed, no secret is told. */
import { expect } from "chai";
import { awsChecks } from "../../../../commands/doctor/aws";
import type { Check } from "../../../../commands/doctor/check";
import { fitting, runChecks } from "../../../../commands/doctor/run";
import { type World, worldOf } from "../../../../commands/doctor/world";
import type { Recorded } from "../../../../commands/plan/run";
import { credentials } from "./build";
import { answersOf, type Cloud, entered, found, leave, short, stackOf } from "./cloud";
import { environmentOf, healthy, made, publish, stateOf, unmade } from "./made";
import { adopting, stacks } from "./stacks";

// Hooks outside of a describe would be every spec's.
describe("doctor on AWS, of others", () => {
  let all: Cloud;

  before(async function () {
    all = await entered(this);
  });
  beforeEach(() => answersOf(all.front));
  after(async () => {
    if (all !== undefined) await unmade(all);
    leave();
  });

  /** Every stack of these tests, before and after `up`: each check runs in one of them. */
  async function worlds(): Promise<World[]> {
    const before: Recorded[] = [];
    // One after the other: two runs of the program must not overlap.
    for (const change of Object.values(stacks)) before.push(await stackOf(change(all)));
    const adopted = await stackOf(adopting(all, all.open, {}));
    return [
      ...before.map((stack) => worldOf({ stack: "dev", ...stack, state: undefined })),
      worldOf({ stack: "dev", ...adopted, state: stateOf(adopted, { credentialConfig: { audience: "x" } }) }),
    ];
  }

  describe("doctor, of a caller who may look at nothing", () => {
    it("says of every check that it is not known, and which permission would tell", async () => {
      all.front.denied = true;
      try {
        const ids = new Set<string>();
        for (const world of await worlds())
          for (const { check, findings } of await runChecks(fitting(awsChecks, world), world)) {
            ids.add(check.id);
            expect(
              findings.map(({ grade }) => grade),
              check.id,
            ).to.deep.equal(["unknown"]);
            const [{ permission, wrong }] = findings as [(typeof findings)[number]];
            expect(wrong, check.id).to.match(/^AWS does not let the caller look$|^the role admits MWAA alone/);
            expect(permission, check.id).to.match(/^[\w-]+:\w+/);
            expect(JSON.stringify(findings))
              .to.not.contain(credentials.secretAccessKey)
              .and.not.contain(credentials.accessKeyId);
          }
        expect([...ids].sort()).to.deep.equal(awsChecks.map(({ id }) => id).sort());
      } finally {
        all.front.denied = false;
      }
    });
  });

  describe("doctor, of a caller of another account", () => {
    it("says so once, and looks at nothing there", async () => {
      const stack = await stackOf({ "aws:allowedAccountIds": ["333344445555"] });
      const findings = await found(stack);
      expect(short(findings.filter(({ grade }) => grade !== "unknown"))).to.deep.equal([
        "broken aws.caller arn:aws:sts::222233334444:user/moto: is of account 222233334444, and the stack's is 333344445555",
      ]);
      const others = new Set(findings.filter(({ grade }) => grade === "unknown").map(({ wrong }) => wrong));
      expect([...others]).to.deep.equal([
        "this shell's credentials are of account 222233334444, the stack's is 333344445555",
      ]);
    });
  });

  describe("the permissions that a check declares", () => {
    /** Names of actions that are not the operation's (https://docs.aws.amazon.com/service-authorization/latest/reference/). */
    const actions: Record<string, string> = {
      "monitoring:GetMetricData": "cloudwatch:GetMetricData",
      "s3:HeadBucket": "s3:ListBucket",
      "s3:ListObjectsV2": "s3:ListBucket",
      "s3:GetPublicAccessBlock": "s3:GetBucketPublicAccessBlock",
      "s3:GetBucketEncryption": "s3:GetEncryptionConfiguration",
    };

    /** All that it asks for when it runs alone. Anybody may ask who they are. */
    async function asked(check: Check, world: World): Promise<string[]> {
      all.front.calls.length = 0;
      await runChecks([check], worldOf(world), {});
      const names = all.front.calls.map(({ service, operation }) => `${service}:${operation}`);
      return names.map((one) => actions[one] ?? one).filter((one) => one !== "sts:GetCallerIdentity");
    }

    it("are those that it uses, and no fewer", async () => {
      const adopted = await stackOf(adopting(all, all.open, {}));
      const environment = environmentOf(adopted);
      const used = new Map<string, Set<string>>();
      for (const world of await worlds()) {
        answersOf(all.front);
        if (world.state !== undefined) {
          await made(all);
          await publish(all, healthy);
          all.front.answers.set("airflow.GetEnvironment", () => ({ Environment: environment }));
          all.front.answers.set("airflow.InvokeRestApi", () => ({ RestApiResponse: {} }));
        }
        for (const check of fitting(awsChecks, world))
          for (const one of await asked(check, world)) used.set(check.id, (used.get(check.id) ?? new Set()).add(one));
      }
      for (const { id, permissions } of awsChecks)
        expect(
          [...(used.get(id) ?? [])].filter((one) => !permissions.includes(one)),
          id,
        ).to.deep.equal([]);
      // The other way round: what no check ever asked for is not worth giving.
      const every = new Set([...used.values()].flatMap((some) => [...some]));
      const idle = [...new Set(awsChecks.flatMap(({ permissions }) => permissions))].filter((one) => !every.has(one));
      // Asked only of session roles, of users and groups in a list, after a failure, and of an encrypted bucket.
      expect(idle.sort()).to.deep.equal([
        "cloudtrail:LookupEvents",
        "iam:GetGroup",
        "iam:GetUser",
        "sts:GetCallerIdentity",
      ]);
    });
  });
});
