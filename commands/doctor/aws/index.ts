/** Everything that is looked at on AWS, room by room. */
import type { Check } from "../check";
import { accountChecks } from "./account";
import { environmentChecks } from "./environment";
import { networkChecks } from "./network";
import { storeChecks } from "./stores";

export const awsChecks: readonly Check[] = [...accountChecks, ...networkChecks, ...storeChecks, ...environmentChecks];
