/** Checks that ask no cloud: what the state itself tells. */
import type { Check } from "../check";
import { pendingOperations } from "./pendingOperations";

export const stateChecks: readonly Check[] = [pendingOperations];
