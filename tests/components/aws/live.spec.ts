/** What the program does about an environment that is there, by exact value. */
import { expect } from "chai";
import type { LiveEnvironment } from "../../../components/aws/mwaa/live/api";
import type { Before, Settings } from "../../../components/aws/mwaa/live/before";
import { decide, foreseen, remakeTrigger } from "../../../components/aws/mwaa/live/decide";
import { refuseOtherMajor, refuseOtherName } from "../../../components/aws/mwaa/live/upgrade";

const settings: Settings = {
  environmentClass: "mw1.small",
  maxWorkers: 3,
  requirementsS3ObjectVersion: "1",
  networkConfiguration: { subnetIds: ["subnet-1", "subnet-2"], securityGroupIds: ["sg-1"] },
  loggingConfiguration: { taskLogs: { enabled: true, logLevel: "INFO" } },
  airflowConfigurationOptions: { "core.x": "1" },
};
const live = (change: Partial<LiveEnvironment> = {}): LiveEnvironment => ({
  Status: "AVAILABLE",
  EnvironmentClass: "mw1.small",
  MaxWorkers: 3,
  RequirementsS3ObjectVersion: "1",
  NetworkConfiguration: { SubnetIds: ["subnet-2", "subnet-1"], SecurityGroupIds: ["sg-1"] },
  LoggingConfiguration: { TaskLogs: { Enabled: true, LogLevel: "INFO", CloudWatchLogGroupArn: "arn" } },
  AirflowConfigurationOptions: { "core.x": "1" },
  ...change,
});
const was = (state: Settings, found: LiveEnvironment | undefined = live()): Before => ({
  state: { ...settings, ...state },
  inState: ["dev"],
  aws: found === undefined ? { silent: "offline" } : { found },
});
const offline = (state: Settings): Before => ({ ...was(state), aws: { silent: "offline" } });
const nothing = { send: undefined, settled: [], say: undefined };
const graceful = { workerReplacementStrategy: "GRACEFUL" };

