/** The environment once it is made. */
import type { Check } from "../../check";
import { cacheFolders } from "./cacheFolders";
import { google } from "./google";
import { health } from "./health";
import { lastUpdate } from "./lastUpdate";
import { errorLines } from "./logs/errorLines";
import { importErrors } from "./logs/importErrors";
import { logGroups } from "./logs/logGroups";
import { requirements, startupScript } from "./logs/starts";
import { scheduler, worker } from "./metrics/heartbeats";
import { dagCount, load, queue } from "./metrics/load";
import { options } from "./options";
import { role } from "./role";
import { stateAgrees } from "./stateAgrees";
import { status } from "./status";

export const environmentChecks: readonly Check[] = [
  status,
  lastUpdate,
  stateAgrees,
  role,
  logGroups,
  startupScript,
  requirements,
  scheduler,
  worker,
  health,
  queue,
  load,
  dagCount,
  importErrors,
  errorLines,
  cacheFolders,
  options,
  google,
];
