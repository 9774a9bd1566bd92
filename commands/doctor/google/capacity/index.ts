/** Checks of what there is room for. */
import type { Check } from "../../check";
import { machineType } from "./machineType";
import { quotas } from "./quotas";
import { zone } from "./zone";

export const capacityChecks: readonly Check[] = [zone, machineType, quotas];
