/** Compute Engine's ways: every change is an operation, a thing that is used stays (https://cloud.google.com/compute/docs/reference/rest/v1). */
import type { Fields, Request, Store } from "./store";
import { Refused } from "./store";

const scopes = /^projects\/[^/]+\/(global|regions\/[^/]+|zones\/[^/]+)\/([A-Za-z]+)(?:\/([^/]+))?(?:\/([A-Za-z]+))?$/;
/** A rule of a global address is in a collection of its own. */
const selfLink = (base: string, path: string) => `${base}${path}`;

/** @param hasNeg whether a zone's endpoint group exists: GKE makes it, not the provider */
export function compute(store: Store, base: string, hasNeg: (path: string) => boolean) {
  const done = (path: string, target: string): Fields => {
    const scope = /^projects\/[^/]+\/(?:global|regions\/[^/]+|zones\/[^/]+)/.exec(path)?.[0] ?? path;
    const name = `operation-${store.number()}`;
    const operation = {
      kind: "compute#operation",
      name,
      id: store.number(),
      status: "DONE",
      progress: 100,
      targetLink: selfLink(base, target),
      selfLink: selfLink(base, `${scope}/operations/${name}`),
    };
    return { ...operation, ...place(base, scope) };
  };

  return ({ method, path, body }: Request): unknown => {
    if (/^projects\/[^/]+$/.test(path)) return { kind: "compute#project", name: path.split("/")[1] };
    if (/\/operations\/[^/]+(\/wait)?$/.test(path)) return { ...done(path, path), name: path.split("/operations/")[1] };
    if (/^projects\/[^/]+\/(regions|zones)(\/[^/]+)?$/.test(path))
      return { name: path.split("/").at(-1), selfLink: selfLink(base, path), items: [] };
    const [, , collection = "", name, action] = scopes.exec(path) ?? [];
    if (collection === "networkEndpointGroups" && name !== undefined) {
      if (!hasNeg(path)) throw new Refused(404, `The resource '${path}' was not found`, "notFound");
      return { name, selfLink: selfLink(base, path), size: 0 };
    }
    if (name === undefined) {
      if (method === "GET") return { kind: "compute#list", items: store.in(path) };
      return made(path, collection, body);
    }
    if (method === "GET") return store.get(path);
    if (method === "DELETE") {
      const user = store.userOf(path);
      if (user !== undefined)
        throw new Refused(
          400,
          `The ${collection} resource '${path}' is already being used by '${user}'`,
          "resourceInUseByAnotherResource",
        );
      store.remove(path);
      return done(path, path);
    }
    const item = action === undefined ? path : path.slice(0, -action.length - 1);
    store.change(item, acted(action, store.get(item), absolute(body)));
    return done(item, item);
  };

  function made(path: string, collection: string, body: Fields): Fields {
    const target = `${path}/${body.name}`;
    const groups = ((body.backends ?? []) as { group?: string }[]).map(({ group = "" }) =>
      group.replace(/^.*(?=projects\/)/, ""),
    );
    const missing = groups.find((group) => !hasNeg(group));
    if (missing !== undefined) throw new Refused(404, `The resource '${missing}' was not found`, "notFound");
    const scope = path.replace(/\/[^/]+$/, "");
    store.add(target, {
      kind: `compute#${collection.replace(/s$/, "")}`,
      creationTimestamp: "2026-11-21T00:00:00.000-08:00",
      fingerprint: "3n1Cg2Q=",
      ...absolute(body),
      ...place(base, scope),
      ...(collection === "addresses" && { address: "203.0.113.10", status: "RESERVED" }),
      ...(collection === "disks" && { status: "READY" }),
      ...(collection === "subnetworks" && { gatewayAddress: "10.10.0.1" }),
      ...(collection === "forwardingRules" && { IPAddress: "203.0.113.10", labelFingerprint: "42WmSpB8rSM=" }),
      ...(collection === "sslCertificates" && { managed: { ...(body.managed as object), status: "PROVISIONING" } }),
      id: store.number(),
      selfLink: selfLink(base, target),
    });
    return done(path, target);
  }

  /** What the provider names by path, Google shows by link. */
  function absolute(value: Fields): Fields {
    const text = JSON.stringify(value).replace(
      /"(projects\/[^"]+\/(?:global|regions|zones)\/[^"]+)"/g,
      (_, path) => `"${base}${path}"`,
    );
    return JSON.parse(text) as Fields;
  }
}

function place(base: string, scope: string): Fields {
  const [, , kind, name] = scope.split("/");
  return name === undefined ? {} : { [kind === "zones" ? "zone" : "region"]: `${base}${scope}` };
}

/** What an action changes. Without one, what was sent is put over what is there. */
function acted(action: string | undefined, before: Fields, body: Fields): Fields {
  const policies = (before.resourcePolicies ?? []) as unknown[];
  const named = (body.resourcePolicies ?? []) as unknown[];
  switch (action) {
    case "setLabels":
      return { labels: body.labels };
    case "addResourcePolicies":
      return { resourcePolicies: [...policies, ...named] };
    case "removeResourcePolicies":
      return { resourcePolicies: policies.filter((policy) => !named.includes(policy)) };
    default:
      return body;
  }
}
