/** The environment once it is made. */
import type { Check } from "../../check";
import { cacheFolders } from "./cacheFolders";
import { errorLines } from "./errorLines";
import { google } from "./google";
import { health } from "./health";
import { scheduler, worker } from "./heartbeats";
import { importErrors } from "./importErrors";
import { lastUpdate } from "./lastUpdate";
import { dagCount, load, queue } from "./load";
import { logGroups } from "./logGroups";
import { options } from "./options";
import { role } from "./role";
import { requirements, startupScript } from "./starts";
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
