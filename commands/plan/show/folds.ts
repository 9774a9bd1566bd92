/** Folds what comes in numbers, such as the objects of a DAG folder, so that a person sees the rest. */
import { type PlannedResource, shortType } from "../record/graph";

/** One or more resources shown as one. */
export interface Fold {
  /** The first one's URN: an id that is the same in every run. */
  key: string;
  type: string;
  /** Name inside its parent, or what a folded group is called. */
  label: string;
  members: PlannedResource[];
}

const objectTypes = ["aws:s3/bucketObjectv2:BucketObjectv2", "gcp:storage/bucketObject:BucketObject"];

/** A resource's name without what it has from its parent: `airflow-dev-network-vpc` in `airflow-dev-network` is `vpc`. */
export function nameWithin(resource: PlannedResource, parent: PlannedResource | undefined): string {
  const prefix = `${parent?.name}-`;
  return parent && resource.name.startsWith(prefix) ? resource.name.slice(prefix.length) : resource.name;
}

/** Folder of a bucket object; undefined for what lies at the top of the bucket and for all else. */
function folderOf({ type, inputs }: PlannedResource): string | undefined {
  if (!objectTypes.includes(type)) return undefined;
  const path = inputs.key ?? inputs.name;
  return typeof path === "string" && path.includes("/") ? path.slice(0, path.indexOf("/")) : undefined;
}

/** The objects of one folder are one; all else stays. The order is that of registration. */
export function foldObjects(siblings: PlannedResource[], parent: PlannedResource | undefined): Fold[] {
  return foldBy(siblings, parent, folderOf, (folder, count) => `${count} objects in ${folder}/`);
}

/** Besides the objects, three or more siblings of one type are one: what a picture has room for. */
export function foldAlike(siblings: PlannedResource[], parent: PlannedResource | undefined): Fold[] {
  const count = (type: string) => siblings.filter((other) => other.type === type && !folderOf(other)).length;
  return foldObjects(siblings, parent).reduce<Fold[]>((folds, fold) => {
    const alike = folds.find((other) => other.type === fold.type && other.label.startsWith("×"));
    if (fold.members.length > 1 || count(fold.type) < 3) folds.push(fold);
    else if (alike) alike.members.push(...fold.members);
    else folds.push({ ...fold, label: `× ${count(fold.type)}` });
    return folds;
  }, []);
}

function foldBy(
  siblings: PlannedResource[],
  parent: PlannedResource | undefined,
  groupOf: (resource: PlannedResource) => string | undefined,
  labelOf: (group: string, count: number) => string,
): Fold[] {
  const folds: Fold[] = [];
  const open = new Map<string, Fold>();
  for (const resource of siblings) {
    const group = groupOf(resource);
    const id = `${resource.type} ${group}`;
    const known = group === undefined ? undefined : open.get(id);
    if (known) known.members.push(resource);
    else {
      const fold = {
        key: resource.urn,
        type: resource.type,
        label: nameWithin(resource, parent),
        members: [resource],
      };
      folds.push(fold);
      if (group !== undefined) open.set(id, fold);
    }
  }
  for (const [id, fold] of open)
    if (fold.members.length > 1) fold.label = labelOf(id.slice(id.indexOf(" ") + 1), fold.members.length);
  return folds;
}

/** How a type is shown: components by their own token, the rest with the cloud before them (`aws Vpc`). */
export function shownType(type: string): string {
  const cloud = type.slice(0, type.indexOf(":"));
  if (cloud === "pulumi") return `provider ${shortType(type)}`;
  return cloud === "airflow" ? type : `${cloud} ${shortType(type)}`;
}
