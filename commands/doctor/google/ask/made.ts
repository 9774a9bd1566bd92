/** What the state knows of the stack's own things on Google. Pure. */
import type { World } from "../../world";
import { lastOf } from "./places";

type Outputs = Record<string, unknown>;

/** What the cloud answered for the one thing of a type; empty where the state has none. */
export const outputsOf = (world: World, type: string): Outputs => world.made(type)[0]?.outputs ?? {};

/** Its name with Google, such as `air-backend-backend-0a1b2c3`. */
export function nameOf(world: World, type: string): string {
  const [one] = world.made(type);
  return typeof one?.outputs?.name === "string" ? one.outputs.name : lastOf(one?.id ?? "");
}

export const types = {
  cluster: "gcp:container/cluster:Cluster",
  backend: "gcp:compute/backendService:BackendService",
  certificate: "gcp:compute/managedSslCertificate:ManagedSslCertificate",
  sql: "gcp:sql/databaseInstance:DatabaseInstance",
  pool: "gcp:container/nodePool:NodePool",
} as const;

/** Makes again what somebody removed by hand. */
export const again = (world: World): string => `pulumi up --refresh --stack ${world.stack}`;

/** Whether a time is of the last so many hours. */
export const within = (time: string | undefined, hours: number, now = Date.now()): boolean =>
  time !== undefined && now - Date.parse(time) < hours * 3_600_000;
