/** The checks of what is made on Google. */
import type { Check } from "../../check";
import { certificate } from "./certificate";
import { cloudSql } from "./cloudSql";
import { cluster } from "./cluster";
import { diskFull } from "./diskFull";
import { endpoints } from "./endpoints";
import { federation } from "./federation";
import { iapGrants, projectGrants } from "./grants";
import { accountThere, bindings } from "./identity";
import { nodeSupply } from "./nodeSupply";
import { page } from "./page";

export const googleAfter: readonly Check[] = [
  cluster,
  nodeSupply,
  cloudSql,
  diskFull,
  accountThere,
  projectGrants,
  bindings,
  federation,
  iapGrants,
  endpoints,
  certificate,
  page,
];
