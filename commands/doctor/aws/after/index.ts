/** The checks of this room. */
import type { Check } from "../../check";

export const awsAfter: readonly Check[] = [];
