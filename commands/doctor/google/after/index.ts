/** The checks of this room. */
import type { Check } from "../../check";

export const googleAfter: readonly Check[] = [];
