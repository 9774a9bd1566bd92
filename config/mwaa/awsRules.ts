/** What AWS itself would refuse of an MWAA stack, said before it is asked. */
import { forcedRegions } from "../../components/aws/mwaa/environmentSpec";
import { conflict, wrongValue } from "../messages";
import { type ConfigRule, when } from "../rules";
import { type MwaaDraft, mwaaKey } from "./draft";

/** MWAA is in the partitions aws and aws-cn (botocore, endpoints.json; its API's patterns take no ARN of aws-us-gov). */
const partitionOfMwaa: ConfigRule<MwaaDraft> = {
  keys: ["aws:region"],
  problems: ({ aws }) =>
    when(/^us-(gov|iso)/.test(aws.region), () =>
      wrongValue("aws:region", aws.region, "a region that has Amazon MWAA; GovCloud has none", "us-east-1"),
    ),
};

/** Google verifies AWS identities at sts.REGION.amazonaws.com; China's STS has another name. */
const noGoogleFromChina: ConfigRule<MwaaDraft> = {
  keys: ["airflow:google", "aws:region"],
  problems: ({ airflow: { google }, aws }) =>
    when(google.enabled && aws.region.startsWith("cn-"), () =>
      conflict(
        "airflow:google.enabled",
        true,
        `Google does not verify identities of AWS's partition in China, where ${aws.region} is`,
        "pulumi config set --path 'airflow:google.enabled' false",
      ),
    ),
};

const graceful: ConfigRule<MwaaDraft> = {
  keys: [mwaaKey("workerReplacement"), "aws:region"],
  problems: ({ airflow: { mwaa }, aws }) =>
    when(mwaa.workerReplacement === "GRACEFUL" && forcedRegions.includes(aws.region), () =>
      conflict(
        mwaaKey("workerReplacement"),
        "GRACEFUL",
        `${aws.region} has no graceful updates yet`,
        `pulumi config rm --path '${mwaaKey("workerReplacement")}'`,
      ),
    ),
};

/** IAM protects the roles of IAM Identity Center: nobody attaches a policy to one. */
const noSsoRoles: ConfigRule<MwaaDraft> = {
  keys: ["airflow:access"],
  problems: ({ airflow: { access } }) =>
    (["admins", "viewers", "triggerCallers"] as const).flatMap((key) =>
      access[key].flatMap((who, index) =>
        when(/:role\/aws-reserved\//.test(who), () =>
          conflict(
            `airflow:access.${key}[${index}]`,
            who,
            "it is a role of IAM Identity Center, to which only a permission set gives policies",
            `pulumi config rm --path 'airflow:access.${key}[${index}]', and add the policy of output accessPolicyArns.${key} to the permission set`,
          ),
        ),
      ),
    ),
};

/** What MWAA sets in every process whatever the options say (aws/amazon-mwaa-docker-images, `get_essential_airflow_config`). */
const essential = [
  "api.secret_key",
  "api_auth.jwt_algorithm",
  "api_auth.jwt_secret",
  "celery.broker_url",
  "celery.celery_config_options",
  "celery.result_backend",
  "celery.worker_enable_remote_control",
  "celery_broker_transport_options.visibility_timeout",
  "core.auth_manager",
  "core.execution_api_server_url",
  "core.executor",
  "core.fernet_key",
  "core.load_examples",
  "database.sql_alchemy_conn",
  "execution_api.jwt_expiration_time",
  "fab.config_file",
  "logging.logging_config_class",
  "metrics.statsd_host",
  "metrics.statsd_port",
  "metrics.statsd_prefix",
  "operators.default_queue",
  "scheduler.standalone_dag_processor",
  "webserver.config_file",
  "webserver.secret_key",
];

/** Patterns of botocore's model of MWAA (ConfigKey, ConfigValue), and options that would do nothing. A value may be a password: it is not shown. */
const options: ConfigRule<MwaaDraft> = {
  keys: [mwaaKey("airflowOptions")],
  problems: ({ airflow: { mwaa } }) =>
    Object.entries(mwaa.airflowOptions).flatMap(([key, value]) => {
      const path = mwaaKey(`airflowOptions["${key}"]`);
      const remove = `pulumi config rm --path '${path}'`;
      const problem = (why: string) => ({
        path,
        what: `${path}: ${why}.`,
        message: `${path}: ${why}. Fix: ${remove}`,
      });
      return [
        ...when(key.length > 64, () => problem(`its name has ${key.length} characters, and MWAA takes 64`)),
        ...when(!/^[ -~]{1,65536}$/.test(value), () =>
          problem("its value is empty, or has more than printable ASCII, which is all that MWAA takes"),
        ),
        ...when(essential.includes(key), () => problem("MWAA sets it itself, and would not read it")),
      ];
    }),
};

/** What AWS would refuse. */
export const mwaaAwsRules: ConfigRule<MwaaDraft>[] = [
  partitionOfMwaa,
  noGoogleFromChina,
  graceful,
  noSsoRoles,
  options,
];
