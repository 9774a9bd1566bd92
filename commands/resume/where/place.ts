/** How a resource that may have been made is looked for in its cloud. Types and helpers of the tables beside this file. */
import type { Properties } from "../state";

/** What the inputs do not say: the provider's own settings. */
export interface Place {
  /** Account id of AWS, 12 digits. */
  account: string;
  /** `aws`, `aws-cn`, `aws-us-gov` */
  partition: string;
  /** Google's project and region. */
  project: string;
  region: string;
}

/** A way to find one. */
export type Way =
  /** It has a name that is known before it is made; the provider reads it by this id. */
  | { by: "id"; id: (inputs: Properties, place: Place) => string }
  /** Its id is the cloud's choice: it is found by the marks of components/shared/ownership.ts. */
  | { by: "tags" }
  /** There is nothing to find, because to make it again does no harm. */
  | { by: "again"; why: string };

export const text = (inputs: Properties, key: string, fallback = ""): string =>
  inputs[key] === undefined || inputs[key] === null ? fallback : String(inputs[key]);

/** An id made of inputs by their names: `{project}` and `{region}` fall back to the provider's own. */
export const byId = (form: string): Way => ({
  by: "id",
  id: (inputs, place) =>
    form.replace(/\{(\w+)\}/g, (_match, key: string) =>
      text(inputs, key, key === "project" || key === "region" ? place[key] : ""),
    ),
});
