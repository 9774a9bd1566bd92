/** Kubeconfig of a cluster, with a program that gets a Google token: no gcloud on the user's machine. Pure. */

export interface KubeconfigArgs {
  /** Address of the API, with https://. */
  server: string;
  /** Certificate authority of an API that is reached by address, base64. The DNS name has a public certificate. */
  certificateAuthority?: string;
  /** The program (token.cjs), relative to the folder that Pulumi runs in: the same on every machine. */
  tokenProgram: string;
  /** Credentials of the Google provider, by the names of their environment variables; empty where the machine's login counts. */
  environment: Record<string, string | undefined>;
}

/** The kubeconfig as JSON, which is YAML too. It is the same at every run: no token is in it. */
export function kubeconfig({ server, certificateAuthority, tokenProgram, environment }: KubeconfigArgs): string {
  const name = "airflow";
  const authority = certificateAuthority === undefined ? {} : { "certificate-authority-data": certificateAuthority };
  const env = Object.entries(environment).flatMap(([key, value]) => (value ? [{ name: key, value }] : []));
  const exec = {
    apiVersion: "client.authentication.k8s.io/v1",
    command: "node",
    args: [tokenProgram],
    env,
    interactiveMode: "Never",
    provideClusterInfo: false,
  };
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": name,
    clusters: [{ name, cluster: { server, ...authority } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    users: [{ name, user: { exec } }],
  });
}
