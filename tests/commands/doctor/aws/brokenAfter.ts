/** Worlds that are wrong in one way after `up`. */
import type { StackState } from "../../../../commands/resume/state";
import type { Cloud } from "./cloud";
import type { GoogleWay } from "./googleWay";
import { healthy, type Metric, madeAt, name, publish, write } from "./made";

export interface BrokenAfter {
  /** What doctor says, whole. */
  says: (cloud: Cloud) => string;
  /** What MWAA says otherwise. */
  environment?: Record<string, unknown>;
  /** What the state says otherwise. */
  state?: (state: StackState) => StackState;
  /** What Google refuses on the way to a token. */
  google?: GoogleWay["refuse"];
  /** Breaks the rest, and gives what mends it. */
  wrong?: (cloud: Cloud) => Promise<() => unknown>;
}

const metric =
  (key: string, change: Partial<Metric> | undefined, more: Record<string, Metric> = {}) =>
  async (all: Cloud) => {
    const { [key]: one, ...rest } = healthy;
    await publish(all, { ...rest, ...more, ...(change && { [key]: { ...(one as Metric), ...change } }) });
    return () => publish(all, healthy);
  };

const lines =
  (part: string, stream: string, ...messages: string[]) =>
  (all: Cloud) =>
    write(all, part, stream, messages);

const answer =
  (call: string, give: (input: Record<string, unknown>) => Record<string, unknown>) => async (all: Cloud) => {
    const before = all.front.answers.get(call);
    all.front.answers.set(call, give);
    return () => before && all.front.answers.set(call, before);
  };

const failure = (ErrorCode: string, ErrorMessage: string) => ({
  LastUpdate: { Status: "FAILED", CreatedAt: madeAt, Error: { ErrorCode, ErrorMessage } },
});
const roleArn = "arn:aws:iam::222233334444:role/airflow-dev-execution-role";

