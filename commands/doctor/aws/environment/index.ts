import type { Check } from "../../check";
export const environmentChecks: readonly Check[] = [];
