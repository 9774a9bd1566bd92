/** A stack's state as `pulumi stack export` gives it, and what an operation that died left in it. Pure. */

export type Properties = Record<string, unknown>;

/** One resource of the state. Fields that nothing here reads are carried along. */
export interface StateResource {
  urn: string;
  type: string;
  custom?: boolean;
  id?: string;
  parent?: string;
  provider?: string;
  /** What another resource replaces: the next `up` deletes it. */
  delete?: boolean;
  inputs?: Properties;
  outputs?: Properties;
  [more: string]: unknown;
}

/** An operation that was begun and never written down as ended. */
export interface PendingOperation {
  type: "creating" | "updating" | "deleting" | "reading" | "importing" | string;
  resource: StateResource;
}

export interface Deployment {
  resources?: StateResource[];
  pending_operations?: PendingOperation[];
  [more: string]: unknown;
}

/** The whole export. */
export interface StackState {
  version: number;
  deployment: Deployment;
}

const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

/** Whether a value, or a part of it, is kept as a secret. */
export const holdsSecret = (value: unknown): boolean =>
  typeof value === "object" &&
  value !== null &&
  ((value as Properties)[signatureKey] === secretSignature || Object.values(value).some(holdsSecret));

/** Values without the wrappers of secrets, which an export with `--show-secrets` has as JSON in text. */
export function revealed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(revealed);
  if (typeof value !== "object" || value === null) return value;
  const object = value as Properties;
  if (object[signatureKey] === secretSignature)
    return typeof object.plaintext === "string" ? revealed(JSON.parse(object.plaintext)) : undefined;
  return Object.fromEntries(Object.entries(object).map(([key, inner]) => [key, revealed(inner)]));
}

const asSecret = (value: unknown) => ({ [signatureKey]: secretSignature, plaintext: JSON.stringify(revealed(value)) });

/** Name of a resource: the end of its URN. */
export const nameOf = (urn: string): string => urn.split("::").slice(3).join("::");

/** Operations worth looking at, once each: a second try of the same resource may have died too. */
export function pendingOf({ deployment }: StackState): PendingOperation[] {
  const seen = new Map((deployment.pending_operations ?? []).map((one) => [`${one.type} ${one.resource.urn}`, one]));
  return [...seen.values()];
}

/** What became of an operation, to be written. `resource` as the provider reads it now; undefined where nothing is there. */
export interface Written {
  pending: PendingOperation;
  resource?: StateResource;
}

/**
 * The state after resume: what was made is in it, what is gone is not, no operation is pending.
 *
 * A resource that was made keeps the inputs that it was made with; what the provider read becomes its outputs. One that was
 * made to replace another leaves that to be deleted, as the engine would have.
 */
export function resumed(state: StackState, written: readonly Written[]): StackState {
  let resources = [...(state.deployment.resources ?? [])];
  for (const { pending, resource } of written) {
    const { urn } = pending.resource;
    if (pending.type !== "creating") {
      const gone = (one: StateResource) => one.urn === urn && one.id === pending.resource.id && resource === undefined;
      resources = resources.filter((one) => !gone(one) || isNeeded(resources, one));
      if (resource !== undefined)
        resources = resources.map((one) =>
          one.urn === urn && !one.delete ? { ...one, ...readAgain(one, resource) } : one,
        );
      continue;
    }
    if (resource === undefined) continue;
    resources = resources.map((one) => (one.urn === urn ? { ...one, delete: true } : one));
    resources.push(adopted(pending.resource, resource));
  }
  return { ...state, deployment: { ...state.deployment, resources, pending_operations: [] } };
}

/** Whether something else in the state hangs on it: then the next `up` or `destroy` finds out by itself that it is gone. */
const isNeeded = (resources: StateResource[], { urn, delete: replaced }: StateResource): boolean =>
  !replaced &&
  resources.some(
    (one) =>
      one.urn !== urn && (one.parent === urn || ((one.dependencies as string[] | undefined) ?? []).includes(urn)),
  );

const readAgain = (_old: StateResource, { id, inputs, outputs }: StateResource) => ({ id, inputs, outputs });

/** What was given as a secret stays one in what was read. */
function adopted(made: StateResource, { id, outputs = {} }: StateResource): StateResource {
  const { inputs = {} } = made;
  const guarded = Object.entries(outputs).map(([key, value]) => [
    key,
    holdsSecret(inputs[key]) && !holdsSecret(value) ? asSecret(value) : value,
  ]);
  return { ...made, id, outputs: Object.fromEntries(guarded) };
}
