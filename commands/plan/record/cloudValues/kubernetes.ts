/** What a GKE cluster answers. */
import { type CloudRule, type Inputs, idOf, text } from "./shared";

/** Metadata with the name that Pulumi gives where the program leaves it out. */
function named(inputs: Inputs, name: string): { namespace: string; name: string } & Inputs {
  const metadata = (inputs.metadata ?? {}) as Inputs;
  return {
    ...metadata,
    namespace: text(metadata.namespace, "default"),
    name: text(metadata.name, `${name}-${idOf(name, 8)}`),
  };
}

const object: CloudRule = (inputs, name) => {
  const metadata = named(inputs, name);
  return { id: `${metadata.namespace}/${metadata.name}`, metadata };
};

const negStatus = "cloud.google.com/neg-status";

/** A Service that asks for a NEG gets the controller's annotation: NEG name and zones. */
const service: CloudRule = (inputs, name, { region }) => {
  const metadata = named(inputs, name);
  const annotations = (metadata.annotations ?? {}) as Inputs;
  const status = {
    network_endpoint_groups: { 8080: `k8s1-${idOf(name, 8)}-${metadata.name}` },
    zones: [`${region}-b`],
  };
  const neg = "cloud.google.com/neg" in annotations ? { [negStatus]: JSON.stringify(status) } : {};
  return {
    id: `${metadata.namespace}/${metadata.name}`,
    metadata: { ...metadata, annotations: { ...annotations, ...neg } },
  };
};

export const kubernetesValues: Record<string, CloudRule> = {
  "kubernetes:core/v1:Namespace": object,
  "kubernetes:core/v1:Secret": object,
  "kubernetes:core/v1:ConfigMap": object,
  "kubernetes:core/v1:PersistentVolume": object,
  "kubernetes:core/v1:PersistentVolumeClaim": object,
  "kubernetes:apps/v1:StatefulSet": object,
  "kubernetes:batch/v1:Job": object,
  "kubernetes:networking.k8s.io/v1:NetworkPolicy": object,
  "kubernetes:core/v1:Service": service,
  "kubernetes:helm.sh/v3:Release": (inputs, name) => ({
    id: `${text(inputs.namespace, "default")}/${text(inputs.name, name)}`,
    status: { status: "deployed" },
  }),
};
