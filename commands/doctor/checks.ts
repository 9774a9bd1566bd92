/** Every check, in the order in which findings are shown. A new room is a line here; a new check a line in its room's index. */
import { awsChecks } from "./aws";
import type { Check } from "./check";
import { dnsChecks } from "./dns";
import { googleAfter, googleBefore } from "./google";
import { kubernetesChecks } from "./kubernetes";
import { stateChecks } from "./state";

export const checks: readonly Check[] = [
  ...stateChecks,
  ...awsChecks,
  ...googleBefore,
  ...dnsChecks,
  ...googleAfter,
  ...kubernetesChecks,
];
