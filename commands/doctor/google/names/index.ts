/** Checks of names that must be free, and of things that must be there. */
import type { Check } from "../../check";
import { accounts } from "./accounts";
import { addressName } from "./address";
import { bucket } from "./bucket";
import { pools } from "./pools";

export const nameChecks: readonly Check[] = [accounts, pools, addressName, bucket];
