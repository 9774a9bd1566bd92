/** The script that MWAA sources at the start of every container. */
export interface StartupScriptArgs {
  /** Google Cloud project that jobs run in. */
  googleProject?: string;
  /** Credential configuration of the federation (no secret). */
  credentialConfig?: object;
  /** Airflow connections by id, as `AIRFLOW_CONN_…` values. */
  connections?: Record<string, string>;
  /** The user's own script, run last. */
  userScript?: string;
}

export function startupScript(args: StartupScriptArgs): string {
  const { googleProject, credentialConfig, connections = {}, userScript = "" } = args;
  const lines: string[] = [];
  if (credentialConfig !== undefined)
    lines.push(
      "export GOOGLE_APPLICATION_CREDENTIALS=/tmp/google-credentials.json",
      `cat > "$GOOGLE_APPLICATION_CREDENTIALS" <<'EOF'\n${JSON.stringify(credentialConfig, null, 2)}\nEOF`,
    );
  if (googleProject !== undefined) lines.push(`export GOOGLE_CLOUD_PROJECT=${googleProject}`);
  for (const [id, value] of Object.entries(connections))
    lines.push(`export AIRFLOW_CONN_${id.toUpperCase()}='${value}'`);
  return `${[...lines, userScript].join("\n")}\n`;
}
