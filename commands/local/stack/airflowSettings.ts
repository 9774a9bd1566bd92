/** Airflow's settings on this machine, as environment variables: the stack's own, and what a laptop needs otherwise. Pure. */
import type { Settings } from "../../../config";

export type Variables = Record<string, string>;

/** Options that belong to the cloud: the database, logs and secrets there, who logs in, how processes are spread. */
const ofTheCloud = [
  /^(celery|celery_kubernetes_executor|kubernetes|kubernetes_executor|metrics|sentry|fab|ssl|traces)\./,
  /^database\./,
  /^(secrets|workers)\.(secrets_)?backend/,
  /^logging\.(remote_|logging_config_class|delete_local_logs|base_log_folder)/,
  /^core\.(executor|auth_manager|dags_folder|plugins_folder|hostname_callable|fernet_key|load_examples|execution_api_server_url)$/,
  /^core\.simple_auth_manager/,
  /^(api|webserver)\.(base_url|host|port|web_server_|ssl_|workers|enable_proxy_fix|secret_key)/,
  /^api_auth\./,
  /^scheduler\.standalone_dag_processor$/,
];

/** The name of the variable for `section.key`. */
export const variableOf = (option: string): string =>
  `AIRFLOW__${option.replace(".", "__").replaceAll("-", "_").toUpperCase()}`;

/** Whether an option of the stack is used here. */
export const isLocal = (option: string): boolean => !ofTheCloud.some((pattern) => pattern.test(option));

/** Airflow options of the stack that hold on this machine too; values that are encrypted are not known here. */
export function stackOptions(settings: Settings): Variables {
  const given = settings.platform === "mwaa" ? settings.mwaa.airflowOptions : chartOptions(settings.gke.values);
  const known = Object.entries(given).filter(([option, value]) => isLocal(option) && value !== "[secret]");
  return Object.fromEntries(known.map(([option, value]) => [variableOf(option), String(value)]));
}

/** `config:` of the chart's values as `section.key`. */
function chartOptions(values: Record<string, unknown>): Record<string, unknown> {
  const sections = Object.entries((values.config ?? {}) as Record<string, Record<string, unknown>>);
  return Object.fromEntries(
    sections.flatMap(([section, keys]) =>
      Object.entries(keys ?? {})
        .filter(([, value]) => ["string", "number", "boolean"].includes(typeof value))
        .map(([key, value]) => [`${section}.${key}`, value]),
    ),
  );
}

/** Variables that the chart's values give to every pod, but those that only the cluster knows. */
export function podVariables(values: Record<string, unknown>): Variables {
  const env = Array.isArray(values.env) ? (values.env as { name?: unknown; value?: unknown }[]) : [];
  return Object.fromEntries(
    env
      .filter(({ name, value }) => typeof name === "string" && typeof value === "string" && value !== "[secret]")
      .map(({ name, value }) => [name as string, value as string]),
  );
}

export interface Place {
  /** AIRFLOW_HOME. */
  home: string;
  dags: string;
  plugins: string;
  port: number;
}

/** Whether it is Airflow 2, whose page and API are another program. */
export const isTwo = (version: string): boolean => version.startsWith("2.");

/** What no setting of the stack changes: everything is in one folder, listens on loopback, and reports to nobody. */
export function essentials(version: string, { home, dags, plugins, port }: Place): Variables {
  const url = `http://localhost:${port}`;
  return {
    AIRFLOW_HOME: home,
    AIRFLOW__CORE__DAGS_FOLDER: dags,
    AIRFLOW__CORE__PLUGINS_FOLDER: plugins,
    AIRFLOW__CORE__LOAD_EXAMPLES: "False",
    AIRFLOW__DATABASE__SQL_ALCHEMY_CONN: `sqlite:///${home}/airflow.db`,
    AIRFLOW__API__MAXIMUM_PAGE_LIMIT: "1000",
    AIRFLOW__USAGE_DATA_COLLECTION__ENABLED: "False",
    ...(isTwo(version)
      ? {
          AIRFLOW__CORE__EXECUTOR: "SequentialExecutor",
          AIRFLOW__WEBSERVER__WEB_SERVER_HOST: "127.0.0.1",
          AIRFLOW__WEBSERVER__WEB_SERVER_PORT: String(port),
          AIRFLOW__WEBSERVER__BASE_URL: url,
          AIRFLOW__WEBSERVER__WORKERS: "1",
          AIRFLOW__API__AUTH_BACKENDS:
            "airflow.providers.fab.auth_manager.api.auth.backend.basic_auth,airflow.api.auth.backend.session",
        }
      : {
          AIRFLOW__CORE__EXECUTOR: "LocalExecutor",
          AIRFLOW__CORE__AUTH_MANAGER: "airflow.api_fastapi.auth.managers.simple.simple_auth_manager.SimpleAuthManager",
          AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS: "admin:admin",
          AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE: `${home}/passwords.json`,
          AIRFLOW__CORE__EXECUTION_API_SERVER_URL: `${url}/execution/`,
          AIRFLOW__API__HOST: "127.0.0.1",
          AIRFLOW__API__PORT: String(port),
          AIRFLOW__API__BASE_URL: url,
          AIRFLOW__API__WORKERS: "1",
        }),
  };
}

/** What makes a saved file seen in seconds, unless the stack says otherwise: Airflow's own defaults are minutes. */
export const eager = (version: string): Variables =>
  isTwo(version)
    ? {
        AIRFLOW__SCHEDULER__DAG_DIR_LIST_INTERVAL: "5",
        AIRFLOW__CORE__MIN_SERIALIZED_DAG_UPDATE_INTERVAL: "2",
        AIRFLOW__CORE__MIN_SERIALIZED_DAG_FETCH_INTERVAL: "2",
      }
    : { AIRFLOW__DAG_PROCESSOR__REFRESH_INTERVAL: "5" };
