/** The checks before `up`, and those of things that a plan adopts. */
import type { Check } from "../../check";
import { capacityChecks } from "../capacity";
import { nameChecks } from "../names";
import { networkChecks } from "../network";
import { policyChecks } from "../policies";
import { projectChecks } from "../project";

export const googleBefore: readonly Check[] = [
  ...projectChecks,
  ...policyChecks,
  ...capacityChecks,
  ...nameChecks,
  ...networkChecks,
];