describe("an update of the environment", () => {
  it("that is none asks for nothing, whatever the last one was", () => {
    expect(decide(was({ workerReplacementStrategy: "" }), settings, "GRACEFUL")).to.deep.equal({
      ...nothing,
      strategy: undefined,
    });
    expect(decide(was(graceful), settings, "FORCED")).to.deep.equal({ ...nothing, strategy: "GRACEFUL" });
  });

  it("takes a set for the same in another order, and fields that the cloud adds for nothing", () => {
    const state = {
      networkConfiguration: { subnetIds: ["subnet-2", "subnet-1"], securityGroupIds: ["sg-1"] },
      loggingConfiguration: { taskLogs: { enabled: true, logLevel: "INFO", cloudWatchLogGroupArn: "arn" } },
    };
    expect(decide(was(state), settings, "GRACEFUL")).to.deep.equal({ ...nothing, strategy: undefined });
  });

  it("is the provider's where it differs from the last one's strategy", () => {
    expect(decide(was({}), { ...settings, maxWorkers: 4 }, "GRACEFUL")).to.deep.equal({
      ...nothing,
      strategy: "GRACEFUL",
    });
    expect(decide(was(graceful), { ...settings, maxWorkers: 4 }, "FORCED")).to.deep.equal({
      ...nothing,
      strategy: "FORCED",
    });
  });

  it("is the program's where the provider would leave GRACEFUL out", () => {
    expect(
      decide(was(graceful), { ...settings, maxWorkers: 4, airflowConfigurationOptions: {} }, "GRACEFUL"),
    ).to.deep.equal({
      strategy: "GRACEFUL",
      send: { AirflowConfigurationOptions: {}, MaxWorkers: 4, WorkerReplacementStrategy: "GRACEFUL" },
      settled: ["airflowConfigurationOptions", "maxWorkers"],
      say: "Sending airflowConfigurationOptions, maxWorkers with GRACEFUL: running tasks finish first, which may take 12 hours. The stack's state sees it at the next `pulumi refresh`.",
    });
  });

  it("is not sent twice: what AWS has already stays as the state has it", () => {
    const before = was(graceful, live({ MaxWorkers: 4 }));
    expect(decide(before, { ...settings, maxWorkers: 4 }, "GRACEFUL")).to.deep.equal({
      ...nothing,
      strategy: "GRACEFUL",
      settled: ["maxWorkers"],
    });
    expect(foreseen(before, "maxWorkers", 4)).to.equal(3);
    expect(foreseen(before, "maxWorkers", 5)).to.equal(5);
  });

  it("says that tasks stop where nobody answers", () => {
    const { say, send } = decide(offline(graceful), { ...settings, maxWorkers: 4 }, "GRACEFUL");
    expect(send).to.equal(undefined);
    expect(say).to.match(/^This update stops running tasks/);
  });

  it("that MWAA undid is sent again, with the reason, and with what is new", () => {
    const LastUpdate = { Status: "FAILED", Error: { ErrorCode: "INCORRECT_CONFIGURATION", ErrorMessage: "pip" } };
    const before = was({ environmentClass: "mw1.medium", requirementsS3ObjectVersion: "2" }, live({ LastUpdate }));
    const wanted = { ...settings, environmentClass: "mw1.medium", requirementsS3ObjectVersion: "3" };
    expect(decide(before, wanted, "FORCED")).to.deep.equal({
      strategy: undefined,
      send: { RequirementsS3ObjectVersion: "3", EnvironmentClass: "mw1.medium", WorkerReplacementStrategy: "FORCED" },
      settled: ["requirementsS3ObjectVersion"],
      say: "MWAA undid the last update (INCORRECT_CONFIGURATION: pip); sending again: requirementsS3ObjectVersion, environmentClass.",
    });
  });

  it("is left to the provider where another environment is made: other subnets, another key", () => {
    const subnets = {
      ...settings,
      networkConfiguration: { subnetIds: ["subnet-3", "subnet-4"], securityGroupIds: ["sg-2"] },
    };
    for (const wanted of [subnets, { ...settings, maxWorkers: 4, kmsKey: "arn" }])
      expect(decide(was(graceful), wanted, "GRACEFUL")).to.deep.equal({ ...nothing, strategy: "GRACEFUL" });
  });
});

