/** What the provider is given for an environment that is there: what AWS has already stays, and the program sends the rest. */
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { type Cloud, fresh, onHookedEngine } from "../hookedEngine";
import { controlPlane } from "./controlPlane";
import { environmentType, knowing, type State } from "./engineState";

const place = { region: "eu-west-1", accountId: "444455556666" };

describe("on an engine, an MWAA environment that is there already", () => {
  const aws = controlPlane();
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
    return onHookedEngine(cloud, async ({ told, names }) => {
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
    aws.live({ EnvironmentClass: "mw1.small", MaxWorkers: 5 });
    const graceful = { ...outputs, workerReplacementStrategy: "" };
    const { inputs, told, names, url } = await given(
      {},
      { known: { a: { type: environmentType, outputs: graceful } } },
    );
    // AWS has five workers already, which the state has not seen: they are not sent.
    expect(inputs).to.include({ name: "dev", maxWorkers: 3, minWorkers: 1, workerReplacementStrategy: "GRACEFUL" });
    expect(inputs).to.not.have.any.keys("kmsKey", "endpointManagement");
    expect([told, names, url]).to.deep.equal([[], ["home-role-propagation"], "https://host"]);
    expect(aws.questions()).to.deep.equal(["GET /environments/dev"]);
  });

  it("keeps Airflow's options secret", async () => {
    const { inputs } = await given({});
    expect(options(inputs)).to.deep.equal(["secrets.backend", "secrets.backend_kwargs"]);
  });

  it("shows in a preview what AWS lacks, setting by setting, and sends nothing", async () => {
    aws.live({ MaxWorkers: 5 });
    const { inputs } = await given({ environmentClass: "mw1.medium" }, { preview: true });
    expect(inputs).to.include({ maxWorkers: 3, environmentClass: "mw1.medium", dagS3Path: "dags" });
    expect(aws.questions()).to.deep.equal(["GET /environments/dev"]);
  });

  it("is sent by the program what the provider would leave out", async () => {
    process.env.AIRFLOW_MWAA_POLL_SECONDS = "0.01";
    aws.live({ EnvironmentClass: "mw1.small", MaxWorkers: 3 });
    const { inputs, told } = await given({ maxWorkers: 4 });
    expect(aws.questions()).to.deep.equal([
      "GET /environments/dev",
      "PATCH /environments/dev",
      "GET /environments/dev",
    ]);
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
