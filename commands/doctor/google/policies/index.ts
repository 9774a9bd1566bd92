/** Checks of what the organisation forbids. */
import type { Check } from "../../check";
import { members } from "./members";
import { organisationPolicies } from "./organisationPolicies";

export const policyChecks: readonly Check[] = [organisationPolicies, members];
