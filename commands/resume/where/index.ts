/** How each type is found. A type that no table has is told, with what to do by hand. */
import type { Properties } from "../state";
import { aws } from "./aws";
import { google } from "./google";
import type { Way } from "./place";

export type { Place, Way } from "./place";

/** Objects in a cluster: namespace and name are in the inputs before one is made; Pulumi names what the program does not. */
const kubernetes: Way = {
  by: "id",
  id: (inputs) => {
    // A Helm release has both at the top.
    const { namespace, name } = (inputs.metadata ?? inputs) as Properties;
    return [namespace, name].filter((part) => typeof part === "string" && part !== "").join("/");
  },
};

const local: Way = { by: "again", why: "it is in no cloud" };

export const wayTo = (type: string): Way | undefined =>
  aws[type] ??
  google[type] ??
  (type.startsWith("kubernetes:") ? kubernetes : undefined) ??
  (/^(random|pulumi):/.test(type) ? local : undefined);
