/** The connection to a target; its tokens are kept for the process's life, so a warm Lambda logs in once. */
import type { Target } from "../target";
import type { Connection } from "./connection";
import type { Credentials } from "./plain";

const connections = new Map<string, Promise<Connection>>();

/** Each kind's code, and with it that cloud's SDK, is loaded only when a target needs it. */
export function connectionTo(target: Target, credentials: Credentials | undefined): Promise<Connection> {
  const key = JSON.stringify([target, credentials]);
  let connection = connections.get(key);
  if (!connection) {
    connection = make(target, credentials);
    connections.set(key, connection);
    connection.catch(() => connections.delete(key)); // the next call tries anew
  }
  return connection;
}

/** Forget every login. For tests. */
export function forgetConnections(): void {
  connections.clear();
}

async function make(target: Target, credentials: Credentials | undefined): Promise<Connection> {
  switch (target.kind) {
    case "mwaa":
      return new (await import("./mwaa")).MwaaConnection(target);
    case "iap":
      return new (await import("./iap")).IapConnection(target);
    case "composer":
      return new (await import("./composer")).ComposerConnection(target);
    case "airflow": {
      const { credentialsFromEnv, PlainConnection } = await import("./plain");
      return new PlainConnection(target, credentials ?? credentialsFromEnv());
    }
  }
}
