/** Doctor where it may not look, and where nobody answers: everything is unknown, nothing crashes, and no secret is seen. */
import { readFileSync } from "node:fs";
import { expect } from "chai";
import { parse } from "yaml";
import { checks } from "../../../../commands/doctor/checks";
import { knownTypes, neededPermissions } from "../../../../commands/doctor/google/project/needed";
import { fitting } from "../../../../commands/doctor/run";
import { doctorText } from "../../../../commands/doctor/show";
import { googleTypes } from "../../../conformance/googleFields";
import { answers } from "./answers";
import { token } from "./cloud";
import { type Case, Doctor, stacks } from "./examined";

const doctor = new Doctor();

const role = (parse(readFileSync("docs/policies/doctor-google.yaml", "utf8")) as { includedPermissions: string[] })
  .includedPermissions;
const cases: Case[] = [
  ...Object.keys(stacks).map((stack) => ({ stack })),
  { made: true },
  { stack: "mwaa", made: true },
  { stack: "cloudSql", made: true },
  { stack: "shared", made: true },
];
const titleOf = ({ stack = "gke", made }: Case) => `${stack}, ${made ? "made" : "to be made"}`;
const shown = (looked: Awaited<ReturnType<Doctor["looked"]>>) =>
  doctorText({ title: "t", scope: "s", looked, all: true }, process.stdout) +
  JSON.stringify(looked.map(({ findings }) => findings));