export const brokenAfter: Record<string, BrokenAfter> = {
  "an environment that is gone": {
    says: () => `broken mwaa.status ${name}: is not there, and the stack's state says it is`,
    wrong: answer("airflow.GetEnvironment", () => ({ error: "ResourceNotFoundException", status: 404 })),
  },
  "an environment that failed to be made": {
    says: () =>
      `broken mwaa.status ${name}: is CREATE_FAILED, while the stack's state says AVAILABLE (INCORRECT_CONFIGURATION: You may need to check the execution role permissions policy for your environment)`,
    environment: {
      Status: "CREATE_FAILED",
      ...failure(
        "INCORRECT_CONFIGURATION",
        "You may need to check the execution role permissions policy for your environment",
      ),
    },
  },
  "an environment under maintenance": {
    says: () => `lookAt mwaa.status ${name}: is MAINTENANCE: an \`up\` now is refused`,
    environment: { Status: "MAINTENANCE" },
  },
  "an update that was undone": {
    says: () =>
      `broken mwaa.last-update ${name}: MWAA undid its last update (INCORRECT_CONFIGURATION: could not install requirements; lost: environmentClass)`,
    environment: {
      EnvironmentClass: "mw1.medium",
      ...failure("INCORRECT_CONFIGURATION", "could not install requirements"),
    },
  },
  "an environment that may not manage VPC endpoints": {
    says: () =>
      `broken mwaa.last-update ${name}: MWAA undid its last update (ACCESS_DENIED: User does not have permissions to manage VPC endpoints)`,
    environment: failure("ACCESS_DENIED", "User does not have permissions to manage VPC endpoints"),
  },
  "a change outside of the stack": {
    says: () => `lookAt mwaa.state ${name}: was changed outside of the stack: maxWorkers`,
    environment: { MaxWorkers: 9 },
  },
  "a role that may not write logs": {
    says: () => `broken mwaa.role ${roleArn}: may not: logs:PutLogEvents`,
    wrong: answer("iam.SimulatePrincipalPolicy", (input) => ({
      EvaluationResults: Object.entries(input)
        .filter(([key]) => key.startsWith("ActionNames.member."))
        .map(([, action]) => ({
          EvalActionName: action,
          EvalDecision: /PutLogEvents|ListAllMyBuckets/.test(String(action)) ? "implicitDeny" : "allowed",
        })),
    })),
  },
  "a role that does not trust MWAA": {
    says: () => `broken mwaa.role ${roleArn}: does not trust airflow-env.amazonaws.com`,
    wrong: async ({ iam }) => {
      const trust = (services: string[]) =>
        iam.updateAssumeRolePolicy({
          RoleName: "airflow-dev-execution-role",
          PolicyDocument: JSON.stringify({
            Version: "2012-10-17",
            Statement: [{ Effect: "Allow", Principal: { Service: services }, Action: "sts:AssumeRole" }],
          }),
        });
      await trust(["airflow.amazonaws.com"]);
      return () => trust(["airflow.amazonaws.com", "airflow-env.amazonaws.com"]);
    },
  },
  "a role that may list every bucket": {
    says: () => `lookAt mwaa.role ${roleArn}: may list every bucket of the account (s3:ListAllMyBuckets)`,
    wrong: answer("iam.SimulatePrincipalPolicy", (input) => ({
      EvaluationResults: Object.entries(input)
        .filter(([key]) => key.startsWith("ActionNames.member."))
        .map(([, action]) => ({ EvalActionName: action, EvalDecision: "allowed" })),
    })),
  },
  "a log group that could not be made": {
    says: () => `broken mwaa.log-groups airflow-${name}-Worker: could not be made (AccessDenied)`,
    wrong: async (all) => {
      const logGroupName = `airflow-${name}-Worker`;
      await all.logs.deleteLogGroup({ logGroupName });
      const event = { eventName: "CreateLogGroup", errorCode: "AccessDenied", requestParameters: { logGroupName } };
      all.front.answers.set("cloudtrail.LookupEvents", ({ LookupAttributes }) => ({
        Events: JSON.stringify(LookupAttributes).includes("CreateLogGroup")
          ? [{ EventName: "CreateLogGroup", CloudTrailEvent: JSON.stringify(event) }]
          : [],
      }));
      return () => all.logs.createLogGroup({ logGroupName });
    },
  },
  "a startup script that calls what is not there": {
    says: () => "broken mwaa.startup-script startup.sh: calls dnf, which the image does not have",
    wrong: lines(
      "Worker",
      "startup_script_execution_ip_10_1_0_4",
      "[INFO] - /usr/local/airflow/startup.sh: line 3: dnf: command not found PASSWORD=hunter2",
    ),
  },
  "a startup script that ends early": {
    says: () => "broken mwaa.startup-script startup.sh: ended before its environment could be read",
    wrong: lines(
      "Scheduler",
      "startup_script_execution_ip_10_1_0_4",
      "[ERROR] - [ERROR] Failed to load environment variables from startup script. Please verify your startup script configuration.",
    ),
  },
  "a requirement that does not exist": {
    says: () => "broken mwaa.requirements requirements.txt: names pandsa in a version that is not there",
    wrong: lines(
      "Worker",
      "requirements_install_ip_10_1_0_4",
      "[INFO] - ERROR: Could not find a version that satisfies the requirement pandsa==1 (from versions: none)",
      "[INFO] - ERROR: No matching distribution found for pandsa==1",
      "[ERROR] - ERROR: pip installation exited with a non-zero error code. This could be because of https://ada:hunter2@pypi.example",
    ),
  },
  "requirements that exclude each other": {
    says: () =>
      "broken mwaa.requirements requirements.txt: names versions that exclude each other, or MWAA's constraints",
    wrong: lines(
      "Scheduler",
      "requirements_install_ip_10_1_0_4",
      "[INFO] - ERROR: ResolutionImpossible: for help visit https://pip.pypa.io",
    ),
  },
  "a dead scheduler": {
    says: () => `broken mwaa.scheduler ${name}'s scheduler: has given no sign of life for 20 minutes`,
    wrong: metric("scheduler", undefined),
  },
  "a dead worker": {
    says: () => `broken mwaa.worker ${name}'s worker: has given no sign of life for 20 minutes`,
    wrong: metric("worker", undefined),
  },
  "an unhealthy triggerer": {
    says: () => `broken mwaa.health ${name}'s triggerer: is unhealthy`,
    wrong: answer("airflow.InvokeRestApi", () => ({
      RestApiStatusCode: 200,
      RestApiResponse: {
        metadatabase: { status: "healthy" },
        triggerer: { status: "unhealthy" },
        dag_processor: { status: null },
      },
    })),
  },
  "a queue longer than the workers": {
    says: () =>
      `lookAt mwaa.queue ${name}'s queue: has 40 tasks, the oldest for 30 minutes; 5 workers take 25 at a time`,
    wrong: metric("queued", { value: 40 }, { oldest: { ...(healthy.oldest as Metric), value: 1800 } }),
  },
  "workers without memory to spare": {
    says: () => `lookAt mwaa.load ${name}: is full: Scheduler at 93 % of its memory`,
    wrong: metric("memory", { value: 93 }),
  },
  "more DAGs than the class is made for": {
    says: () => `lookAt mwaa.dag-count ${name}: has 80 DAGs, and mw1.small is made for 50`,
    wrong: metric("dags", { value: 80 }),
  },
  "a DAG that cannot be imported": {
    says: () => "broken mwaa.import-errors sales.py: cannot be imported (no module pandsa)",
    wrong: lines(
      "DAGProcessing",
      "scheduler_x_sales.py.log",
      "ERROR - Failed to import: /usr/local/airflow/dags/sales.py\nTraceback (most recent call last):\nModuleNotFoundError: No module named 'pandsa'",
    ),
  },
  "errors in the scheduler's log": {
    says: () => `lookAt mwaa.error-lines airflow-${name}-Scheduler: has 2 lines of errors in the last hour`,
    wrong: lines("Scheduler", "scheduler_ip_10_1_0_4", "ERROR - token=hunter2", "CRITICAL - down"),
  },
  "a cache in the bucket": {
    says: ({ stores }) => `lookAt mwaa.cache-folders s3://${stores.bucket}/dags/__pycache__/: is a cache of 2 files`,
    wrong: async ({ s3, stores: { bucket } }) => {
      const keys = ["dags/__pycache__/a.pyc", "dags/__pycache__/b.pyc"];
      for (const Key of keys) await s3.putObject({ Bucket: bucket, Key, Body: "x" });
      return () => Promise.all(keys.map((Key) => s3.deleteObject({ Bucket: bucket, Key })));
    },
  },
  "an option that MWAA overrides": {
    says: () => `lookAt mwaa.options ${name}: sets celery.worker_concurrency, which MWAA overrides`,
    environment: { AirflowConfigurationOptions: { "celery.worker_concurrency": "9" } },
  },
  "plugins that are loaded late": {
    says: () =>
      `lookAt mwaa.options ${name}: loads plugins late (core.lazy_load_plugins), and Google's fresh keys come by a plugin`,
    environment: { AirflowConfigurationOptions: { "core.lazy_load_plugins": "True" } },
  },
  "a pool that does not admit the role": {
    says: () =>
      `broken mwaa.google ${roleArn}: Google's pool does not admit it: the provider's condition names another role or account`,
    google: {
      exchange: {
        error: "unauthorized_client",
        error_description: "The given credential is rejected by the attribute condition.",
      },
    },
  },
  "a pool that is gone": {
    says: () => `broken mwaa.google ${roleArn}: Google has no such pool or provider, or it is off`,
    google: {
      exchange: {
        error: "invalid_target",
        error_description: 'The target service indicated by the "audience" parameters is invalid. token=hunter2',
      },
    },
  },
  "a service account that does not admit the pool": {
    says: () =>
      `broken mwaa.google ${roleArn}: Google's pool admits it, but the service account does not (roles/iam.workloadIdentityUser)`,
    google: {
      impersonate: {
        error: {
          code: 403,
          status: "PERMISSION_DENIED",
          message: "Permission 'iam.serviceAccounts.getAccessToken' denied on resource (or it may not exist).",
        },
      },
    },
  },
  "a NAT gateway that was deleted": {
    says: ({ open }) =>
      `broken aws.endpoints ${open.vpc}: ${open.subnets[1]} have no way out, and no endpoint for s3, monitoring, logs, ecr.api, ecr.dkr, sqs, kms, airflow.api, airflow.env`,
    wrong: async ({ ec2, open }) => {
      const route = { RouteTableId: open.tables[1], DestinationCidrBlock: "0.0.0.0/0" };
      await ec2.deleteRoute(route);
      return () => ec2.createRoute({ ...route, NatGatewayId: open.nat });
    },
  },
  "an `up` that was killed": {
    says: () => "broken state.pending airflow-dev-plugins: creating was begun and never ended",
    state: (state) => ({
      ...state,
      deployment: {
        ...state.deployment,
        pending_operations: (state.deployment.resources ?? [])
          .filter(({ urn }) => urn.endsWith("::airflow-dev-plugins"))
          .map((resource) => ({ type: "creating", resource })),
      },
    }),
  },
};
