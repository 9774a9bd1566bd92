/** The ways of Google's smaller APIs: grants, service accounts, services, DNS, storage. Each thing is what was sent, and what its API adds. */
import type { Fields, Request, Store } from "./store";
import { Refused } from "./store";

const number = "123456789012";

/** `RESOURCE:getIamPolicy` and `:setIamPolicy`, which most APIs have alike. */
export function grants(store: Store, { path, body }: Request): unknown {
  const [, resource = "", verb] = /^(.*):([gs]et)IamPolicy$/.exec(path) ?? [];
  if (verb === undefined) return undefined;
  const key = `policies/${resource}`;
  if (verb === "set") {
    const policy = { ...(body.policy as Fields), etag: `BwX${store.number().slice(0, 8)}=` };
    if (store.find(key) === undefined) store.add(key, policy);
    return store.change(key, policy);
  }
  return store.find(key) ?? { etag: "ACAB" };
}

export function iam(store: Store, { method, path, body }: Request): unknown {
  if (method === "POST" && path.endsWith("/serviceAccounts")) {
    const project = path.split("/")[1];
    const email = `${body.accountId}@${project}.iam.gserviceaccount.com`;
    const name = `projects/${project}/serviceAccounts/${email}`;
    return store.add(name, {
      ...(body.serviceAccount as Fields),
      name,
      email,
      projectId: project,
      uniqueId: store.number(),
      disabled: false,
    });
  }
  return plain(store, {
    method,
    path: path.replace("projects/-/", `projects/${path.split("@")[1]?.split(".")[0]}/`),
    body,
  });
}

function plain(store: Store, { method, path, body }: Pick<Request, "method" | "path" | "body">): unknown {
  if (method === "GET") return store.get(path);
  if (method !== "DELETE") return store.change(path, (body.serviceAccount as Fields | undefined) ?? body);
  store.remove(path);
  return {};
}

/** Cloud Resource Manager: the project is there. */
export const projects = ({ path }: Request): unknown => ({
  projectId: path.split("/")[1],
  projectNumber: number,
  name: `projects/${number}`,
  lifecycleState: "ACTIVE",
  state: "ACTIVE",
});

/** Service Usage: on at once, in the list a moment later. */
export function services(store: Store, { method, path, body }: Request): unknown {
  const project = path.split("/")[1];
  const on = (name: string) => {
    const key = `projects/${project}/services/${name}`;
    if (store.find(key) === undefined)
      store.add(key, {
        name: `projects/${number}/services/${name}`,
        parent: `projects/${number}`,
        state: "ENABLED",
        config: { name },
      });
  };
  const done = { name: `operations/acf.${store.number()}`, done: true, response: {} };
  if (path.startsWith("operations/")) return done;
  if (path.endsWith("services:batchEnable")) for (const name of body.serviceIds as string[]) on(name);
  else if (path.endsWith(":enable")) on(path.split("/")[3]?.replace(":enable", "") ?? "");
  else if (path.endsWith(":disable")) store.remove(path.replace(":disable", ""));
  else if (method === "GET" && /\/services$/.test(path)) return { services: store.in(path) };
  else if (method === "GET") return store.find(path) ?? { name: path, state: "DISABLED" };
  return done;
}

export function dns(store: Store, { method, path, query, body }: Request): unknown {
  if (method === "POST" && path.endsWith("/managedZones")) {
    const zone = `${path}/${body.name}`;
    const made = store.add(zone, {
      ...shown(body),
      id: store.number(),
      nameServers: [1, 2, 3, 4].map((at) => `ns-cloud-a${at}.googledomains.com.`),
      creationTime: "2026-11-21T00:00:00.000Z",
      visibility: "public",
      cloudLoggingConfig: {},
    });
    for (const type of ["NS", "SOA"])
      store.add(`${zone}/rrsets/${body.dnsName} ${type}`, { name: body.dnsName, type, rrdatas: [] });
    return made;
  }
  const [zone = ""] = /^projects\/[^/]+\/managedZones\/[^/]+/.exec(path) ?? [];
  if (method === "POST" && path.endsWith("/changes")) {
    for (const { name, type } of (body.deletions ?? []) as Fields[]) store.remove(`${zone}/rrsets/${name} ${type}`);
    for (const record of (body.additions ?? []) as Fields[])
      store.add(`${zone}/rrsets/${record.name} ${record.type}`, record);
    return { ...body, id: "1", status: "done" };
  }
  if (path.includes("/changes/")) return { id: "1", status: "done" };
  if (path.endsWith("/rrsets"))
    return {
      rrsets: store
        .in(path)
        .filter(({ name, type }) => (query.get("name") ?? name) === name && (query.get("type") ?? type) === type),
    };
  if (method === "DELETE") {
    const records = store.in(`${zone}/rrsets`);
    if (records.some(({ type }) => type !== "NS" && type !== "SOA"))
      throw new Refused(
        400,
        `The resource named '${zone}' cannot be deleted because it contains one or more 'resource records'.`,
        "containerNotEmpty",
      );
    for (const { name, type } of records) store.remove(`${zone}/rrsets/${name} ${type}`);
  }
  return plain(store, { method, path, body });
}

/** What is sent empty is not shown. */
const shown = (body: Fields): Fields =>
  Object.fromEntries(Object.entries(body).filter(([, value]) => JSON.stringify(value) !== '{"networks":[]}'));

export function storage(store: Store, { method, path, query, body }: Request): unknown {
  if (path === "b") {
    const name = String(body.name);
    return store.add(`b/${name}`, {
      storageClass: "STANDARD",
      ...body,
      location: String(body.location).toUpperCase(),
      id: name,
      kind: "storage#bucket",
      projectNumber: number,
      timeCreated: "2026-11-21T00:00:00.000Z",
      updated: "2026-11-21T00:00:00.000Z",
      selfLink: `https://www.googleapis.com/storage/v1/b/${name}`,
      softDeletePolicy: body.softDeletePolicy ?? { retentionDurationSeconds: "604800" },
    });
  }
  if (path.endsWith("/iam")) {
    if (method === "GET") return store.find(`policies/${path}`) ?? { etag: "CAE=" };
    if (store.find(`policies/${path}`) === undefined) store.add(`policies/${path}`, body);
    return store.change(`policies/${path}`, body);
  }
  if (method === "POST" && path.endsWith("/o")) {
    const name = query.get("name") ?? String(body.name);
    const object = `${path}/${encodeURIComponent(name)}`;
    if (store.find(object) !== undefined) store.remove(object);
    return store.add(object, {
      ...body,
      name,
      bucket: path.split("/")[1],
      id: object,
      selfLink: object,
      mediaLink: object,
      generation: "1",
      storageClass: "STANDARD",
    });
  }
  if (method === "GET" && path.endsWith("/o")) return { items: store.in(path) };
  if (method === "DELETE" && /^b\/[^/]+$/.test(path) && store.in(`${path}/o`).length > 0)
    throw new Refused(409, "The bucket you tried to delete is not empty.", "conflict");
  return plain(store, { method, path, body });
}
