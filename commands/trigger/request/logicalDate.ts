/** Logical dates: read to the microsecond, as Airflow keeps them, and made where none is given. */

const ISO = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}:?\d{2}))?$/;

/** The moment in UTC, or undefined where it is none: text in another form, a day that no month has, digits below a microsecond. */
export function readDate(given: string | Date): string | undefined {
  if (given instanceof Date) return Number.isNaN(given.getTime()) ? undefined : given.toISOString();
  const [, day, hour = "00", minute = "00", second = "00", fraction = "", zone = "Z"] = ISO.exec(given) ?? [];
  // JavaScript would take 30 February for 2 March, and hour 24 for the next day.
  const local = new Date(`${day}T${hour}:${minute}:${second}Z`);
  if (Number.isNaN(local.getTime()) || local.toISOString().slice(0, 19) !== `${day}T${hour}:${minute}:${second}`)
    return undefined;
  const moment = new Date(`${day}T${hour}:${minute}:${second}${zone}`);
  if (Number.isNaN(moment.getTime()) || moment.getUTCFullYear() < 1 || /[1-9]/.test(fraction.slice(6)))
    return undefined;
  const digits = fraction.length > 3 ? fraction.padEnd(6, "0").slice(0, 6) : fraction.padEnd(3, "0");
  return `${moment.toISOString().slice(0, 19)}.${digits}Z`;
}

let last = 0;

/** Now in UTC, never the same twice in this process: Airflow allows one run of a DAG per logical date, to the microsecond. */
export function freshDate(now = Date.now()): string {
  last = Math.max(last + 1, now * 1000 + Math.floor(Math.random() * 1000));
  return `${new Date(Math.floor(last / 1000)).toISOString().slice(0, -1)}${String(last % 1000).padStart(3, "0")}Z`;
}
