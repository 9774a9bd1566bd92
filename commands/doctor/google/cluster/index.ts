/** Checks of the cluster and its database, as Google sees them. */
import type { Check } from "../../check";
import { cloudSql } from "./cloudSql";
import { cluster } from "./cluster";
import { diskFull } from "./diskFull";
import { nodeSupply } from "./nodeSupply";

export const clusterChecks: readonly Check[] = [cluster, nodeSupply, cloudSql, diskFull];
