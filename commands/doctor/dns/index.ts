/** Checks of names in public DNS. */
import type { Check } from "../check";
import { address } from "./address";
import { caa } from "./caa";
import { delegation, newZone } from "./delegation";
import { adoptedZone } from "./zone";

export const dnsChecks: readonly Check[] = [adoptedZone, delegation, newZone, caa, address];
