/**
 * The script that MWAA sources, with bash and as the user `airflow`, at the start of every container but the one that
 * migrates the database. MWAA keeps the environment it leaves behind and gives it to every Airflow process
 * (aws/amazon-mwaa-docker-images, `bin/airflow-user/execute-user-startup-script` and `mwaa/config/setup_environment.py`).
 */

/** What the script sets up; nothing of it is a secret. */
export interface StartupScriptArgs {
  /** Google Cloud project that jobs run in: `GOOGLE_CLOUD_PROJECT`, and the project of `google_cloud_default`. */
  googleProject?: string;
  /** Credential configuration of the federation (it names who may ask Google for a token and where; it holds no key). */
  credentialConfig?: object;
  /** Airflow connections: id -> URI or JSON, as `AIRFLOW_CONN_ID` takes them. One named here replaces the default. */
  connections?: Record<string, string>;
  /** Index of packages with a login: its address without, and the secret that has USER:PASSWORD. */
  index?: { url: string; secretId: string } | undefined;
  /** The user's own script, run last: it sees what was set above and may change it. */
  userScript?: string;
}

// The image gives this folder to the user `airflow`; unlike /tmp no task clears it, unlike dags/ no sync overwrites it.
const folder = `\${AIRFLOW_HOME:-/usr/local/airflow}`;

/** A word that bash takes as it is, whatever it holds. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/**
 * @returns the script's text
 * @throws where a connection's id cannot be part of an environment variable's name
 */
export function startupScript(args: StartupScriptArgs): string {
  const { googleProject, credentialConfig, connections = {}, userScript = "" } = args;
  const lines = ["# Made by the deployment: changes belong in the stack's config or in the user's own script below."];
  if (credentialConfig !== undefined)
    lines.push(
      `export GOOGLE_APPLICATION_CREDENTIALS="${folder}/google-credentials.json"`,
      `printf '%s\\n' ${quoted(JSON.stringify(credentialConfig))} > "$GOOGLE_APPLICATION_CREDENTIALS" \\`,
      `  || echo "Google credentials: cannot write $GOOGLE_APPLICATION_CREDENTIALS; Google calls will fail" >&2`,
    );
  if (googleProject !== undefined) lines.push(`export GOOGLE_CLOUD_PROJECT=${quoted(googleProject)}`);
  for (const [id, value] of Object.entries({ ...googleConnection(googleProject), ...connections })) {
    if (!/^\w+$/.test(id))
      throw new Error(
        `connections: "${id}" is not a connection id MWAA can be given: use letters, digits and "_" only.`,
      );
    lines.push(`export AIRFLOW_CONN_${id.toUpperCase()}=${quoted(value)}`);
  }
  if (args.index !== undefined) lines.push(...indexLines(args.index));
  if (userScript.trim() !== "") lines.push(userScript.trimEnd());
  return `${lines.join("\n")}\n`;
}

/** Prints the index's address with the login in it; the secret's value is in no file and no log (pip writes `****`). */
const readLogin = `import sys, urllib.parse, boto3
value = boto3.client("secretsmanager").get_secret_value(SecretId=sys.argv[1])["SecretString"].strip()
login = ":".join(urllib.parse.quote(part, safe="") for part in value.split(":", 1))
print(sys.argv[2].replace("://", "://" + login + "@", 1))`;

/**
 * pip takes the index from the environment that this script leaves behind (aws/amazon-mwaa-docker-images, mwaa/entrypoint.py:
 * the script runs before the installation). Tasks see it too.
 */
const indexLines = ({ url, secretId }: { url: string; secretId: string }): string[] => [
  `PIP_INDEX_URL="$(python3 -c ${quoted(readLogin)} ${quoted(secretId)} ${quoted(url)})" || {`,
  `  echo "Package index: cannot read the secret ${secretId}; what needs a login will not install" >&2`,
  `  PIP_INDEX_URL=${quoted(url)}`,
  "}",
  "export PIP_INDEX_URL",
];

/**
 * Google's default connection names the project only. With a key file or a configuration of its own, each hook would get
 * itself a token and ask which project it is for; without, Airflow takes the process's credentials and asks nobody.
 */
function googleConnection(project: string | undefined): Record<string, string> {
  if (project === undefined) return {};
  return { google_cloud_default: JSON.stringify({ conn_type: "google_cloud_platform", extra: { project } }) };
}
