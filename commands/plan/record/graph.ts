/** What a plan is made of: the resources that the program registered. */

/** One registered resource. */
export interface PlannedResource {
  urn: string;
  /** Pulumi type token, such as `aws:mwaa/environment:Environment`. */
  type: string;
  name: string;
  /** URN of the parent; undefined for the stack's own children. */
  parent: string | undefined;
  /** URNs, without repeats. */
  dependencies: string[];
  /** Inputs as the program gave them; secrets are `[secret]`, assets their content's digest. */
  inputs: Record<string, unknown>;
  /** Whether a cloud knows it (false for components). */
  custom: boolean;
  /** URN::id of an explicit provider, or empty. */
  provider: string;
  /** Only where `pulumi destroy` must leave it alone. */
  protect?: true;
  /** Earlier names, only where it has some: a URN, or what sets it apart. */
  aliases?: (string | Alias)[];
}

/** An earlier name of a resource; what is left out is as now. */
export interface Alias {
  name?: string;
  type?: string;
  stack?: string;
  project?: string;
  /** URN, or null for the stack. */
  parent?: string | null;
}

/** Everything one run of the program registered. */
export interface Graph {
  resources: PlannedResource[];
  outputs: Record<string, unknown>;
}

/** The last part of a type token: `aws:s3/bucket:Bucket` -> `Bucket`. */
export const shortType = (type: string): string => type.slice(type.lastIndexOf(":") + 1);
