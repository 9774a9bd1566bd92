/** Who calls, and what the account lets the plan make. */
import type { Check } from "../../check";
import { caller } from "./caller";
import { mayMake } from "./mayMake";
import { names } from "./names";
import { offered } from "./offered";
import { policies } from "./policies";
import { quotaChecks } from "./quotas";
import { region } from "./region";

export const accountChecks: readonly Check[] = [caller, region, mayMake, offered, ...quotaChecks, names, policies];
