/** Checks of a network that exists. */
import type { Check } from "../../check";
import { peerings } from "./peerings";
import { subnet } from "./subnet";
import { wayOut } from "./wayOut";

export const networkChecks: readonly Check[] = [subnet, wayOut, peerings];
