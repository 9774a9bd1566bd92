/** What the program does on an engine alone: hooks, questions to AWS before anything is made, and what an update is given. */
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { type Cloud, type Engine, failure, fresh, onHookedEngine } from "../hookedEngine";
import { controlPlane } from "./controlPlane";
import { environmentType, knowing, type State } from "./engineState";

const place = { region: "eu-west-1", accountId: "444455556666" };

describe("on an engine, MWAA", () => {
  const aws = controlPlane();

  describe("before a run", () => {
    type Module = typeof import("../../../components/aws/mwaa/live/before");
    const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value: { "core.x": "1" } };
    const state: State = {
      a: { type: "aws:s3/bucket:Bucket", outputs: { name: "dev" } },
      b: {
        type: environmentType,
        outputs: { name: "dev", airflowConfigurationOptions: secret, ids: [secret, null], maxWorkers: 3 },
      },
      c: { type: environmentType, outputs: { name: "other" } },
    };

    it("is asked for, once, and found in the state without the engine's wrappers of secrets", () =>
      onHookedEngine(knowing(state), async ({ told }) => {
        aws.live({ MaxWorkers: 4 });
        const { environmentBefore } = fresh<Module>("aws/mwaa/live/before.ts");
        const found = await environmentBefore(place, "dev");
        expect(found.state).to.deep.equal({
          name: "dev",
          airflowConfigurationOptions: { "core.x": "1" },
          ids: [{ "core.x": "1" }, null],
          maxWorkers: 3,
        });
        expect(found.inState).to.deep.equal(["dev", "other"]);
        expect("found" in found.aws && found.aws.found.MaxWorkers).to.equal(4);
        expect(await environmentBefore(place, "dev")).to.equal(found);
        expect(aws.questions()).to.deep.equal(["GET /environments/dev"]);
        await environmentBefore(place, "other");
        await environmentBefore({ ...place, region: "eu-west-2" }, "dev");
        expect(aws.questions().slice(1)).to.deep.equal(["GET /environments/other", "GET /environments/dev"]);
        expect(told).to.deep.equal([]);
      }));

    it("that gives no answer is told of where the stack has one, and only there", () =>
      onHookedEngine(knowing(state), async ({ told }) => {
        aws.answers = [[403, "denied"]];
        const { environmentBefore } = fresh<Module>("aws/mwaa/live/before.ts");
        expect(await environmentBefore(place, "new")).to.deep.equal({
          state: undefined,
          inState: ["dev", "other"],
          aws: { silent: "HTTP 403: denied" },
        });
        expect(told).to.deep.equal([]);
        await environmentBefore(place, "dev");
        expect(told).to.deep.equal([
          "warning: MWAA did not say how the environment dev is (HTTP 403: denied). Everything else goes on. If an earlier up failed, run `pulumi refresh` first.",
        ]);
      }));

    it("is unknown where there is no state to read", () =>
      onHookedEngine(knowing(undefined), async ({ debugged }) => {
        const { environmentBefore } = fresh<Module>("aws/mwaa/live/before.ts");
        expect(await environmentBefore(place, "dev")).to.deep.equal({
          state: undefined,
          inState: [],
          aws: { none: true },
        });
        expect(debugged.join("\n")).to.match(/^The stack's state cannot be read: .*no backend/m);
      }));

    it("reads the stack's own state", () => {
      const stacks: string[] = [];
      const cloud: Cloud = {
        call: ({ inputs }) => {
          stacks.push(inputs.stackName);
          return {};
        },
      };
      return onHookedEngine(cloud, async () => {
        const { priorState } = fresh<typeof import("../../../components/shared/priorState")>("shared/priorState.ts");
        expect([await priorState(), await priorState(), stacks]).to.deep.equal([[], [], ["acme/airflow/test"]]);
      });
    });

    it("is refused another name or major version while it is awake", () =>
      onHookedEngine(knowing(state), async () => {
        aws.live({ AirflowVersion: "2.11.2" });
        const { refuseSurprises } =
          fresh<typeof import("../../../components/aws/mwaa/live/upgrade")>("aws/mwaa/live/upgrade.ts");
        const settings = { name: "dev", aws: place, airflowVersion: "2.11.0", awake: true };
        await refuseSurprises(settings);
        expect(await failure(refuseSurprises({ ...settings, name: "new" }))).to.match(
          /the stack has the environment dev/,
        );
        const other = { ...settings, airflowVersion: "3.2.1" };
        expect(await failure(refuseSurprises(other))).to.match(/the environment dev runs 2\.11\.2/);
        await refuseSurprises({ ...other, name: "new", awake: false });
      }));
  });

  describe("about to be deleted", () => {
    const guarded = async (settings: { awake: boolean; protection: boolean }, { hook }: Engine, dev = "dev") => {
      const { environmentGuard } =
        fresh<typeof import("../../../components/aws/mwaa/live/guard")>("aws/mwaa/live/guard.ts");
      const binding = environmentGuard(place, dev, settings);
      const name = `airflow:protection is true and keeps the environment ${dev}`;
      return { binding, ask: () => failure(hook(name)) };
    };

    it("is kept while it is awake and protected, in previews too, but for what MWAA failed to make", () =>
      onHookedEngine(knowing({}), async (engine) => {
        aws.live({});
        const { binding, ask } = await guarded({ awake: true, protection: true }, engine);
        const { beforeDelete, ...others } = binding as { beforeDelete: pulumi.ResourceHook[] };
        expect([others, beforeDelete.map(({ name, opts }) => [name, opts])]).to.deep.equal([
          {},
          [[engine.names()[0], { onDryRun: true }]],
        ]);
        expect(await ask()).to.match(/^airflow:protection is true, and this would delete the environment dev/);
        process.env.AIRFLOW_REPLACE_DATA = "yes";
        expect(await ask()).to.equal("nothing failed");
        process.env.AIRFLOW_REPLACE_DATA = "no";
        expect(await ask()).to.match(/^airflow:protection/);
        aws.live({ Status: "CREATE_FAILED" });
        expect(await (await guarded({ awake: true, protection: true }, engine, "failed")).ask()).to.equal(
          "nothing failed",
        );
        aws.answers = [[404, {}]];
        expect(await (await guarded({ awake: true, protection: true }, engine, "gone")).ask()).to.match(/^airflow:/);
      }));

    it("may go asleep, and has no hook where nothing protects it: the state may still name one", () =>
      onHookedEngine(knowing({}), async (engine) => {
        aws.live({});
        const sleeping = await guarded({ awake: false, protection: true }, engine);
        expect(await sleeping.ask()).to.equal("nothing failed");
        const open = await guarded({ awake: true, protection: false }, engine, "open");
        expect([open.binding, engine.names()[1]]).to.deep.equal([
          undefined,
          "airflow:protection is true and keeps the environment open",
        ]);
      }));
  });

  describe("that cannot use a young role", () => {
    const refused = "ValidationException: The execution role could not be assumed";
    const retried = async (
      created: string | undefined,
      errors: string[],
      failedOperation = "create",
    ): Promise<[again: unknown, told: string[]]> => {
      const { retryRolePropagation } =
        fresh<typeof import("../../../components/aws/mwaa/rolePropagation")>("aws/mwaa/rolePropagation.ts");
      return onHookedEngine({}, async ({ hook, told }) => {
        const roleCreated = pulumi.output(created);
        const binding = retryRolePropagation("home", roleCreated);
        await new Promise((known) => roleCreated.apply(known));
        const [known] = binding?.onError ?? [];
        expect([Object.keys(binding ?? {}), known?.name]).to.deep.equal([["onError"], "home-role-propagation"]);
        const answered = hook("home-role-propagation", { errors, failedOperation }) as Promise<boolean>;
        // Ctrl-C ends the pause at once.
        const stop = setTimeout(() => process.emit("SIGINT"), 50);
        const again = await answered.finally(() => clearTimeout(stop));
        return [again, told];
      });
    };
    const ago = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString();

    it("is asked again, and says why", async () => {
      const [again, told] = await retried(ago(100), [refused]);
      expect(again).to.equal(false);
      expect(told).to.have.length(1);
      expect(told[0]).to.match(
        /^info: MWAA cannot use the execution role yet\. The role is 10[0-2] s old, and AWS may need up to 300 s to know it everywhere; trying again in 10 s\.$/,
      );
    });

    it("is asked again where nobody says how old the role is: it counts from here", async () => {
      const [, told] = await retried(undefined, [refused, refused]);
      expect(told[0]).to.match(/The role is [0-2] s old.* in 20 s\.$/);
    });

    it("is not asked again where the role is old, or the error another", async () => {
      expect(await retried(ago(301), [refused])).to.deep.equal([false, []]);
      expect(await retried(ago(1), ["another"])).to.deep.equal([false, []]);
      expect(await retried(ago(1), [refused], "update")).to.deep.equal([false, []]);
    });
  });
});
