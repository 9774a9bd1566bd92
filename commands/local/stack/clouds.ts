/** What a process of the local Airflow knows of the clouds. Without `--as-stack` nothing: a task that asks is told what to do. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Settings } from "../../../config";
import { writeWhole } from "../environment/environment";
import type { Variables } from "./airflowSettings";

export const advice = "no cloud here: start Airflow with npm run local -- --as-stack, which uses your own login";

/** What of the caller's environment every process gets; all else stays out, credentials above all. */
const passed =
  /^(LANG|LC_.*|TZ|TERM|TMPDIR|USER|LOGNAME|SHELL|https?_proxy|no_proxy|SSL_CERT_(FILE|DIR)|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE)$/i;

/** The caller's own login on either cloud, for `--as-stack`. */
const logins = /^(AWS_|CLOUDSDK_|GOOGLE_|BOTO)/;

export function callersVariables(env: NodeJS.ProcessEnv, withLogins: boolean): Variables {
  const kept = Object.entries(env).filter(([name]) => passed.test(name) || (withLogins && logins.test(name)));
  return Object.fromEntries(kept.filter((pair): pair is [string, string] => pair[1] !== undefined));
}

/** Place and project, which the home gives to every process. Neither opens anything. */
export function placeVariables(settings: Settings): Variables {
  const { aws, gcpProject } = settings;
  return {
    ...(aws && { AWS_REGION: aws.region, AWS_DEFAULT_REGION: aws.region }),
    ...(gcpProject !== undefined && { GOOGLE_CLOUD_PROJECT: gcpProject }),
  };
}

/**
 * Credentials that answer with the advice: both SDKs may ask a program for credentials, and show what it says where it has none
 * (https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html,
 * https://google.aip.dev/auth/4117, "executable-sourced credentials"). No server is asked.
 *
 * @param folder for their files; also HOME, so that no login of the caller's is found
 */
export function noClouds(folder: string): Variables {
  mkdirSync(folder, { recursive: true });
  const aws = join(folder, "aws.ini");
  writeWhole(aws, `[default]\ncredential_process = sh -c "echo ${advice} >&2; exit 1"\n`);
  const google = join(folder, "google.json");
  const told = join(folder, "no-google.sh");
  const answer = JSON.stringify({ version: 1, success: false, code: "NO_CLOUD", message: advice });
  writeWhole(told, `#!/bin/sh\necho '${answer}'\n`, 0o755);
  const config = {
    type: "external_account",
    audience: "//iam.googleapis.com/projects/0/locations/global/workloadIdentityPools/none/providers/none",
    subject_token_type: "urn:ietf:params:oauth:token-type:jwt",
    token_url: "https://sts.googleapis.com/v1/token",
    credential_source: { executable: { command: told, timeout_millis: 5000 } },
  };
  writeWhole(google, JSON.stringify(config));
  return {
    HOME: folder,
    AWS_CONFIG_FILE: aws,
    AWS_SHARED_CREDENTIALS_FILE: join(folder, "none"),
    AWS_EC2_METADATA_DISABLED: "true",
    GOOGLE_APPLICATION_CREDENTIALS: google,
    GOOGLE_EXTERNAL_ACCOUNT_ALLOW_EXECUTABLES: "1",
    NO_GCE_CHECK: "true",
    CLOUDSDK_CONFIG: folder,
  };
}
