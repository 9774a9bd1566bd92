/** The checks of Google, in the order in which findings are shown. */
import type { Check } from "../check";
import { accessChecks } from "./access";
import { capacityChecks } from "./capacity";
import { clusterChecks } from "./cluster";
import { nameChecks } from "./names";
import { networkChecks } from "./network";
import { policyChecks } from "./policies";
import { projectChecks } from "./project";
import { webChecks } from "./web";

/** What a plan needs, and what it adopts. */
export const googleBefore: readonly Check[] = [
  ...projectChecks,
  ...policyChecks,
  ...capacityChecks,
  ...nameChecks,
  ...networkChecks,
];

/** What is made. */
export const googleAfter: readonly Check[] = [...clusterChecks, ...accessChecks, ...webChecks];
