/** Checks of who may act as whom. */
import type { Check } from "../../check";
import { federation } from "./federation";
import { iapGrants, projectGrants } from "./grants";
import { accountThere, bindings } from "./identity";

export const accessChecks: readonly Check[] = [accountThere, projectGrants, bindings, federation, iapGrants];
