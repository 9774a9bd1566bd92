/** Airflow's own settings on GKE: airflow.cfg and the environment of the pods. Pure. */
import type { ChartInputs } from "./chartInputs";
import type { Values } from "./mergeValues";

/** Where the bucket is mounted; DAGs and plugins are folders of it. */
export const bucketPath = "/opt/airflow/bucket";

/** Sections of airflow.cfg. */
export function airflowConfig<Text>(inputs: ChartInputs<Text>, iapPath: string): Values {
  const { executor, project, stackName, url, logFolder, git } = inputs;
  return {
    core: {
      auth_manager: "iap_auth_manager.IapAuthManager",
      // With git the chart knows where its side car puts the DAGs.
      ...(git ? {} : { dags_folder: `${bucketPath}/dags` }),
      plugins_folder: `${bucketPath}/plugins`,
      // The log of what runs is read from the pod that runs it: triggerer and workers have no name that DNS knows, but an address.
      hostname_callable: "airflow.utils.net.get_host_ip_address",
    },
    // 3 GiB for so many tasks at a time; Airflow's own default is 16.
    ...(executor === "CeleryExecutor" ? { celery: { worker_concurrency: 4 } } : {}),
    api: { base_url: url, workers: 1 },
    // After an hour Airflow asks IAP again, unseen: who lost access is out by then.
    api_auth: { jwt_expiration_time: 3600 },
    fab: { config_file: `${iapPath}/webserver_config.py` },
    logging: {
      remote_logging: "True",
      remote_base_log_folder: logFolder,
      remote_log_conn_id: "google_cloud_default",
      delete_local_logs: "True",
    },
    secrets: {
      backend: "airflow.providers.google.cloud.secrets.secret_manager.CloudSecretManagerBackend",
      backend_kwargs: JSON.stringify({
        connections_prefix: secretManagerPrefix(stackName, "connections"),
        variables_prefix: secretManagerPrefix(stackName, "variables"),
        config_prefix: secretManagerPrefix(stackName, "config"),
        project_id: project,
      }),
    },
  };
}

/** Secrets of a stack in Secret Manager are named `STACK-connections-ID` and `STACK-variables-KEY`. */
export const secretManagerPrefix = (stackName: string, kind: "connections" | "variables" | "config"): string =>
  `${stackName}-${kind}`;

const isGroup = (principal: string): boolean => principal.startsWith("group:");

/** Environment of every pod. */
export function podEnvironment<Text>(inputs: ChartInputs<Text>, iapPath: string, awsToken: string): Values[] {
  const { project, access, aws, groupsAttribute } = inputs;
  // People and programs for Airflow's own roles. Where IAP does not tell it a caller's groups, those get the role of everybody.
  const named = (who: string[]) => who.filter((one) => groupsAttribute !== undefined || !isGroup(one)).join(",");
  const google = { conn_type: "google_cloud_platform", extra: { project } };
  const variables: Record<string, unknown> = {
    PYTHONPATH: iapPath,
    GOOGLE_CLOUD_PROJECT: project,
    AIRFLOW_CONN_GOOGLE_CLOUD_DEFAULT: JSON.stringify(google),
    AIRFLOW_IAP_AUDIENCE: inputs.audience,
    AIRFLOW_IAP_ADMINS: named(access.admins),
    AIRFLOW_IAP_TRIGGER_CALLERS: named(access.triggerCallers),
    AIRFLOW_IAP_VIEWERS: named(access.viewers),
    AIRFLOW_IAP_OPERATORS: named(access.operators),
    // Whoever passes IAP and is named nowhere: a member of a group that is named, or else somebody who was removed.
    AIRFLOW_IAP_DEFAULT_ROLE: groupsAttribute === undefined && access.viewers.some(isGroup) ? "Viewer" : "none",
    ...(groupsAttribute !== undefined && { AIRFLOW_IAP_GROUPS_ATTRIBUTE: groupsAttribute }),
  };
  if (aws) {
    variables.AWS_ROLE_ARN = aws.roleArn;
    variables.AWS_WEB_IDENTITY_TOKEN_FILE = awsToken;
    variables.AWS_REGION = aws.region;
    variables.AWS_DEFAULT_REGION = aws.region;
    variables.AIRFLOW_CONN_AWS_DEFAULT = JSON.stringify({ conn_type: "aws", extra: { region_name: aws.region } });
  }
  return Object.entries(variables).flatMap(([name, value]) => (value === "" ? [] : [{ name, value }]));
}
