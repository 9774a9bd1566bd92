/** `--as-stack`: the stack's Google identity by impersonation, its connections and variables; all with the caller's own login. */
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { airflowOptionsOf } from "../../../components/aws/mwaa/environmentSpec";
import { fitId } from "../../../components/gcp/fitId";
import { secretManagerPrefix } from "../../../components/gke/release/airflowSettings";
import type { Settings } from "../../../config";
import { CommandError } from "../../line/errors";
import { EXIT } from "../../line/exitCodes";
import { writeWhole } from "../environment/environment";
import { type Variables, variableOf } from "./airflowSettings";

const login = "gcloud auth application-default login";

const refused = (code: string, message: string, fix: string, cause?: unknown) =>
  new CommandError("credentials", code, EXIT.refused, message, { fix, cause });

/** The service account that the stack's tasks are; undefined without Google. Made from config alone, as the program makes it. */
export function serviceAccountOf({ name, google, gcpProject }: Settings): string | undefined {
  if (gcpProject === undefined) return undefined;
  const [project, domain] = gcpProject.split(":").reverse();
  const host = [project, ...(domain ? [domain] : []), "iam.gserviceaccount.com"].join(".");
  return google.existingServiceAccount ?? `${google.serviceAccountId ?? fitId(name, 30, { min: 6 })}@${host}`;
}

/** Where the stack's Airflow looks for connections and variables. Airflow's backends read, and never write. */
export function secretVariables(settings: Settings): Variables {
  if (settings.platform === "mwaa") {
    const options = airflowOptionsOf(settings.name, settings.mwaa.airflowOptions);
    const wanted = Object.entries(options).filter(([option]) => option.startsWith("secrets."));
    return Object.fromEntries(wanted.map(([option, value]) => [variableOf(option), value]));
  }
  const { name, gcpProject } = settings;
  return {
    [variableOf("secrets.backend")]: "airflow.providers.google.cloud.secrets.secret_manager.CloudSecretManagerBackend",
    [variableOf("secrets.backend_kwargs")]: JSON.stringify({
      connections_prefix: secretManagerPrefix(name, "connections"),
      variables_prefix: secretManagerPrefix(name, "variables"),
      config_prefix: secretManagerPrefix(name, "config"),
      project_id: gcpProject,
    }),
  };
}

/** The caller's own Application Default Credentials (https://docs.cloud.google.com/docs/authentication/application-default-credentials). */
function ownCredentials(env: NodeJS.ProcessEnv): Record<string, unknown> {
  const folder = env.CLOUDSDK_CONFIG ?? join(env.HOME ?? homedir(), ".config", "gcloud");
  const file = env.GOOGLE_APPLICATION_CREDENTIALS ?? join(folder, "application_default_credentials.json");
  if (!existsSync(file))
    throw refused("no-credentials", "--as-stack wants your Google login, and there is none", login);
  let own: Record<string, unknown>;
  try {
    own = JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
  } catch (error) {
    throw refused("bad-credentials", `${file} is not JSON`, login, error);
  }
  if (own.type === "service_account")
    throw refused("key", `${file} is a key of a service account; --as-stack takes your own login`, login);
  return own;
}

/** The credentials file of the impersonation: type `impersonated_service_account`, which every Google SDK reads. Pure. */
export function impersonation(own: Record<string, unknown>, email: string): object {
  const url = `https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/${email}:generateAccessToken`;
  const through = own.type === "impersonated_service_account";
  if (through && own.service_account_impersonation_url === url) return own;
  return {
    type: "impersonated_service_account",
    service_account_impersonation_url: url,
    delegates: [],
    source_credentials: through ? own.source_credentials : own,
  };
}

/**
 * Writes the file, and asks Google for one token with it, so that what is missing is said now and not by the first task.
 *
 * @returns variables for every process
 * @throws CommandError that names what the caller lacks
 */
export async function asStack(settings: Settings, folder: string, env = process.env): Promise<Variables> {
  const email = serviceAccountOf(settings);
  const secrets = secretVariables(settings);
  if (email === undefined) return secrets;
  const file = join(folder, "google-as-stack.json");
  mkdirSync(folder, { recursive: true });
  writeWhole(file, JSON.stringify(impersonation(ownCredentials(env), email)), 0o600);
  const { GoogleAuth } = await import("google-auth-library");
  const auth = new GoogleAuth({ keyFile: file, scopes: ["https://www.googleapis.com/auth/cloud-platform"] });
  try {
    await auth.getAccessToken();
  } catch (error) {
    const said = (error as Error).message.split("\n")[0].slice(0, 300);
    if (/invalid_grant|reauth/i.test(said))
      throw refused("stale", `Google does not take your login any more: ${said}`, login, error);
    throw refused(
      "no-impersonation",
      `you may not act as ${email}: ${said}`,
      `gcloud iam service-accounts add-iam-policy-binding ${email} --role=roles/iam.serviceAccountTokenCreator --member=user:YOUR-EMAIL`,
      error,
    );
  }
  return { ...secrets, GOOGLE_APPLICATION_CREDENTIALS: file };
}
