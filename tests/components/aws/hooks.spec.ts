/** What the program does on an engine alone: hooks, questions to AWS before anything is made, and what an update is given. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { type Cloud, type Engine, engineError, failure, fresh, onEngine } from "../onEngine";

const place = { region: "eu-west-1", accountId: "444455556666" };

type State = Record<string, { type: string; outputs: Record<string, unknown> }>;

/** A cloud whose engine knows a state. */
const knowing = (outputs: State | undefined): Cloud => ({
  call: ({ token, inputs }) => {
    if (token !== "pulumi:pulumi:readStackResourceOutputs") throw engineError(`nobody knows ${token}`);
    if (outputs === undefined) throw engineError("no backend");
    return { outputs, asked: inputs.stackName };
  },
});
const environmentType = "aws:mwaa/environment:Environment";
describe("on an engine, MWAA", () => {
  let server: Server;
  let asked: string[];
  let answer: [status: number, body: unknown];
  let env: NodeJS.ProcessEnv;

  beforeEach((done) => {
    env = { ...process.env };
    asked = [];
    answer = [404, {}];
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: "AKIAEXAMPLE", AWS_SECRET_ACCESS_KEY: "of-a-test" });
    for (const name of ["AWS_SESSION_TOKEN", "AWS_PROFILE", "AIRFLOW_REPLACE_DATA"]) delete process.env[name];
    server = createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      response.writeHead(answer[0]).end(JSON.stringify(answer[1]));
    }).listen(0, "127.0.0.1", () => {
      process.env.AWS_ENDPOINT_URL_MWAA = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      done();
    });
  });
  afterEach((done) => {
    process.env = env;
    server.closeAllConnections();
    server.close(done);
  });

  const live = (change: object) => {
    answer = [
      200,
      { Environment: { Status: "AVAILABLE", Arn: "arn:aws:airflow:eu-west-1:444455556666:e", ...change } },
    ];
  };

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
      onEngine(knowing(state), async ({ told }) => {
        live({ MaxWorkers: 4 });
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
        expect(asked).to.deep.equal(["GET /environments/dev"]);
        await environmentBefore(place, "other");
        await environmentBefore({ ...place, region: "eu-west-2" }, "dev");
        expect(asked.slice(1)).to.deep.equal(["GET /environments/other", "GET /environments/dev"]);
        expect(told).to.deep.equal([]);
      }));

    it("that gives no answer is told of where the stack has one, and only there", () =>
      onEngine(knowing(state), async ({ told }) => {
        answer = [403, "denied"];
        const { environmentBefore } = fresh<Module>("aws/mwaa/live/before.ts");
        expect(await environmentBefore(place, "new")).to.deep.equal({
          state: undefined,
          inState: ["dev", "other"],
          aws: { silent: 'HTTP 403: "denied"' },
        });
        expect(told).to.deep.equal([]);
        await environmentBefore(place, "dev");
        expect(told).to.deep.equal([
          'warning: MWAA did not say how the environment dev is (HTTP 403: "denied"). Everything else goes on. If an earlier up failed, run `pulumi refresh` first.',
        ]);
      }));

    it("is unknown where there is no state to read", () =>
      onEngine(knowing(undefined), async ({ debugged }) => {
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
      return onEngine(cloud, async () => {
        const { priorState } = fresh<typeof import("../../../components/shared/priorState")>("shared/priorState.ts");
        expect([await priorState(), await priorState(), stacks]).to.deep.equal([[], [], ["acme/airflow/test"]]);
      });
    });

    it("is refused another name or major version while it is awake", () =>
      onEngine(knowing(state), async () => {
        live({ AirflowVersion: "2.11.2" });
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
      onEngine(knowing({}), async (engine) => {
        live({});
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
        live({ Status: "CREATE_FAILED" });
        expect(await (await guarded({ awake: true, protection: true }, engine, "failed")).ask()).to.equal(
          "nothing failed",
        );
        answer = [404, {}];
        expect(await (await guarded({ awake: true, protection: true }, engine, "gone")).ask()).to.match(/^airflow:/);
      }));

    it("may go asleep, and has no hook where nothing protects it: the state may still name one", () =>
      onEngine(knowing({}), async (engine) => {
        live({});
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
      return onEngine({}, async ({ hook, told }) => {
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

  describe("that is there already", () => {
    const settings = {
      environmentClass: "mw1.small",
      minWorkers: 1,
      maxWorkers: 5,
      schedulers: 2,
      minWebservers: 2,
      maxWebservers: 2,
      webserverAccess: "PUBLIC_ONLY",
      maintenanceWindow: "SUN:03:00",
      logging: { dagProcessing: "OFF", scheduler: "OFF", task: "OFF", webserver: "OFF", worker: "OFF" },
      endpointManagement: "SERVICE",
    };
    const file = (path: string) => ({ path, version: "1" });
    const log = { enabled: false, logLevel: "WARNING" };
    /** What the provider read last. */
    const outputs = {
      name: "dev",
      airflowVersion: "3.2.1",
      environmentClass: "mw1.small",
      minWorkers: 1,
      maxWorkers: 3,
      schedulers: 2,
      minWebservers: 2,
      maxWebservers: 2,
      webserverAccessMode: "PUBLIC_ONLY",
      weeklyMaintenanceWindowStart: "SUN:03:00",
      executionRoleArn: "arn:role",
      sourceBucketArn: "arn:bucket",
      dagS3Path: "dags",
      pluginsS3Path: "plugins.zip",
      pluginsS3ObjectVersion: "1",
      requirementsS3Path: "requirements.txt",
      requirementsS3ObjectVersion: "1",
      startupScriptS3Path: "startup.sh",
      startupScriptS3ObjectVersion: "1",
      networkConfiguration: { subnetIds: ["subnet-1"], securityGroupIds: ["sg-1"] },
      loggingConfiguration: {
        dagProcessingLogs: log,
        schedulerLogs: log,
        taskLogs: log,
        webserverLogs: log,
        workerLogs: log,
      },
      airflowConfigurationOptions: {},
      workerReplacementStrategy: "GRACEFUL",
    };
    const state: State = { a: { type: environmentType, outputs } };

    const made = {
      webserverUrl: "host",
      databaseVpcEndpointService: "com.amazonaws.vpce.db",
      webserverVpcEndpointService: "com.amazonaws.vpce.web",
    };

    /** What the provider is given, of the keys that are asked for. */
    async function given(change: object, { preview = false, known = state, status = "AVAILABLE" } = {}) {
      const got: Record<string, unknown>[] = [];
      const cloud: Cloud = {
        ...knowing(known),
        preview,
        newResource: ({ type, inputs }) => {
          if (type === environmentType) got.push(inputs);
          return { id: "dev", state: { ...inputs, ...made, status } };
        },
      };
      return onEngine(cloud, async ({ told, names }) => {
        const { MwaaEnvironment } =
          fresh<typeof import("../../../components/aws/mwaa/environment")>("aws/mwaa/environment.ts");
        const mwaa = { ...settings, ...change };
        const home = new MwaaEnvironment("home", {
          environment: "dev",
          place,
          airflowVersion: "3.2.1",
          mwaa,
          airflowOptions: pulumi.secret({}),
          network: { privateSubnetIds: ["subnet-1"], securityGroupIds: ["sg-1"] },
          bucket: { arn: "arn:bucket" },
          artifacts: {
            dagPath: "dags",
            plugins: file("plugins.zip"),
            requirements: file("requirements.txt"),
            startupScript: file("startup.sh"),
          },
          executionRoleArn: "arn:role",
          roleCreated: pulumi.output(undefined),
          kmsKeyArn: undefined,
          guard: undefined,
          startsAfter: [],
        } as unknown as ConstructorParameters<typeof MwaaEnvironment>[1]);
        const urn = home.urn as unknown as { promise(): Promise<string> };
        await urn.promise();
        const url = home.airflowUrl as unknown as { promise(): Promise<string> };
        const endpoints = home.endpoints as unknown as { promise(): Promise<object> } | undefined;
        return {
          url: await url.promise(),
          endpoints: await endpoints?.promise(),
          inputs: got[0] ?? {},
          told,
          names: names(),
        };
      });
    }
    const options = (inputs: Record<string, unknown>) =>
      Object.keys((inputs.airflowConfigurationOptions as { value?: object }).value ?? {});

    it("is given what AWS lacks, with graceful workers, and all that it has stays as the state knows it", async () => {
      live({ EnvironmentClass: "mw1.small", MaxWorkers: 5 });
      const graceful = { ...outputs, workerReplacementStrategy: "" };
      const { inputs, told, names, url } = await given(
        {},
        { known: { a: { type: environmentType, outputs: graceful } } },
      );
      // AWS has five workers already, which the state has not seen: they are not sent.
      expect(inputs).to.include({ name: "dev", maxWorkers: 3, minWorkers: 1, workerReplacementStrategy: "GRACEFUL" });
      expect(inputs).to.not.have.any.keys("kmsKey", "endpointManagement");
      expect([told, names, url]).to.deep.equal([[], ["home-role-propagation"], "https://host"]);
      expect(asked).to.deep.equal(["GET /environments/dev"]);
    });

    it("keeps Airflow's options secret", async () => {
      const { inputs } = await given({});
      expect(options(inputs)).to.deep.equal(["secrets.backend", "secrets.backend_kwargs"]);
    });

    it("shows in a preview what AWS lacks, setting by setting, and sends nothing", async () => {
      live({ MaxWorkers: 5 });
      const { inputs } = await given({ environmentClass: "mw1.medium" }, { preview: true });
      expect(inputs).to.include({ maxWorkers: 3, environmentClass: "mw1.medium", dagS3Path: "dags" });
      expect(asked).to.deep.equal(["GET /environments/dev"]);
    });

    it("is sent by the program what the provider would leave out", async () => {
      process.env.AIRFLOW_MWAA_POLL_SECONDS = "0.01";
      live({ EnvironmentClass: "mw1.small", MaxWorkers: 3 });
      const { inputs, told } = await given({ maxWorkers: 4 });
      expect(asked).to.deep.equal(["GET /environments/dev", "PATCH /environments/dev", "GET /environments/dev"]);
      // What was sent is the provider's no more.
      expect(inputs).to.include({ maxWorkers: 3, workerReplacementStrategy: "GRACEFUL" });
      expect(told.join()).to.match(/^info: Sending .*maxWorkers.* with GRACEFUL/);
    });

    it("that was the owner's to serve is MWAA's again only where it is said", async () => {
      const customer = { ...outputs, endpointManagement: "CUSTOMER" };
      const known = { a: { type: environmentType, outputs: customer } };
      expect((await given({}, { known })).inputs.endpointManagement).to.equal("SERVICE");
    });

    it("that waits for its owner's endpoints says so, and which they are", async () => {
      const customer = { endpointManagement: "CUSTOMER" };
      const { inputs, endpoints, told } = await given(customer, { status: "PENDING" });
      expect(inputs.endpointManagement).to.equal("CUSTOMER");
      expect(endpoints).to.deep.equal({
        databaseService: "com.amazonaws.vpce.db",
        webserverService: "com.amazonaws.vpce.web",
        subnetIds: ["subnet-1"],
        securityGroupIds: ["sg-1"],
      });
      expect(told.filter((line) => line.includes("72 hours"))).to.deep.equal([
        "warning: MWAA waits, for 72 hours at most, for the two endpoints that `pulumi stack output endpoints` names; then run `pulumi refresh`. Until then the environment dev is not there.",
      ]);
      const there = await given(customer);
      expect(there.told.filter((line) => line.includes("72 hours"))).to.deep.equal([]);
      expect((await given({})).endpoints).to.equal(undefined);
    });
  });
});
