/** Values of the official Airflow chart. Pure: `Text` is a string in tests, an output where Pulumi only knows it later. */
import type { GitDags } from "../../../config";
import { airflowConfig, bucketPath, podEnvironment } from "./airflowSettings";
import type { ChartInputs } from "./chartInputs";
import { bucketMount, resources } from "./chartResources";
import { registryValues } from "./images";
import { mergeValues, type Values } from "./mergeValues";

/** Where the login's files are in every pod (airflow/iap/README.md). */
export const iapPath = "/opt/airflow/iap";
const awsTokenPath = "/var/run/secrets/aws";

/** What every component with DAGs has: the identity, the bucket, its resources. */
function component<Text>(inputs: ChartInputs<Text>, own: keyof typeof resources, annotations: Values = {}): Values {
  return {
    resources: resources[own],
    serviceAccount: { annotations: { "iam.gke.io/gcp-service-account": inputs.googleServiceAccount } },
    podAnnotations: { ...bucketMount, ...annotations },
    extraVolumes: [
      {
        name: "bucket",
        csi: {
          driver: "gcsfuse.csi.storage.gke.io",
          readOnly: true,
          volumeAttributes: {
            bucketName: inputs.dagBucket,
            mountOptions: "implicit-dirs,metadata-cache:ttl-secs:30",
          },
        },
      },
    ],
    extraVolumeMounts: [{ name: "bucket", mountPath: bucketPath, readOnly: true }],
  };
}

const standing = { "cluster-autoscaler.kubernetes.io/safe-to-evict": "true" };
const logGroomerSidecar = { resources: resources.logGroomer };
/** Python and its imports take a slow node longer than the chart's minute. */
const startupProbe = { failureThreshold: 30 };

/** An AWS token of the pod's own, which boto3 reads again before it ends. */
const awsToken = {
  name: "aws-token",
  projected: {
    sources: [{ serviceAccountToken: { audience: "sts.amazonaws.com", expirationSeconds: 3600, path: "token" } }],
  },
};

/** No hook in any case: a hook that waits for a release that waits for the hook never ends. */
const noJob = { enabled: false, useHelmHooks: false, applyCustomEnv: false, serviceAccount: { create: false } };

function gitSync({ repo, ref, path }: GitDags): Values {
  return { enabled: true, repo, ref, subPath: path, period: "60s", resources: resources.gitSync };
}

/**
 * Task pods, or standing Celery workers. Chart 1.22 has a section for each and gives up what stood above both, but for the
 * service account: a name of its own in a section is a second account.
 */
function workers<Text>(inputs: ChartInputs<Text>, celery: boolean): Values {
  const { serviceAccount, ...own } = component(inputs, celery ? "celeryWorker" : "task");
  return celery
    ? { serviceAccount, celery: { ...own, logGroomerSidecar, persistence: { enabled: false } } }
    : { serviceAccount, kubernetes: own };
}

/** The program's own values. */
export function ownValues<Text>(inputs: ChartInputs<Text>): Values {
  const { airflowVersion, executor, secrets, aws, git, standingNode, metrics } = inputs;
  const celery = executor === "CeleryExecutor";
  const off = { enabled: false };
  const place = standingNode ? { nodeSelector: standingNode } : {};
  return {
    useStandardNaming: true,
    executor,
    airflowVersion,
    defaultAirflowTag: airflowVersion,
    fernetKeySecretName: secrets.fernet,
    apiSecretKeySecretName: secrets.api,
    jwtSecretName: secrets.jwt,
    data: { metadataSecretName: secrets.metadata, brokerUrlSecretName: secrets.redis },
    config: airflowConfig(inputs, iapPath),
    env: podEnvironment(inputs, iapPath, `${awsTokenPath}/token`),
    volumes: [{ name: "iap", configMap: { name: inputs.iapFiles } }, ...(aws ? [awsToken] : [])],
    volumeMounts: [
      { name: "iap", mountPath: iapPath, readOnly: true },
      ...(aws ? [{ name: awsToken.name, mountPath: awsTokenPath, readOnly: true }] : []),
    ],
    apiServer: {
      ...component(inputs, "apiServer", standing),
      ...place,
      // Behind the load balancer the request is HTTP: its headers tell that the browser's was HTTPS.
      args: ["bash", "-c", "exec airflow api-server --proxy-headers"],
      env: [{ name: "FORWARDED_ALLOW_IPS", value: "*" }],
      startupProbe,
    },
    scheduler: { ...component(inputs, "scheduler", standing), ...place, logGroomerSidecar, startupProbe },
    // Airflow 3 has none without; said, so that no chart must find it out of the version.
    dagProcessor: { enabled: true, ...component(inputs, "dagProcessor", standing), ...place, logGroomerSidecar },
    // No disk of its own: an uninstall would leave it behind, and logs go to the bucket.
    triggerer: { ...component(inputs, "triggerer", standing), ...place, logGroomerSidecar, persistence: off },
    workers: workers(inputs, celery),
    // The program's own job migrates the database, before the release (migration.ts).
    migrateDatabaseJob: { ...noJob },
    createUserJob: { ...noJob },
    redis: celery
      ? { enabled: true, passwordSecretName: secrets.redis, persistence: off, resources: resources.redis, ...place }
      : off,
    ...(git ? { dags: { gitSync: gitSync(git) } } : {}),
    postgresql: off,
    statsd: metrics ? { enabled: true, resources: resources.statsd, ...place } : off,
    ...registryValues(inputs.registry),
  };
}

/** The values of a release: the program's own, and the user's over them. */
export function chartValues<Text>(inputs: ChartInputs<Text>, user: Values = {}): Values {
  return mergeValues(ownValues(inputs), user);
}
