/** Kubeconfig of a cluster, with a Google access token: no gcloud on the user's machine. */

export interface KubeconfigArgs {
  /** Address of the API, with https://. */
  server: string;
  /** Google OAuth token; Google accepts it for an hour. */
  token: string;
  /** Certificate authority of an API that is reached by address, base64. The DNS name has a public certificate. */
  certificateAuthority?: string;
}

/** The kubeconfig as JSON, which is YAML too. */
export function kubeconfig({ server, token, certificateAuthority }: KubeconfigArgs): string {
  const name = "airflow";
  const authority = certificateAuthority === undefined ? {} : { "certificate-authority-data": certificateAuthority };
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": name,
    clusters: [{ name, cluster: { server, ...authority } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    users: [{ name, user: { token } }],
  });
}
