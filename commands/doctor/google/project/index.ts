/** Checks of the project itself, and of who works in it. */
import type { Check } from "../../check";
import { apis } from "./apis";
import { billing } from "./billing";
import { caller } from "./caller";
import { organisation } from "./organisation";
import { permissions } from "./permissions";
import { project } from "./project";

export const projectChecks: readonly Check[] = [caller, project, organisation, billing, apis, permissions];
