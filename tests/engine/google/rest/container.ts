/** GKE's ways: operations, a default pool that goes first, defaults that the answer has filled in. */
import type { Fields, Request, Store } from "./store";
import { notFound } from "./store";

const certificate = Buffer.from("-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n").toString("base64");

export function container(store: Store, base: string) {
  const done = (path: string, target: string): Fields => {
    const scope = /^projects\/[^/]+\/locations\/[^/]+/.exec(path)?.[0] ?? path;
    const name = `operation-${store.number()}`;
    return {
      name,
      status: "DONE",
      zone: scope.split("/")[3],
      selfLink: `${base}${scope}/operations/${name}`,
      targetLink: `${base}${target}`,
    };
  };

  return ({ method, path, body }: Request): unknown => {
    if (path.includes("/operations/")) return { ...done(path, path), name: path.split("/operations/")[1] };
    if (path.endsWith("/serverConfig"))
      return { defaultClusterVersion: "1.35.1-gke.100", validMasterVersions: ["1.35.1-gke.100"] };
    if (method === "POST" && path.endsWith("/clusters")) {
      const { name, ...rest } = body.cluster as Fields;
      const target = `${path}/${name}`;
      store.add(target, {
        ...rest,
        name,
        ...running(target),
        networkConfig: { ...(rest.networkConfig as Fields), ...network(rest) },
      });
      if ((rest.nodePools as unknown) === undefined)
        store.add(`${target}/nodePools/default-pool`, {
          name: "default-pool",
          status: "RUNNING",
          version: "1.35.1-gke.100",
        });
      return done(path, target);
    }
    if (method === "POST" && path.endsWith("/nodePools")) {
      const pool = body.nodePool as Fields;
      const target = `${path}/${pool.name}`;
      store.get(path.replace(/\/nodePools$/, ""));
      store.add(target, {
        version: "1.35.1-gke.100",
        locations: [path.split("/")[3]],
        ...pool,
        status: "RUNNING",
        instanceGroupUrls: [],
        selfLink: `${base}${target}`,
      });
      return done(path, target);
    }
    const item = path.replace(/:\w+$/, "");
    if (method === "GET" && item.endsWith("/nodePools")) return { nodePools: store.in(item) };
    if (method === "GET") {
      const thing = store.find(item);
      if (thing === undefined) throw notFound(item);
      return item.includes("/nodePools/") ? thing : { ...thing, nodePools: store.in(`${item}/nodePools`) };
    }
    if (method === "DELETE") {
      for (const inside of store.paths().filter((other) => other.startsWith(`${item}/`))) store.remove(inside);
      store.remove(item);
      return done(path, item);
    }
    store.change(item, {});
    return done(path, item);
  };

  function running(target: string): Fields {
    const location = target.split("/")[3];
    return {
      status: "RUNNING",
      location,
      locations: [location],
      endpoint: "203.0.113.20",
      currentMasterVersion: "1.35.1-gke.100",
      masterAuth: { clusterCaCertificate: certificate },
      selfLink: `${base}${target}`,
      labelFingerprint: "a9dc16a7",
    };
  }
}

/** The cluster's place in the network, as the answer names it: by path. */
const network = ({ network, subnetwork }: Fields): Fields => ({ network, subnetwork });
