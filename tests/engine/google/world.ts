/**
 * Google Cloud's manners, as public code shows them: what comes late, what stays taken, what cannot go while it is used.
 * Times are a few per cent of Google's own.
 */
import { randomBytes } from "node:crypto";
import { nameOf } from "../../conformance/googleNames";
import { type Properties, revealed } from "../wire";
import { certificateUser, keyRefusal } from "./company";

export interface Thing {
  type: string;
  /** Logical name. */
  name: string;
  id: string;
  inputs: Properties;
  state: Properties;
  at: number;
}

/** What a stand-in provider asks before and tells after each operation. Previews are not among them. */
export interface World {
  /** The inputs with the names that the provider makes up; the old ones are kept. */
  named(type: string, logical: string, news: Properties, olds: Properties): Properties;
  /** Why Google refuses, or undefined. */
  refusal(verb: "create" | "update" | "delete", thing: Omit<Thing, "at" | "state">): string | undefined;
  /** What it made, with what controllers write into it. */
  made(thing: Omit<Thing, "at">): Properties;
  gone(type: string, id: string): void;
  /** A new one each time, as Google gives them. */
  token(): string;
}

/** Milliseconds. */
const late = { neg: 1500, api: 400, account: 300 };

const apiOf: [type: RegExp, api: string][] = [
  [/^gcp:compute\//, "compute"],
  [/^gcp:container\//, "container"],
  [/^gcp:dns\//, "dns"],
  [/^gcp:sql\//, "sqladmin"],
  [/^gcp:iap\//, "iap"],
  [/^gcp:serviceaccount\//, "iam"],
  [/^gcp:storage\//, "storage"],
  [/^gcp:monitoring\//, "monitoring"],
  [/^gcp:billing\//, "billingbudgets"],
  [/^gcp:kms\//, "cloudkms"],
  [/^gcp:certificatemanager\//, "certificatemanager"],
];

/** What cannot be deleted while another thing names it (Compute Engine: resourceInUseByAnotherResource). */
const heldByUse =
  /^gcp:compute\/(network|subnetwork|router|healthCheck|backendService|uRLMap|managedSslCertificate|sSLPolicy|targetHttps?Proxy|disk):/;

/** Kept for a week after deletion (https://docs.cloud.google.com/sql/docs/postgres/delete-instance). */
const staysTaken = /^gcp:sql\/databaseInstance:/;

export class GoogleCloud implements World {
  readonly things = new Map<string, Thing>();
  readonly tokens = new Set<string>();
  /** Snapshots that the provider made before it deleted a disk (resource_compute_disk.go, create_snapshot_before_destroy). */
  readonly lastSnapshots: string[] = [];
  private readonly taken = new Set<string>();
  private readonly negs = new Map<string, { at: number; service: string; namespace: string }>();

  constructor(private readonly project: string) {}

  named(type: string, logical: string, news: Properties, olds: Properties): Properties {
    if (type.startsWith("kubernetes:") && !/:(Release|.*List)$/.test(type)) {
      const metadata = (news.metadata ?? {}) as Properties;
      const old = ((olds.metadata ?? {}) as Properties).name;
      // pulumi-kubernetes: provider/pkg/metadata/naming.go, AssignNameIfAutonamable.
      const name = metadata.name ?? (old?.toString().startsWith(`${logical}-`) ? old : `${logical}-${hex(8)}`);
      return { ...news, metadata: { ...metadata, name } };
    }
    // pulumi-terraform-bridge: pkg/tfbridge/names.go, SetAutonaming.
    if (!type.startsWith("gcp:") || typeof news.name === "string") return news;
    if (nameOf(type, logical, news) === undefined) return news;
    return { ...news, name: olds.name ?? `${logical}-${hex(7)}` };
  }

  refusal(verb: "create" | "update" | "delete", thing: Omit<Thing, "at" | "state">): string | undefined {
    const off = verb === "create" ? this.offApi(thing.type) : undefined;
    return off ?? (verb === "delete" ? this.inUse(thing) : (this.conflict(verb, thing) ?? this.missing(thing)));
  }

  made(thing: Omit<Thing, "at">): Properties {
    const state = isWebService(thing) ? this.withNeg(thing) : thing.state;
    this.things.set(keyOf(thing.type, thing.id), {
      ...thing,
      inputs: revealed(thing.inputs) as Properties,
      state,
      at: Date.now(),
    });
    return state;
  }

  gone(type: string, id: string): void {
    const thing = this.things.get(keyOf(type, id));
    this.things.delete(keyOf(type, id));
    if (thing?.inputs.createSnapshotBeforeDestroy === true)
      this.lastSnapshots.push(`${thing.inputs.createSnapshotBeforeDestroyPrefix} of ${id}`);
    if (staysTaken.test(type)) this.taken.add(keyOf(type, id));
    // What is inside goes with it, unasked.
    if (type === "gcp:container/cluster:Cluster") this.forget("kubernetes:");
    if (staysTaken.test(type)) this.forget("gcp:sql/");
    if (type === "gcp:compute/disk:Disk") this.forget("gcp:compute/diskResourcePolicyAttachment:");
    for (const [path, neg] of this.negs)
      if (thing !== undefined && isWebService(thing) && neg.service === thing.name) this.dropNeg(path);
  }

  token(): string {
    const token = `ya29.${hex(12)}`;
    this.tokens.add(token);
    return token;
  }

  hasNeg = (path: string): boolean => (this.negs.get(path)?.at ?? Number.POSITIVE_INFINITY) <= Date.now();

  /** Nodes that a disk is attached to: it is while a pod on a node mounts it. */
  usersOf(diskId: string): string[] {
    const [pool] = this.ofType("gcp:container/nodePool:NodePool");
    const volumes = this.ofType("kubernetes:core/v1:PersistentVolume").filter(({ inputs }) => uses(inputs, diskId));
    const server = this.ofType("kubernetes:apps/v1:StatefulSet").length > 0;
    return pool !== undefined && volumes.length > 0 && server ? [`gke-${pool.id.split("/").at(-1)}-0`] : [];
  }

  private ofType = (type: string): Thing[] => [...this.things.values()].filter((thing) => thing.type === type);

  private forget(prefix: string): void {
    for (const [key, thing] of this.things) if (thing.type.startsWith(prefix)) this.things.delete(key);
  }

  /** An API answers 403 for minutes after it is on (googleapis error SERVICE_DISABLED). */
  private offApi(type: string): string | undefined {
    const [, api] = apiOf.find(([form]) => form.test(type)) ?? [];
    if (api === undefined) return undefined;
    const service = this.ofType("gcp:projects/service:Service").find(
      ({ inputs }) => inputs.service === `${api}.googleapis.com`,
    );
    if (service !== undefined && Date.now() - service.at >= late.api) return undefined;
    return `googleapi: Error 403: ${api} API has not been used in project ${this.project} before or it is disabled. Enable it by visiting https://console.developers.google.com then retry., accessNotConfigured`;
  }

  private conflict(verb: string, { type, id }: Omit<Thing, "at" | "state">): string | undefined {
    if (verb !== "create" || !type.startsWith("gcp:")) return undefined;
    if (this.taken.has(keyOf(type, id)))
      return `googleapi: Error 409: The Cloud SQL instance already exists. When you delete an instance, you can't reuse the name of the deleted instance until one week from the deletion date., instanceAlreadyExists`;
    return this.things.has(keyOf(type, id)) && nameOf(type, "", {}) !== undefined
      ? `googleapi: Error 409: The resource '${id}' already exists, alreadyExists`
      : undefined;
  }

  private missing({ type, id, inputs }: Omit<Thing, "at" | "state">): string | undefined {
    const plain = revealed(inputs) as Properties;
    // kubernetes: pkg/apis/core/validation, ValidatePersistentVolumeClaimUpdate.
    const claimed = type === "kubernetes:core/v1:PersistentVolumeClaim" && this.things.get(keyOf(type, id))?.inputs;
    if (claimed && storage(claimed) > storage(plain))
      return `PersistentVolumeClaim "${id}" is invalid: spec.resources.requests.storage: Forbidden: field can not be less than status.capacity`;
    if (type === "gcp:compute/backendService:BackendService")
      // ingress-gce: pkg/neg/controller.go, processService writes the annotation before EnsureSyncers makes the NEG.
      for (const { group } of (plain.backends ?? []) as { group: string }[])
        if (!this.hasNeg(group))
          return `Error creating BackendService: googleapi: Error 404: The resource '${group}' was not found, notFound`;
    const denied = keyRefusal(type, plain, this.things.values());
    if (denied !== undefined) return denied;
    const email = /^serviceAccount:(.+@.+\.iam\.gserviceaccount\.com)$/.exec(String(plain.member ?? ""))?.[1];
    const account = this.ofType("gcp:serviceaccount/account:Account").find(({ state }) => state.email === email);
    // A new account is not known everywhere at once (https://docs.cloud.google.com/iam/docs/service-accounts-create).
    return account !== undefined && Date.now() - account.at < late.account
      ? `Error applying IAM policy: googleapi: Error 400: Service account ${email} does not exist., badRequest`
      : undefined;
  }

  private inUse({ type, id, name }: Omit<Thing, "at" | "state">): string | undefined {
    if (type === "kubernetes:core/v1:Namespace") {
      // ingress-gce: pkg/neg/types, NegFinalizerKey on the ServiceNetworkEndpointGroup of the namespace.
      const neg = [...this.negs].find(([, { namespace }]) => id.endsWith(`/${namespace}`) || id === namespace);
      return neg && `Namespace ${id}: timed out; a finalizer of the NEG ${neg[0]} is left`;
    }
    const certificate = certificateUser({ type, id }, this.things.values());
    if (certificate !== undefined) return certificate;
    const users = type === "gcp:compute/disk:Disk" ? this.usersOf(id) : [];
    if (heldByUse.test(type) && type !== "gcp:compute/disk:Disk")
      for (const other of this.things.values())
        if (other.id !== id && other.type.startsWith("gcp:") && uses(other.inputs, id)) users.push(other.id);
    if (type === "gcp:compute/network:Network") users.push(...this.negs.keys());
    return (
      users[0] &&
      `googleapi: Error 400: The resource '${id}' (${name}) is already being used by '${users[0]}', resourceInUseByAnotherResource`
    );
  }

  /** The controller's annotation: the NEG in the nodes' zone, seconds before it is there. */
  private withNeg({ name, state }: Omit<Thing, "at">): Properties {
    const metadata = state.metadata as { namespace: string; annotations: Record<string, string> };
    const status = JSON.parse(metadata.annotations["cloud.google.com/neg-status"] ?? "{}");
    const [pool] = this.ofType("gcp:container/nodePool:NodePool");
    const [zone = status.zones[0]] = (pool?.inputs.nodeLocations ?? [pool?.inputs.location]) as string[];
    const path = `projects/${this.project}/zones/${zone}/networkEndpointGroups/${status.network_endpoint_groups["8080"]}`;
    if (!this.negs.has(path))
      this.negs.set(path, { at: Date.now() + late.neg, service: name, namespace: metadata.namespace });
    const annotations = {
      ...metadata.annotations,
      "cloud.google.com/neg-status": JSON.stringify({ ...status, zones: [zone] }),
    };
    return { ...state, metadata: { ...metadata, annotations } };
  }

  /** A NEG goes when its Service is gone and no backend uses it (ingress-gce: pkg/neg/manager.go, ensureDeleteNetworkEndpointGroup). */
  private dropNeg(path: string): void {
    const used = this.ofType("gcp:compute/backendService:BackendService").some(({ inputs }) =>
      JSON.stringify(inputs).includes(path),
    );
    if (!used) this.negs.delete(path);
  }
}

const hex = (digits: number): string => randomBytes(digits).toString("hex").slice(0, digits);
const storage = (claim: Properties): number => {
  const spec = claim.spec as { resources?: { requests?: { storage?: string } } };
  return Number.parseInt(spec.resources?.requests?.storage ?? "0", 10);
};
const keyOf = (type: string, id: string): string => `${type}|${id}`;
const isWebService = ({ type, inputs }: Pick<Thing, "type" | "inputs">): boolean =>
  type === "kubernetes:core/v1:Service" && JSON.stringify(inputs).includes("cloud.google.com/neg");
const uses = (inputs: Properties, id: string): boolean =>
  new RegExp(`${id.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}"`).test(JSON.stringify(inputs));