describe("what an update sends", () => {
  const having = (state: Settings, found: Partial<LiveEnvironment>): Before => ({
    state: { workerReplacementStrategy: "GRACEFUL", ...state },
    inState: ["dev"],
    aws: { found: { Status: "AVAILABLE", ...found } },
  });
  const sent = (state: Settings, wanted: Settings) => decide(having(state, {}), wanted, "GRACEFUL").send;

  it("has AWS's names, the user's own for Airflow's options, and no subnets, which AWS does not change", () => {
    const networkConfiguration = { securityGroupIds: ["sg-2"], subnetIds: ["subnet-1", "subnet-2"] };
    const state = { networkConfiguration: { ...networkConfiguration, securityGroupIds: ["sg-1"] } };
    const loggingConfiguration = { taskLogs: { enabled: true, logLevel: "INFO" }, other: { subnetIds: ["kept"] } };
    const airflowConfigurationOptions = { "core.x": "1" };
    const wanted = { networkConfiguration, loggingConfiguration, airflowConfigurationOptions, minWebservers: null };
    expect(sent(state, wanted)).to.deep.equal({
      AirflowConfigurationOptions: { "core.x": "1" },
      LoggingConfiguration: { TaskLogs: { Enabled: true, LogLevel: "INFO" }, Other: { SubnetIds: ["kept"] } },
      MinWebservers: null,
      NetworkConfiguration: { SecurityGroupIds: ["sg-2"] },
      WorkerReplacementStrategy: "GRACEFUL",
    });
  });

  it("is what the state has not, of whatever kind; what is not wanted is no matter", () => {
    const nothingSent = { minWorkers: 1, maxWorkers: undefined };
    expect(sent({ minWorkers: 1, maxWorkers: 7 }, nothingSent)).to.equal(undefined);
    const groups = (securityGroupIds: unknown) => ({ networkConfiguration: { securityGroupIds } });
    for (const there of ["sg-1", ["sg-1", "sg-2", "sg-3"], ["sg-1"], null, undefined])
      expect(sent(groups(there), groups(["sg-2", "sg-1"])), String(there)).to.have.property("NetworkConfiguration");
    expect(sent(groups(["sg-1", "sg-2"]), groups(["sg-2", "sg-1"]))).to.equal(undefined);
    const logs = (taskLogs: unknown) => ({ loggingConfiguration: { taskLogs } });
    for (const there of [null, undefined, "text", { enabled: true }, { enabled: false, logLevel: "INFO" }])
      expect(sent(logs(there), logs({ enabled: true, logLevel: "INFO" })), String(there)).to.have.property(
        "LoggingConfiguration",
      );
    expect(
      sent({ airflowConfigurationOptions: { a: "1", b: "2" } }, { airflowConfigurationOptions: { a: "1" } }),
    ).to.have.property("AirflowConfigurationOptions");
  });

  it("is sent again where MWAA undid it, with whatever it said", () => {
    const again = (found: Partial<LiveEnvironment>) =>
      decide(having({ maxWorkers: 3 }, { MaxWorkers: 2, ...found }), { maxWorkers: 3 }, "GRACEFUL");
    const said = (found: Partial<LiveEnvironment>) => /\((.*)\)/.exec(again(found).say ?? "")?.[1];
    expect(said({ Status: "UPDATE_FAILED" })).to.equal("UPDATE_FAILED");
    expect(said({ LastUpdate: { Status: "FAILED" } })).to.equal("AVAILABLE");
    expect(said({ LastUpdate: { Status: "FAILED", Error: { ErrorMessage: "no" } } })).to.equal("no");
    expect(said({ LastUpdate: { Status: "FAILED", Error: { ErrorCode: "X" } } })).to.equal("X");
    expect(again({}).send).to.equal(undefined);
    expect(again({ LastUpdate: { Status: "SUCCESS" } }).send).to.equal(undefined);
  });

  it("is foreseen as the state has it only where AWS has it already", () => {
    const there = having({ maxWorkers: 3 }, { MaxWorkers: 4 });
    expect(foreseen(there, "maxWorkers", 4)).to.equal(3);
    expect(foreseen({ ...there, state: undefined }, "maxWorkers", 4)).to.equal(4);
    expect(foreseen({ ...there, aws: { silent: "x" } }, "maxWorkers", 4)).to.equal(4);
    expect(foreseen(there, "maxWorkers", 9)).to.equal(9);
  });
});

describe("an environment that MWAA gave up on", () => {
  it("is made anew once, and nothing else makes it anew", () => {
    expect(remakeTrigger({ state: undefined, inState: [], aws: { none: true } })).to.equal("new");
    expect(remakeTrigger(was({}, live({ Status: "CREATE_FAILED", CreatedAt: 7 })))).to.equal("failed 7");
    expect(remakeTrigger(was({}, live({ Status: "CREATE_FAILED" })))).to.equal("failed ");
    expect(remakeTrigger({ state: undefined, inState: [], aws: { found: live() } })).to.equal(null);
    for (const before of [was({}), was({}, live({ Status: "UPDATE_FAILED" })), offline({})])
      expect(remakeTrigger(before)).to.equal(null);
  });
});

