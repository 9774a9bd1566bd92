/** The checks of this room. */
import type { Check } from "../../check";

export const awsBefore: readonly Check[] = [];
