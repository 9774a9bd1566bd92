/** What is asked of Airflow: one request type for every target, checked before anything is sent. */
import { badRequest } from "../errors";
import { hidden, type JsonText, readConf } from "./conf";
import { readDate } from "./logicalDate";

export interface TriggerRequest {
  /** Letters and digits of any script, dots, dashes and underscores, as Airflow's own rule has it; 250 at most. */
  dagId: string;
  /** The run's `dag_run.conf`: an object that JSON can hold, or the JSON text of one. Default {}. */
  conf?: Record<string, unknown> | JsonText;
  /** The run's id. The same id a second time finds the first run. Default: a new one, made here so that a retry is safe. */
  runId?: string;
  /** The run's logical date: a Date, or ISO 8601 with a zone and up to six digits below a second. Default now. */
  logicalDate?: string | Date;
  /** Start a run of a paused DAG all the same; it waits until the DAG is unpaused. Default false. */
  allowPaused?: boolean;
}

/** A request made whole: what is sent, and what of it must not be shown. */
export interface Prepared {
  dagId: string;
  runId: string;
  conf: string;
  logicalDate?: string;
  allowPaused: boolean;
  /** Text with the values of conf taken out. */
  hide(text: string): string;
}

// Source: airflow.utils.helpers.KEY_REGEX, Python's \w. A path of "." or ".." leads elsewhere.
const DAG_ID = /^(?!\.{1,2}$)[\p{L}\p{N}_.-]{1,250}$/u;
// Source: [scheduler] allowed_run_id_pattern.
const RUN_ID = /^(?!\.{1,2}$)[A-Za-z0-9_.~:+-]{1,250}$/;

/** @throws TriggerError (layer `usage`) that names the field, its value (never one of conf) and what is allowed. */
export function prepare(request: TriggerRequest, now = new Date()): Prepared {
  const { dagId, runId, logicalDate } = request;
  if (typeof dagId !== "string" || !DAG_ID.test(dagId))
    throw badRequest(`dagId is ${JSON.stringify(dagId)}: give up to 250 letters, digits, dots, dashes and underscores`);
  if (runId !== undefined && !RUN_ID.test(runId))
    throw badRequest(`runId is ${JSON.stringify(runId)}: give up to 250 letters, digits and any of _ . ~ : + -`);
  const { text, value } = readConf(request.conf);
  const date = logicalDate === undefined ? undefined : readDate(logicalDate);
  if (logicalDate !== undefined && date === undefined)
    throw badRequest(
      `logicalDate is ${JSON.stringify(logicalDate)}: give a day that there is, as ISO 8601 with a zone and up to six digits ` +
        "below a second, such as 2019-11-24T00:00:00+09:00",
    );
  return {
    dagId,
    runId: runId ?? freshId(now),
    conf: text,
    logicalDate: date,
    allowPaused: request.allowPaused ?? false,
    hide: (shown) => hidden(shown, value),
  };
}

/** An id of characters that no URL has to encode, so that it is the same whoever encodes it on the way. */
const freshId = (now: Date) => `trigger__${now.toISOString().replace(/[-:]/g, "")}__${sixBytes()}`;

/** To be unlike other ids of the same millisecond, not to be unguessable: node:crypto would cost a tenth of the command's start. */
const sixBytes = () =>
  Math.floor(Math.random() * 2 ** 48)
    .toString(16)
    .padStart(12, "0");

/** The body of the POST. An explicit UTC date is what Airflow 2 and 3 both take; Airflow 2 alone may go without. */
export function body(asked: Prepared, logicalDate: string | undefined): string {
  const date = logicalDate === undefined ? "" : `"logical_date":${JSON.stringify(logicalDate)},`;
  return `{"dag_run_id":${JSON.stringify(asked.runId)},${date}"conf":${asked.conf}}`;
}