describe("doctor where it may not look", () => {
  // Within: what they replace is the whole process's.
  before(() => doctor.start());
  after(() => doctor.stop());
  afterEach(() => {
    doctor.cloud.unreachable = false;
    doctor.dns.broken = false;
  });

  describe("doctor where every call is refused", () => {
    for (const one of cases)
      it(`knows nothing of ${titleOf(one)}, and says which permission would tell`, async () => {
        const looked = await doctor.looked({
          ...one,
          cloud: (cloud) => {
            cloud.denied = "all";
          },
        });
        const silent = looked.filter(
          ({ check }) => check.cloud !== "dns" && !["google.page", "google.caller"].includes(check.id),
        );
        expect(silent.filter(({ findings }) => findings.length === 0).map(({ check }) => check.id)).to.deep.equal([]);
        const findings = silent.flatMap((each) => each.findings);
        expect(findings.filter(({ grade }) => grade !== "unknown")).to.deep.equal([]);
        expect(findings.filter(({ permission = "" }) => !/^[a-z]\w*([./]\w+)+/.test(permission))).to.deep.equal([]);
        expect(findings.filter(({ wrong }) => /check .* failed/.test(wrong))).to.deep.equal([]);
      });
  });

  describe("doctor where nobody answers", () => {
    for (const one of cases)
      it(`knows nothing of ${titleOf(one)}`, async () => {
        doctor.cloud.unreachable = true;
        doctor.dns.broken = true;
        const looked = await doctor.looked(one);
        // The token is not asked for anew: it is the caller's, and was got before.
        const all = looked.filter(({ check }) => check.id !== "google.caller");
        expect(all.filter(({ findings }) => findings.length === 0).map(({ check }) => check.id)).to.deep.equal(
          all.map(({ check }) => check.id).filter((id) => id === "dns.delegation-to-come" && one.stack === "never"),
        );
        const words = all.flatMap(({ findings }) => findings.map(({ grade, wrong }) => `${grade} ${wrong}`));
        const odd = words.filter((said) => !/^unknown (nobody answers|DNS gives no answer)/.test(said));
        // What is to be done by hand is known without asking anybody.
        expect(odd.filter((said) => !said.startsWith("lookAt "))).to.deep.equal([]);
      });
  });

  /** A stack with a check that asks for a permission. */
  async function firstWith(permission: string): Promise<Case> {
    for (const one of cases) {
      const world = await doctor.world(one);
      if (fitting(checks, world).some(({ permissions }) => permissions.includes(permission))) return one;
    }
    throw new Error(`no stack needs ${permission}`);
  }

  describe("doctor's custom role", () => {
    it("is enough: nothing is unknown to who has it", async () => {
      const others = [...new Set(Object.values(answers).flatMap(({ permission = [] }) => permission))].filter(
        (one) => !role.includes(one),
      );
      // What only an organisation's own role can hold, and is asked for with no harm when refused.
      expect(others).to.deep.equal([
        "resourcemanager.organizations.get",
        "compute.globalForwardingRules.get",
        "compute.firewalls.get",
      ]);
      for (const one of cases) {
        const denied = (cloud: { denied: string[] | "all" }) => {
          cloud.denied = others;
        };
        const unknown = (await doctor.looked({ ...one, cloud: denied })).flatMap(({ findings }) =>
          findings.filter(({ grade }) => grade === "unknown"),
        );
        expect(unknown).to.deep.equal([]);
      }
    });

    for (const permission of role)
      it(`needs ${permission}: without it something is unknown, and says so`, async () => {
        const one = await firstWith(permission);
        const looked = await doctor.looked({
          ...one,
          cloud: (cloud) => {
            cloud.denied = [permission];
          },
        });
        const named = looked.flatMap(({ check, findings }) => {
          const seen = findings.filter(({ grade }) => grade !== "lookAt");
          expect(seen.map(({ grade, permission: said }) => [grade, said])).to.deep.equal(
            seen.map(() => ["unknown", permission]),
          );
          if (seen.length > 0) expect(check.permissions).to.include(permission);
          return seen;
        });
        expect(named).to.not.be.empty;
      });
  });

  describe("doctor's words", () => {
    it("never have the token, nor a container's message", async () => {
      const looked = await doctor.looked({
        made: true,
        cloud: (cloud) => {
          cloud.denied = ["container.clusters.get"];
          const pod = cloud.kubernetes.pods[0] as {
            status: { containerStatuses: { lastState: object; state: object }[] };
          };
          const [status] = pod.status.containerStatuses;
          Object.assign(status as object, {
            state: { waiting: { reason: "CrashLoopBackOff", message: "password=hush-hush" } },
            lastState: { terminated: { reason: "Error", exitCode: 1, message: "postgresql://a:hush-hush@b" } },
          });
        },
      });
      expect(looked.flatMap(({ findings }) => findings)).to.have.length.above(1);
      expect(shown(looked)).to.not.match(/hush/);
      expect(shown(looked)).to.not.include(token);
    });

    it("name a permission for every type that a plan may make on Google", () => {
      expect(Object.keys(googleTypes).filter((type) => !knownTypes.includes(type))).to.deep.equal([]);
    });
  });

  describe("doctor's questions", () => {
    for (const made of [false, true])
      it(`are asked once each, however many checks need the answer, ${made ? "after" : "before"} up`, async () => {
        const world = await doctor.world({ made });
        const mine = checks.filter((check) => ["google", "kubernetes", "dns"].includes(check.cloud));
        expect(fitting(mine, world).length).to.be.above(15);
        await doctor.looked({ made });
        expect(doctor.cloud.calls).to.deep.equal([...new Set(doctor.cloud.calls)]);
      });
  });

  describe("permissions", () => {
    const file = "tests/conformance/data/googleRoles.json";
    const { roles } = JSON.parse(readFileSync(file, "utf8")) as { roles: Record<string, string[]> };

    it("of the custom role are spelled as Google's own roles spell them", () => {
      const published = new Set(Object.values(roles).flat());
      expect(role.filter((one) => !published.has(one))).to.deep.equal([]);
    });

    it("that a plan needs are in the role that doctor names for them", async () => {
      const wrong = new Set<string>();
      for (const stack of Object.keys(stacks))
        for (const all of neededPermissions(await doctor.world({ stack })).values())
          for (const [permission, { role: named }] of all)
            if (!roles[named]?.includes(permission)) wrong.add(`${named}: ${permission}`);
      expect([...wrong]).to.deep.equal([]);
    });
  });
});
