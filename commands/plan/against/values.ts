/** Inputs of an earlier plan or of the state, and of a plan now, in one form in which they can be compared. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { projectRoot } from "../../stack/stackFile";

export type Inputs = Record<string, unknown>;

const sigKey = "4dabf18193072939515e22adb298388d";
const secretSig = "1b47061264138c4ac30d75fd1eb44270";
const assetSigs = ["c44067f5952c0a294b673a41bacd8c17", "0def7320c3a5731c473e5ecbe6d01bc7"];

const isObject = (value: unknown): value is Inputs =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Inputs that the program decides anew at each run from what the last update was: never a change by themselves. */
const passing: Record<string, string[]> = { "aws:mwaa/environment:Environment": ["workerReplacementStrategy"] };

/** Without what is nothing: a field that is not set, or null. */
function tidy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(tidy);
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(([, inner]) => inner !== undefined && inner !== null);
  return Object.fromEntries(kept.map(([key, inner]) => [key, tidy(inner)]));
}

/** The file's digest, as the engine has it of a file that it uploads; the program's paths are seen from its folder. */
function digestOf(path: string): string | undefined {
  const file = resolve(projectRoot, path);
  if (!existsSync(file) || !statSync(file).isFile()) return undefined;
  return createHash("sha256").update(readFileSync(file)).digest("hex");
}

/** A plan's inputs. `digests`: a file counts by what is in it, as it does in a state; else by its path. */
export function ofPlan(type: string, inputs: Inputs, digests: boolean): Inputs {
  const walked = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walked);
    if (!isObject(value)) return value;
    if (digests && value.__pulumiAsset === true && typeof value.path === "string")
      return { asset: digestOf(value.path) ?? value.path };
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, walked(inner)]));
  };
  const { ...rest } = tidy(walked(inputs)) as Inputs;
  for (const key of passing[type] ?? []) delete rest[key];
  return rest;
}

/** A state's inputs as the program gave them: without the provider's defaults, names and marks of the engine. */
export function ofState(type: string, inputs: Inputs, logical = ""): Inputs {
  const walked = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walked);
    if (!isObject(value)) return value;
    if (value[sigKey] === secretSig) return "[secret]";
    if (assetSigs.includes(String(value[sigKey]))) return { asset: value.hash };
    const defaults = Array.isArray(value.__defaults) ? value.__defaults : [];
    const given = Object.entries(value).filter(([key]) => !key.startsWith("__") && !defaults.includes(key));
    return Object.fromEntries(given.map(([key, inner]) => [key, walked(inner)]));
  };
  const { ...rest } = tidy(walked(inputs)) as Inputs;
  for (const key of passing[type] ?? []) delete rest[key];
  if (isMadeName(rest.name, logical)) delete rest.name;
  return type.startsWith("kubernetes:") ? withoutKubernetes(rest, logical) : rest;
}

const autonamed = "pulumi.com/autonamed";

/** A name that a provider made of the resource's own: `NAME-1a2b3c4`. */
const isMadeName = (name: unknown, logical: string): boolean =>
  typeof name === "string" && name.startsWith(`${logical}-`) && /^[0-9a-f]{7,8}$/.test(name.slice(logical.length + 1));

/** pulumi-kubernetes names what has no name, and says that Pulumi made it (provider/pkg/metadata). */
function withoutKubernetes({ metadata, ...rest }: Inputs, logical: string): Inputs {
  if (!isObject(metadata)) return rest;
  const { annotations, labels, ...others } = metadata as { annotations?: Inputs; labels?: Inputs } & Inputs;
  if (annotations?.[autonamed] !== undefined || isMadeName(others.name, logical)) delete others.name;
  const plain = (map: Inputs | undefined, key: string) => {
    const { [key]: _, ...left } = map ?? {};
    return Object.keys(left).length > 0 ? left : undefined;
  };
  const [notes, marks] = [plain(annotations, autonamed), plain(labels, "app.kubernetes.io/managed-by")];
  const left = { ...others, ...(notes && { annotations: notes }), ...(marks && { labels: marks }) };
  return Object.keys(left).length === 0 ? rest : { ...rest, metadata: left };
}

/** What a cloud answered, as far as it is in plain text. */
export function plainOutputs(outputs: Inputs): Inputs {
  const hidden = (value: unknown): boolean =>
    isObject(value)
      ? value[sigKey] !== undefined || Object.values(value).some(hidden)
      : Array.isArray(value) && value.some(hidden);
  return Object.fromEntries(Object.entries(outputs).filter(([, value]) => !hidden(value)));
}

/** `now` with the values of `before` where changes are ignored. Paths: `nodeConfig.resourceLabels`, `settings["a"]` is not used. */
export function withIgnored(before: Inputs, now: Inputs, paths: readonly string[]): Inputs {
  return paths.reduce((inputs, path) => put(inputs, path.split("."), before), now);
}

function put(now: Inputs, [key = "", ...rest]: string[], before: unknown): Inputs {
  const old = isObject(before) ? before[key] : undefined;
  const inner = rest.length === 0 ? old : isObject(now[key]) ? put(now[key], rest, old) : now[key];
  const { [key]: _, ...others } = now;
  return inner === undefined ? others : { ...others, [key]: inner };
}
