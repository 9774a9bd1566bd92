/** A registration as a plan shows it. Pure. */
import type { Alias as AliasMessage } from "@pulumi/pulumi/proto/alias_pb";
import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import type { Alias, PlannedResource } from "./graph";
import { shownValue } from "./wire";

/** The resource that a request registers; `stackUrn` is no parent, as it is everybody's. */
export function planned(
  request: RegisterResourceRequest,
  inputs: Record<string, unknown>,
  urn: string,
  stackUrn: string,
): PlannedResource {
  const parent = request.getParent();
  const aliases = request.getAliasesList();
  return {
    urn,
    type: request.getType(),
    name: request.getName(),
    parent: parent === stackUrn ? undefined : parent || undefined,
    dependencies: [...new Set(request.getDependenciesList())].sort(),
    inputs: shownValue(inputs) as Record<string, unknown>,
    custom: request.getCustom(),
    provider: request.getProvider(),
    ...(request.getProtect() && { protect: true }),
    ...(aliases.length > 0 && { aliases: aliases.map(alias) }),
  };
}

function alias(message: AliasMessage): string | Alias {
  const spec = message.getSpec();
  if (spec === undefined) return message.getUrn();
  const told = { name: spec.getName(), type: spec.getType(), stack: spec.getStack(), project: spec.getProject() };
  const given = Object.entries(told).filter(([, value]) => value !== "");
  const parent = spec.getNoparent() ? null : spec.getParenturn();
  return { ...Object.fromEntries(given), ...(parent !== "" && { parent }) };
}

/**
 * What is needed before what needs it, and by URN where that leaves a choice: the order in which promises settle differs
 * from one version of Node to the next, and two plans of one stack must be the same text.
 */
export function inOrder(resources: readonly PlannedResource[]): PlannedResource[] {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const ordered = new Set<PlannedResource>();
  const add = (resource: PlannedResource): void => {
    if (ordered.has(resource)) return;
    for (const urn of [resource.parent ?? "", ...resource.dependencies].sort()) {
      const needed = byUrn.get(urn);
      if (needed !== undefined && needed !== resource) add(needed);
    }
    ordered.add(resource);
  };
  for (const urn of [...byUrn.keys()].sort()) add(byUrn.get(urn) as PlannedResource);
  return [...ordered];
}

/** Says that two resources have one URN, by what sets them apart. */
export function duplicateText(first: PlannedResource, second: PlannedResource): string {
  const differ = [...new Set([...Object.keys(first.inputs), ...Object.keys(second.inputs)])].filter(
    (key) => JSON.stringify(first.inputs[key]) !== JSON.stringify(second.inputs[key]),
  );
  const line = ({ name, parent, inputs }: PlannedResource) => {
    const place = parent === undefined ? "" : ` in ${parent.slice(parent.lastIndexOf("::") + 2)}`;
    const values = differ.map((key) => `${key} ${JSON.stringify(inputs[key]) ?? "not set"}`).join(", ");
    return `  ${name}${place}${values && `: ${values}`}`;
  };
  return [
    `Two resources are called ${first.name} (${first.type}), and Pulumi accepts one of each URN:`,
    line(first),
    line(second),
    `Give each a name of its own. URN: ${first.urn}`,
  ].join("\n");
}
