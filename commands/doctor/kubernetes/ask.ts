/** Lists of the cluster's API server, with the caller's Google credentials: by Google's DNS name, or by address with the cluster's own authority. */
import { request } from "node:https";
import { CouldNotLook } from "../check";
import { callerOf } from "../google/ask/ask";
import { nameOf, outputsOf, types } from "../google/ask/made";
import { projectOf, textOf } from "../google/ask/places";
import { refusedBy } from "../google/ask/refused";
import { readCluster } from "../google/cluster/cluster";
import type { World } from "../world";

interface List<T> {
  items?: T[];
  metadata?: { continue?: string };
}

/** Where the API server is, and who signed its certificate: nobody named is a public authority. */
async function serverOf(world: World): Promise<{ host: string; ca?: string }> {
  type Ends = {
    controlPlaneEndpointsConfig?: { dnsEndpointConfig?: { endpoint?: string; allowExternalTraffic?: boolean } };
  };
  const given = (world.made(types.cluster)[0]?.inputs ?? {}) as Ends;
  const told = outputsOf(world, types.cluster) as Ends;
  const host = told.controlPlaneEndpointsConfig?.dnsEndpointConfig?.endpoint ?? "";
  if (given.controlPlaneEndpointsConfig?.dnsEndpointConfig?.allowExternalTraffic && host !== "") return { host };
  const found = await readCluster(world);
  if (found?.endpoint === undefined) throw new CouldNotLook("the cluster has no address");
  const ca = Buffer.from(found.masterAuth?.clusterCaCertificate ?? "", "base64").toString();
  return { host: found.endpoint, ca };
}

/** The namespace of Airflow. */
export const namespaceOf = ({ settings }: World): string =>
  settings.platform === "gke" ? settings.gke.namespace : "airflow";

/**
 * Everything of a kind, all pages.
 *
 * @param path `api/v1/nodes`, or with the namespace as `apis/batch/v1/namespaces/NS/jobs`
 */
export const list = <T>(world: World, path: string): Promise<T[]> =>
  world.once(`kubernetes ${path}`, async () => {
    const { host, ca } = await serverOf(world);
    const { headers } = await callerOf(world);
    const all: T[] = [];
    for (let token: string | undefined = ""; token !== undefined; ) {
      const more: string = token === "" ? "" : `&continue=${encodeURIComponent(token)}`;
      const url = `https://${host}/${path}?limit=500${more}`;
      const { status, text } = ca === undefined ? await fetched(url, headers) : await byAddress(url, headers, ca);
      if (status !== 200) throw refusedBy(url, status, text);
      const page = JSON.parse(text) as List<T>;
      all.push(...(page.items ?? []));
      token = page.metadata?.continue || undefined;
    }
    return all;
  });

async function fetched(url: string, headers: Record<string, string>): Promise<{ status: number; text: string }> {
  const answer = await fetch(url, { headers, signal: AbortSignal.timeout(20_000) });
  return { status: answer.status, text: await answer.text() };
}

/** Node's fetch takes no authority of one's own. */
const byAddress = (
  url: string,
  headers: Record<string, string>,
  ca: string,
): Promise<{ status: number; text: string }> =>
  new Promise((resolve, reject) => {
    const asked = request(url, { headers, ca, timeout: 20_000 }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("end", () => resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(chunks).toString() }));
      answer.on("error", reject);
    });
    asked.on("timeout", () => asked.destroy(Object.assign(new Error("no answer"), { code: "ETIMEDOUT" })));
    asked.on("error", reject);
    asked.end();
  });

/** A command for the cluster, which logs in first. */
export function kubectl(world: World, words: string): string {
  const location = textOf(outputsOf(world, types.cluster).location);
  const login = `gcloud container clusters get-credentials ${nameOf(world, types.cluster)} --location ${location} --project ${projectOf(world)}`;
  const dns = world.settings.platform === "gke" && world.settings.gke.controlPlane.access === "dns";
  return `${login}${dns ? " --dns-endpoint" : ""} && kubectl -n ${namespaceOf(world)} ${words}`;
}

/** Whether there is a cluster with something in it to look at. */
export const inCluster = (world: World): boolean => world.made(types.cluster).length > 0 && world.settings.awake;

/** Every check here needs this way in, and the list's own permission. */
export const asks = (...kinds: string[]): string[] => [
  "container.clusters.connect",
  ...kinds.map((kind) => `container.${kind}.list`),
];
