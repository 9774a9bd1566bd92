/** Holds Kubernetes objects against the OpenAPI of the versions that GKE offers, and their names against Kubernetes' limits. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv, { type ErrorObject, type ValidateFunction } from "ajv";
import type { Graph, PlannedResource } from "../../commands/plan/record/graph";
import { customKinds } from "./customKinds";

interface Named {
  apiVersion?: string;
  kind?: string;
  metadata?: { name?: string; namespace?: string; labels?: Record<string, string> };
}

type Definitions = Record<string, unknown>;

const data: Record<string, Definitions> = JSON.parse(readFileSync(join(__dirname, "data", "kubernetes.json"), "utf8"));

/** Minor versions of the data, oldest first. Each holds only what the ones before it have not. */
export const versions = Object.keys(data).filter((key) => key !== "source");

const definitionsOf = (version: string): Definitions =>
  Object.assign({}, ...versions.slice(0, versions.indexOf(version) + 1).map((one) => data[one]));

/** References of the source are paths of its server. */
const local = (definitions: Definitions): Definitions =>
  JSON.parse(JSON.stringify(definitions).replace(/"\$ref":"[^"]*\/([^"/]+)"/g, '"$ref":"#/definitions/$1"'));

const validators = new Map<string, Ajv>();

function validatorOf(version: string, apiVersion = "", kind = ""): ValidateFunction {
  let ajv = validators.get(version);
  if (ajv === undefined) {
    ajv = new Ajv({ allErrors: true, strict: false, logger: false, validateFormats: false });
    ajv.addSchema({ $id: version, definitions: { ...local(definitionsOf(version)), ...customKinds } });
    validators.set(version, ajv);
  }
  // apps/v1 -> deployment-apps-v1, rbac.authorization.k8s.io/v1 -> role-rbac-v1, v1 -> secret-v1
  const [group, number] = apiVersion.includes("/") ? apiVersion.split("/") : ["", apiVersion];
  const name = [kind.toLowerCase(), group?.split(".")[0], number].filter(Boolean).join("-");
  const found = ajv.getSchema(`${version}#/definitions/${name}`);
  if (found === undefined)
    throw new Error(`data/kubernetes.json has no ${name} of ${version}: add it to extract_google.py.`);
  return found as ValidateFunction;
}

/** Longest names by kind (https://kubernetes.io/docs/concepts/overview/working-with-objects/names/); a Job's is a label of its pods. */
const label = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const subdomain = /^(?=.{1,253}$)[a-z0-9]([-.a-z0-9]*[a-z0-9])?$/;
// The controller adds a hyphen and ten characters to a StatefulSet's name in a label of its pods.
const forms: Record<string, RegExp> = {
  Namespace: label,
  Service: label,
  Job: label,
  StatefulSet: /^[a-z0-9]([-a-z0-9]{0,50}[a-z0-9])?$/,
};

function nameProblems({ kind = "", metadata = {} }: Named): string[] {
  const name = metadata.name ?? "";
  const bad = (forms[kind] ?? subdomain).test(name)
    ? []
    : [`the name ${name} (${name.length} characters) does not fit`];
  const labels = Object.entries(metadata.labels ?? {}).filter(
    ([, value]) => !/^([A-Za-z0-9]([-\w.]{0,61}[A-Za-z0-9])?)?$/.test(value),
  );
  return [...bad, ...labels.map(([key, value]) => `the label ${key}: ${value} does not fit`)];
}

/** What is wrong with an object in any of the versions. */
export function objectProblems(object: Named): string[] {
  const own = `${object.kind} ${object.metadata?.name}`;
  const names = nameProblems(object).map((problem) => `${own}: ${problem}`);
  const models = versions.flatMap((version) => {
    const validate = validatorOf(version, object.apiVersion, object.kind);
    validate(object);
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }: ErrorObject) =>
        `${own} in ${version}: ${instancePath} ${message} ${JSON.stringify(params)}`,
    );
  });
  return [...names, ...models];
}

/** What is wrong with a list that an API server would send. */
export function listProblems(list: { apiVersion?: string; kind?: string }): string[] {
  const validate = validatorOf(versions.at(-1) as string, list.apiVersion, list.kind);
  validate(list);
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${list.kind}: ${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}

/** The provider adds a hyphen and eight digits where the program names nothing (pulumi-kubernetes, provider/pkg/metadata/naming.go). */
const autoNamed = (logical: string): string => `${logical}-0a1b2c3d`;

/** Without what a plan hides because it is secret, which nobody can check. */
function seen(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(seen);
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value).filter(([, inner]) => inner !== "[secret]");
  return Object.fromEntries(entries.map(([key, inner]) => [key, seen(inner)]));
}

/** An object as the provider sends it. */
export function sentObject({ type, name, inputs }: PlannedResource): Named {
  const [, group = "", kind = ""] = type.split(":");
  const { metadata, ...rest } = seen(inputs) as { metadata?: Named["metadata"] };
  const apiVersion = group.replace(/^core\//, "");
  return { apiVersion, kind, metadata: { ...metadata, name: metadata?.name ?? autoNamed(name) }, ...rest };
}

/** What is wrong with a plan's own Kubernetes objects. The chart's are rendered by Helm, in helm.spec.ts. */
export const kubernetesProblems = ({ resources }: Graph): string[] =>
  resources
    .filter(({ type }) => type.startsWith("kubernetes:") && !type.startsWith("kubernetes:helm.sh/"))
    .flatMap((resource) => objectProblems(sentObject(resource)));
