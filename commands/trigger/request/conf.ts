/** A run's conf: JSON that Airflow can keep and give back, whose values are never shown. */
import { badRequest } from "../errors";

/** JSON text that is sent as it is, so that numbers beyond JavaScript's arrive unchanged. */
export class JsonText {
  constructor(readonly text: string) {}
}

/** The text that is sent, and its value. @throws TriggerError (layer `usage`), never with a value of conf */
export function readConf(conf: Record<string, unknown> | JsonText | undefined): { text: string; value: unknown } {
  if (conf === undefined) return { text: "{}", value: {} };
  let text: string | undefined;
  let value: unknown;
  const found = { halfPair: false, tooLarge: false };
  const look = (key: string, held: unknown): unknown => {
    // Half a surrogate pair is no character: Airflow could not send such a run back.
    found.halfPair ||= HALF_PAIR.test(key) || (typeof held === "string" && HALF_PAIR.test(held));
    // Python reads 1e400 as infinity, which no database keeps as JSON; JavaScript would send null.
    found.tooLarge ||= typeof held === "number" && !Number.isFinite(held);
    return held;
  };
  try {
    text = conf instanceof JsonText ? conf.text.trim() : JSON.stringify(conf, look);
    value = JSON.parse(text ?? "", look);
  } catch (cause) {
    const position = /position \d+.*/.exec((cause as Error).message)?.[0];
    throw badRequest(
      `conf is not JSON${position ? ` (at ${position})` : ""}: give an object such as {"date_kr": "2019-11-24"}`,
    );
  }
  // JSON can hold the bytes of a Buffer, but not as what was meant.
  if (value === null || typeof value !== "object" || Array.isArray(value) || ArrayBuffer.isView(conf))
    throw badRequest('conf must be a JSON object such as {"date_kr": "2019-11-24"}: Airflow takes no other value');
  if (found.halfPair) throw badRequest("conf has text with half a surrogate pair, which is not Unicode: fix the text");
  if (found.tooLarge)
    throw badRequest("conf has a number that is infinite, not a number, or beyond 1.8e308: give it as text");
  return { text: text as string, value };
}

const HALF_PAIR = /\p{Surrogate}/u;

/** Take every value of conf out of a text. */
export function hidden(text: string, conf: unknown): string {
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
