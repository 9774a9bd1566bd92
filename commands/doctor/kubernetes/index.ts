/** The checks of what runs in the cluster. */
import type { Check } from "../check";
import { accounts } from "./accounts";
import { audience } from "./audience";
import { events } from "./events";
import { migration } from "./migration";
import { nodes } from "./nodes";
import { pods } from "./pods";

export const kubernetesChecks: readonly Check[] = [pods, nodes, events, migration, accounts, audience];