describe("another major version", () => {
  const check = (before: Before, wanted: string) => () => refuseOtherMajor(before, "dev", wanted);
  it("is refused with the way that keeps the history", () => {
    expect(check(was({ airflowVersion: "2.11.2" }), "3.2.1")).to.throw(
      'airflow:airflowVersion is "3.2.1"; the environment dev runs 2.11.2, and the provider would destroy it and its run history to make a new one. Fix: pulumi config set airflow:airflowVersion 2.11.2; to keep the run history, test your DAGs on 3.2.1, then AIRFLOW_UPGRADE_IN_PLACE=yes pulumi up',
    );
    expect(check(offline({ airflowVersion: "3.2.1" }), "2.11.2")).to.throw(
      "runs 3.2.1, and MWAA goes back in place only. Fix: pulumi config set airflow:airflowVersion 3.2.1; to keep the run history, test your DAGs on 2.11.2, then AIRFLOW_UPGRADE_IN_PLACE=yes pulumi up",
    );
  });
  it("passes where this up changes it in place, in one step, and MWAA answers", () => {
    const asked = (before: Before, wanted: string) => () => refuseOtherMajor(before, "dev", wanted, true);
    const running = (version: string, state = version) =>
      was({ airflowVersion: state }, live({ AirflowVersion: version }));
    expect(asked(running("2.11.2"), "3.2.1")).not.to.throw();
    expect(asked(running("3.2.1"), "2.11.2")).not.to.throw();
    expect(asked(running("2.10.3"), "3.2.1")).to.throw(
      "first pulumi config set airflow:airflowVersion 2.11.2 && pulumi up, test your DAGs on 3.2.1, then pulumi config set airflow:airflowVersion 3.2.1 && AIRFLOW_UPGRADE_IN_PLACE=yes pulumi up",
    );
    expect(asked(running("3.2.1"), "2.10.3")).to.throw(
      "first pulumi config set airflow:airflowVersion 2.11.2 && AIRFLOW_UPGRADE_IN_PLACE=yes pulumi up, then",
    );
    expect(asked(running("3.2.1"), "4.0.0")).to.throw("Fix: pulumi config set airflow:airflowVersion 3.2.1");
    expect(asked(offline({ airflowVersion: "2.11.2" }), "3.2.1")).to.throw("MWAA gave no answer");
    // Done, and the state not yet refreshed.
    expect(check(running("3.2.1", "2.11.2"), "3.2.1")).not.to.throw();
  });
  it("is sent by the program, with all that changes with it, and never by the provider", () => {
    const before = was({ airflowVersion: "2.11.2", ...graceful }, live({ AirflowVersion: "2.11.2" }));
    const wanted = { ...settings, airflowVersion: "3.2.1", requirementsS3ObjectVersion: "2" };
    expect(decide(before, wanted, "GRACEFUL")).to.deep.equal({
      strategy: "GRACEFUL",
      send: { AirflowVersion: "3.2.1", RequirementsS3ObjectVersion: "2", WorkerReplacementStrategy: "GRACEFUL" },
      settled: ["airflowVersion", "requirementsS3ObjectVersion"],
      say: "Changing Airflow 2.11.2 to 3.2.1 in place, with its run history; sending airflowVersion, requirementsS3ObjectVersion with GRACEFUL: running tasks finish first, which may take 12 hours. The stack's state sees it at the next `pulumi refresh`.",
    });
    expect([foreseen(before, "airflowVersion", "3.2.1"), foreseen(before, "airflowVersion", "2.11.3")]).to.deep.equal([
      "2.11.2",
      "2.11.3",
    ]);
  });
  it("is sent back to what the state has never seen change", () => {
    const before = was({ airflowVersion: "3.2.1" }, live({ AirflowVersion: "2.11.2" }));
    const { send } = decide(before, { ...settings, airflowVersion: "3.2.1" }, "FORCED");
    expect(send).to.deep.equal({ AirflowVersion: "3.2.1", WorkerReplacementStrategy: "FORCED" });
  });
  it("is no matter in the same major version, or where there is no environment", () => {
    expect(check(was({ airflowVersion: "3.0.6" }), "3.2.1")).not.to.throw();
    expect(check({ state: undefined, inState: [], aws: { none: true } }, "3.2.1")).not.to.throw();
  });
});

describe("another name", () => {
  it("is refused where the stack has an environment of the old one", () => {
    expect(() => refuseOtherName(was({}), "prod")).to.throw(
      'airflow:name is "prod"; the stack has the environment dev, and a new name would destroy it and its run history. Fix: pulumi config set airflow:name dev; for another environment, pulumi stack init another stack',
    );
    expect(() => refuseOtherName(was({}), "dev")).not.to.throw();
    expect(() => refuseOtherName({ state: undefined, inState: [], aws: { none: true } }, "prod")).not.to.throw();
  });
});
