/** Rules of `airflow:mwaa.airflowOptions`: what MWAA sets after them, so that it would do nothing, and what it refuses. */

import type { ConfigRule } from "../checks/rules";
import { conflict, type Problem, removeCommand } from "../words/messages";
import { unseen } from "../words/tell";
import { type MwaaDraft, mwaaKey } from "./draft";

/**
 * Options that MWAA sets after the user's, whatever they say. Source: `get_essential_airflow_config` of the images for
 * Airflow 3.2.1 and 2.11.2, github.com/aws/amazon-mwaa-docker-images @9d2bebb, images/airflow/VERSION/python/mwaa/config/airflow.py.
 */
const essential: Record<string, string> = {
  "api.base_url": "its own address",
  "api.secret_key": "a secret of its own",
  "api_auth.jwt_algorithm": "its own",
  "api_auth.jwt_secret": "a secret of its own",
  "celery.broker_url": "its own queue",
  "celery.celery_config_options": "its own module",
  "celery.result_backend": "its own database",
  "celery.worker_enable_remote_control": "False",
  "core.auth_manager": "its own login, by IAM",
  "core.execution_api_server_url": "its own address",
  "core.executor": "CeleryExecutor (LocalExecutor on mw1.micro)",
  "core.fernet_key": "a secret of its own",
  "core.load_examples": "False",
  "core.multi_team": "False",
  "core.simple_auth_manager_all_admins": "True",
  "core.simple_auth_manager_users": "its own",
  "database.sql_alchemy_conn": "its own database",
  "execution_api.jwt_expiration_time": "86400",
  "fab.config_file": "its own file",
  "logging.colored_console_log": "False",
  "logging.logging_config_class": "its own, which writes to CloudWatch",
  "metrics.statsd_host": "localhost",
  "metrics.statsd_on": "True",
  "metrics.statsd_port": "8125",
  "metrics.statsd_prefix": "airflow",
  "operators.default_queue": "its own queue",
  "scheduler.standalone_dag_processor": "True",
  "triggerer.queues_enabled": "False",
  "celery_broker_transport_options.visibility_timeout": "its own",
  "webserver.base_url": "its own address",
  "webserver.config_file": "a file of its own",
  "webserver.secret_key": "a secret of its own",
};

/** Longest name and value: botocore's model of MWAA (2020-07-01), ConfigKey and ConfigValue. */
const longest = 64;
const longestValue = 65_536;

export const optionRule: ConfigRule<MwaaDraft> = {
  keys: [mwaaKey("airflowOptions")],
  problems: ({ airflow: { mwaa } }) =>
    Object.entries(mwaa.airflowOptions).flatMap(([option, value]): Problem[] => {
      const path = `${mwaaKey("airflowOptions")}["${option}"]`;
      // The value may be a secret: it is not shown.
      const told = (why: string) => [conflict(path, unseen, why, removeCommand(path))];
      const own = essential[option];
      if (own !== undefined) return told(`MWAA sets it after yours, to ${own}: yours would do nothing`);
      if (option.length > longest) return told(`MWAA takes names of at most ${longest} characters`);
      if (typeof value === "string" && /[\r\n]/.test(value)) return told("MWAA takes values of one line only");
      if (value.length > longestValue) return told(`MWAA takes values of at most ${longestValue} characters`);
      if (!/^[ -~]+$/.test(value))
        return told("its value is empty, or has more than printable ASCII, which is all that MWAA takes");
      return [];
    }),
};
