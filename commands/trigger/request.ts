/** What is asked of Airflow: one request type for every target, checked before anything is sent. */
import { randomBytes } from "node:crypto";
import { TriggerError } from "./errors";

/** JSON text that is sent as it is, so that numbers beyond JavaScript's arrive unchanged. */
export class JsonText {
  constructor(readonly text: string) {}
}

export interface TriggerRequest {
  dagId: string;
  /** The run's `dag_run.conf`: an object that JSON can hold, or the JSON text of one. Default {}. */
  conf?: Record<string, unknown> | JsonText;
  /** The run's id. The same id a second time finds the first run. Default: a new one, made here so that a retry is safe. */
  runId?: string;
  /** The run's logical date: a Date or ISO 8601 with a zone. Default now. */
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

const ZONED = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2}))?$/;

/** @throws TriggerError (layer `usage`) that names the field, its value (never one of conf) and what is allowed. */
export function prepare(request: TriggerRequest, now = new Date()): Prepared {
  const { dagId, runId } = request;
  if (typeof dagId !== "string" || !/^[\w.-]{1,250}$/u.test(dagId)) {
    throw usage(`dagId is ${JSON.stringify(dagId)}: give up to 250 letters, digits, dots, dashes and underscores`);
  }
  if (runId !== undefined && !/^[A-Za-z0-9_.~:+-]{1,250}$/.test(runId)) {
    throw usage(`runId is ${JSON.stringify(runId)}: give up to 250 letters, digits and any of _ . ~ : + -`);
  }
  const { text, value } = readConf(request.conf);
  return {
    dagId,
    runId: runId ?? `trigger__${now.toISOString()}__${randomBytes(6).toString("hex")}`,
    conf: text,
    logicalDate: request.logicalDate === undefined ? undefined : readDate(request.logicalDate),
    allowPaused: request.allowPaused ?? false,
    hide: (shown) => hidden(shown, value),
  };
}

/** The body of the POST. An explicit UTC date is what Airflow 2 and 3 both take; Airflow 2 alone may go without. */
export function body(asked: Prepared, logicalDate: string | undefined): string {
  const date = logicalDate === undefined ? "" : `"logical_date":${JSON.stringify(logicalDate)},`;
  return `{"dag_run_id":${JSON.stringify(asked.runId)},${date}"conf":${asked.conf}}`;
}

let last = 0;

/** Now in UTC, never the same twice in this process: Airflow allows one run of a DAG per logical date, to the microsecond. */
export function freshDate(now = Date.now()): string {
  last = Math.max(last + 1, now * 1000 + (randomBytes(2).readUInt16LE() % 1000));
  return `${new Date(Math.floor(last / 1000)).toISOString().slice(0, -1)}${String(last % 1000).padStart(3, "0")}Z`;
}

function readConf(conf: TriggerRequest["conf"]): { text: string; value: unknown } {
  if (conf === undefined) return { text: "{}", value: {} };
  let text: string | undefined;
  let value: unknown;
  let broken = false; // half a surrogate pair is no character: Airflow could not send such a run back
  try {
    text = conf instanceof JsonText ? conf.text.trim() : JSON.stringify(conf);
    value = JSON.parse(text ?? "", (key, held) => {
      broken ||= /\p{Surrogate}/u.test(key) || (typeof held === "string" && /\p{Surrogate}/u.test(held));
      return held;
    });
  } catch (cause) {
    const at = /position \d+.*/.exec((cause as Error).message)?.[0];
    throw usage(`conf is not JSON${at ? ` (at ${at})` : ""}: give an object such as {"date_kr": "2019-11-24"}`);
  }
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    throw usage('conf must be a JSON object such as {"date_kr": "2019-11-24"}: Airflow takes no other value');
  }
  if (broken) throw usage("conf has text with half a surrogate pair, which is not Unicode: mend the text");
  return { text, value };
}

function readDate(given: string | Date): string {
  const date = typeof given === "string" && !ZONED.test(given) ? new Date(Number.NaN) : new Date(given);
  if (Number.isNaN(date.getTime())) {
    throw usage(
      `logicalDate is ${JSON.stringify(given)}: give ISO 8601 with a zone, such as 2019-11-24T00:00:00+09:00`,
    );
  }
  return date.toISOString();
}

/** Take every value of conf out of a text. */
function hidden(text: string, conf: unknown): string {
  const values: string[] = [];
  const collect = (value: unknown): void => {
    if (value !== null && typeof value === "object") Object.values(value).forEach(collect);
    else if (value !== null && typeof value !== "boolean") values.push(String(value));
  };
  collect(conf);
  return values
    .filter((value) => value.length > 0)
    .sort((a, b) => b.length - a.length)
    .reduce((shown, value) => shown.replaceAll(value, "[hidden]"), text);
}

const usage = (message: string) => new TriggerError("usage", "bad-request", message);
