/** What a company asks of everything that is made on AWS: a boundary and a path for roles, tags for all that can carry them. */
import * as pulumi from "@pulumi/pulumi";
import { markPlace } from "../shared/ownership";
import { objectTags } from "../shared/tags";

/** Stack config `airflow:mwaa` or `airflow:gke.aws`, as far as it is about all that is made. */
export interface GuardRails {
  permissionsBoundary?: pulumi.Input<string> | undefined;
  iamPath?: string | undefined;
  tags: Record<string, string>;
}

type Inputs = Record<string, unknown>;

const object = "aws:s3/bucketObjectv2:BucketObjectv2";
/** A resource's inputs with what its type takes of the guard rails; undefined where that is nothing. */
export function guardedInputs(
  type: string,
  props: Inputs,
  { permissionsBoundary, iamPath, tags }: GuardRails,
  defaults: Record<string, string>,
): Inputs | undefined {
  const path = iamPath === undefined ? {} : { path: iamPath };
  const own = props.tags as object | undefined;
  const tagged = Object.keys(tags).length > 0 ? { tags: { ...tags, ...own } } : {};
  const added =
    type === object
      ? objectTags(tags, defaults)
      : {
          ...(type === "aws:iam/role:Role" && { ...path, ...(permissionsBoundary && { permissionsBoundary }) }),
          ...(type === "aws:iam/policy:Policy" && path),
          ...(type.startsWith("aws:") && markPlace(type)?.field === "tags" && tagged),
        };
  return Object.keys(added).length > 0 ? { ...props, ...added } : undefined;
}

/** Options with the guard rails for everything below: a transformation, so that nothing can be made past them. */
export function guarded(
  opts: pulumi.ComponentResourceOptions = {},
  rails: GuardRails,
): pulumi.ComponentResourceOptions {
  const defaults = new pulumi.Config("aws").getObject<{ tags?: Record<string, string> }>("defaultTags")?.tags ?? {};
  const guard: pulumi.ResourceTransformation = ({ type, props, opts: options }) => {
    const inputs = guardedInputs(type, props, rails, defaults);
    return inputs && { props: inputs, opts: options };
  };
  return { ...opts, transformations: [...(opts.transformations ?? []), guard] };
}
