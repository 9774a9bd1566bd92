/** Addresses of what checks read, and what the plan says of them. Pure. */
import type { World } from "../../world";

export const compute = "https://compute.googleapis.com/compute/v1";
export const iam = "https://iam.googleapis.com/v1";
export const resources = "https://cloudresourcemanager.googleapis.com/v3";

/** The project that holds the stack's Google side. Checks that apply to a plan with Google have one. */
export const projectOf = ({ settings }: World): string => settings.gcpProject ?? "";

/** Whether anything of the plan is on Google. */
export const onGoogle = (world: World): boolean =>
  world.settings.gcpProject !== undefined && world.graph.resources.some(({ type }) => type.startsWith("gcp:"));

/** Whether something of a type is still to be made. */
export const makes =
  (...types: string[]) =>
  (world: World): boolean =>
    types.some((type) => world.toMake(type).length > 0);

/** Whether something of a type is made. */
export const has =
  (...types: string[]) =>
  (world: World): boolean =>
    types.every((type) => world.made(type).length > 0);

/** The last part of a link: `…/global/networks/my-vpc` -> `my-vpc`. */
export const lastOf = (link: unknown): string => String(link).split("/").at(-1) ?? "";

/** An input as text, or empty. */
export const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

/** A link or id of Compute Engine as its address. */
export const computeUrl = (link: string): string =>
  `${compute}/${link.replace(/^https:\/\/(www|compute)\.googleapis\.com\/compute\/(v1|beta)\//, "")}`;
