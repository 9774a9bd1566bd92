/** Every check, in the order in which findings are shown. A new room is a line here; a new check a line in its room's index. */
import { accountChecks } from "./aws/account";
import { environmentChecks } from "./aws/environment";
import { networkChecks } from "./aws/network";
import { storeChecks } from "./aws/stores";
import type { Check } from "./check";
import { dnsChecks } from "./dns";
import { googleAfter } from "./google/after";
import { googleBefore } from "./google/before";
import { stateChecks } from "./state";

export const checks: readonly Check[] = [
  ...stateChecks,
  ...accountChecks,
  ...networkChecks,
  ...storeChecks,
  ...googleBefore,
  ...dnsChecks,
  ...environmentChecks,
  ...googleAfter,
];
