/** The runner: one check that throws, is slow or finds something never hides another; and what is shown of it. */
import { expect } from "chai";
import {
  bad,
  broken,
  type Check,
  CouldNotLook,
  defineCheck,
  lookAt,
  unknown,
  willBreak,
} from "../../../commands/doctor/check";
import { clean } from "../../../commands/doctor/clean";
import { exitOf } from "../../../commands/doctor/main";
import { fitting, type Looked, runChecks } from "../../../commands/doctor/run";
import { doctorJson, doctorText } from "../../../commands/doctor/show";
import { type World, worldOf } from "../../../commands/doctor/world";
import { recordStack } from "../../../commands/plan/run";
import { readStack } from "../../../commands/stack/stackFile";

// Hooks outside of a describe would be every spec's.
describe("doctor", () => {
  let world: World;
  before(async () => {
    world = worldOf({ stack: "dev", ...(await recordStack(readStack("dev"))), state: undefined });
  });

  const check = (id: string, run: Check["run"], more: Partial<Check> = {}): Check =>
    defineCheck({
      id,
      about: `${id} is well`,
      cloud: "aws",
      homes: ["mwaa"],
      when: "before",
      permissions: ["ec2:DescribeVpcs", "ec2:DescribeSubnets"],
      why: "it must be",
      source: "https://example.org/why",
      run,
      ...more,
    });

  const grades = (looked: readonly Looked[]) => looked.map(({ findings }) => findings.map(({ grade }) => grade).join());
  const refusal = (name: string, message: string, httpStatusCode = 400) =>
    Object.assign(new Error(message), { name, $metadata: { httpStatusCode }, $fault: "client" });

  describe("doctor's runner", () => {
    it("keeps the others where one throws, at once or late, or never ends, in the order of the list", async () => {
      const looked = await runChecks(
        [
          check("throws.at-once", () => {
            throw new TypeError("x is undefined");
          }),
          check("never", () => new Promise(() => undefined)),
          check("rejects", async () => Promise.reject(new Error("late"))),
          check("finds", async () => [willBreak("thing", "is wrong", "make it right")]),
          check("fine", async () => []),
        ],
        world,
        { patience: 40 },
      );
      expect(
        looked.map(({ check: { id }, findings }) => [id, findings.map(({ wrong }) => wrong).join()]),
      ).to.deep.equal([
        ["throws.at-once", "the check throws.at-once failed: x is undefined"],
        ["never", "no answer in 0.04 s"],
        ["rejects", "the check rejects failed: late"],
        ["finds", "is wrong"],
        ["fine", ""],
      ]);
      expect(grades(looked)).to.deep.equal(["unknown", "unknown", "unknown", "willBreak", ""]);
    });

    it("runs them side by side, and tells of each that ends", async () => {
      let running = 0;
      let most = 0;
      const wait = async () => {
        most = Math.max(most, ++running);
        await new Promise((resolve) => setTimeout(resolve, 10));
        running--;
        return [];
      };
      const told: string[] = [];
      await runChecks([check("a", wait), check("b", wait), check("c", wait)], world, {
        onEnd: (ended, still) => told.push(`${ended} ${still.length}`),
      });
      expect([most, told]).to.deep.equal([3, ["1 2", "2 1", "3 0"]]);
    });

    it("asks once what several need, and tells all of them where that fails", async () => {
      let asked = 0;
      const shared = (own: World) =>
        own.once("it", async () => {
          asked++;
          throw refusal("UnauthorizedOperation", "You are not authorized to perform this operation.", 403);
        });
      const both = ["a", "b"].map((id) => check(id, async (own) => [unknown("x", String(await shared(own)))]));
      const looked = await runChecks(both, world);
      expect([asked, looked.map(({ findings }) => findings)]).to.deep.equal([
        1,
        ["a", "b"].map((id) => [
          {
            grade: "unknown",
            thing: `${id} is well`,
            wrong: "AWS does not let the caller look",
            permission: "ec2:DescribeVpcs, ec2:DescribeSubnets",
            source: "https://example.org/why",
          },
        ]),
      ]);
    });

    for (const [error, wrong, permission] of [
      [
        refusal("AccessDeniedException", "User: arn:x is not authorized to perform: kms:GetKeyPolicy on resource: y"),
        "AWS does not let the caller look",
        "kms:GetKeyPolicy",
      ],
      [
        refusal("ExpiredTokenException", "expired"),
        "AWS does not take this shell's credentials (ExpiredTokenException)",
      ],
      [
        Object.assign(new Error("Could not load credentials"), { name: "CredentialsProviderError" }),
        "this shell has no AWS credentials",
      ],
      [refusal("ThrottlingException", "Rate exceeded"), "AWS asks to slow down (ThrottlingException)"],
      [refusal("InternalError", "boom", 500), "AWS answers InternalError: boom"],
      [new Error("fetch failed", { cause: { code: "ECONNREFUSED" } }), "nobody answers (ECONNREFUSED)"],
      [new CouldNotLook("no zone", { permission: "x.y" }), "no zone", "x.y"],
    ] as const)
      it(`says of ${error.name} ${error.message}: ${wrong}`, async () => {
        const [looked] = await runChecks([check("a", () => Promise.reject(error))], world);
        expect([looked?.findings[0]?.wrong, looked?.findings[0]?.permission]).to.deep.equal([wrong, permission]);
      });

    it("chooses by home, by what is made, and by what a check says itself", () => {
      const of = (more: Partial<Check>) => fitting([check("a", async () => [], more)], world).length;
      expect([
        of({}),
        of({ when: "after" }),
        of({ when: "always" }),
        of({ homes: ["gke"] }),
        of({ applies: () => false }),
      ]).to.deep.equal([1, 0, 1, 0, 0]);
    });
  });

  describe("doctor's world", () => {
    const vpc = () => world.planned("aws:ec2/vpc:Vpc")[0] as { urn: string; type: string };
    const made = (): World => {
      const resources = [{ ...vpc(), custom: true, id: "vpc-1", outputs: { arn: "arn:vpc-1" } }];
      return worldOf({ ...world, state: { version: 3, deployment: { resources } } });
    };

    it("knows what is made, what is not, and what the cloud calls it", () => {
      const madeUp = (world.planned("Subnet")[0]?.inputs.vpcId ?? "") as string;
      expect([world.stage, world.real(madeUp), world.real("vpc-of-mine"), world.toMake("Vpc").length]).to.deep.equal([
        "before",
        undefined,
        "vpc-of-mine",
        1,
      ]);
      const now = made();
      expect([now.stage, now.real(madeUp), now.toMake("Vpc").length, now.made().length]).to.deep.equal([
        "between",
        "vpc-1",
        0,
        1,
      ]);
    });

    it("takes what is to be deleted for not made", () => {
      const resources = [{ ...vpc(), custom: true, id: "vpc-1", delete: true }];
      expect(worldOf({ ...world, state: { version: 3, deployment: { resources } } }).stage).to.equal("before");
    });

    it("grades by it: what is not made yet will break", () => {
      expect(["before", "between", "after"].map((stage) => bad({ stage } as World, "a", "b").grade)).to.deep.equal([
        "willBreak",
        "willBreak",
        "broken",
      ]);
    });
  });

  describe("doctor's answer", () => {
    const looked = (...all: Looked["findings"][]): Looked[] =>
      all.map((findings, index) => ({ check: check(`c.${index}`, async () => []), findings, ms: 1 }));
    const shown = (all: boolean, ...findings: Looked["findings"][]) =>
      doctorText({ title: "dev", scope: "Before.", looked: looked(...findings), all }, { write: () => true });

    it("has the groups in order, fine folded, and one reason once", () => {
      const more = { why: "it must", source: "https://s", page: "docs/p.md" };
      expect(
        shown(
          false,
          [lookAt("c", "is odd", undefined, more)],
          [unknown("a is well", "no", "x:y"), unknown("b is well", "no", "x:z")],
          [],
          [willBreak("b", "is wrong", "do b", more)],
          [broken("a", "is off", "do a", more), unknown("d", "is far", "p:q", "log in")],
        ),
      ).to.equal(`dev
Before.

Broken (1)
  a: is off: it must (https://s, docs/p.md, c.4)
    fix: do a

Will break (1)
  b: is wrong: it must (https://s, docs/p.md, c.3)
    fix: do b

Look at (1)
  c: is odd: it must (https://s, docs/p.md, c.0)

Not known (3)
  no:
    a is well; x:y would tell (c.1)
    b is well; x:z would tell (c.1)
  d: is far; p:q would tell (c.4)
    fix: log in

Fine (1)   --all lists them`);
      expect(shown(true, [])).to.equal("dev\nBefore.\n\nFine (1)\n  c.0 is well");
    });

    it("is JSON with the same", () => {
      const finding = broken("a", "is off");
      const all = { title: "t", scope: "s", looked: looked([finding], []), all: false };
      expect(doctorJson(all, { stack: "dev" })).to.deep.equal({
        stack: "dev",
        scope: "s",
        findings: [{ check: "c.0", ...finding }],
        fine: ["c.1"],
      });
    });

    it("ends with the code of the worst", () => {
      const code = (...grade: Looked["findings"]) => exitOf(looked([], grade));
      expect([
        code(),
        code(lookAt("a", "b")),
        code(unknown("a", "b"), lookAt("a", "b")),
        code(unknown("a", "b"), willBreak("a", "b")),
        code(broken("a", "b")),
      ]).to.deep.equal([0, 0, 3, 1, 1]);
    });

    it("has no secret", () => {
      const env = { AWS_SECRET_ACCESS_KEY: "abc/DEF+123", AWS_SESSION_TOKEN: undefined };
      for (const [text, left] of [
        ["key AKIAIOSFODNN7EXAMPLE is old", "key [access key] is old"],
        ["signed with abc/DEF+123", "signed with [AWS_SECRET_ACCESS_KEY]"],
        ["https://ada:pw@pypi.example/simple", "https://[password]@pypi.example/simple"],
        ["DB_PASSWORD=hunter2, next", "DB_PASSWORD=[secret], next"],
        ["token: eyJhbGciOi.eyJzdWIi.c2ln", "token: [secret]"],
        ["Bearer ya29.a0Af_x-1", "Bearer [token]"],
        ["subnet-0123456789abcdef0 is public", "subnet-0123456789abcdef0 is public"],
      ])
        expect(clean(text as string, env)).to.equal(left);
    });
  });
});
