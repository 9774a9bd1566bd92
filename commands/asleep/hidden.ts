/**
 * What Airflow hides of variables and connections: it writes `***` in its place, also within a longer text where that holds a
 * password which the process has seen (airflow/utils/log/secrets_masker.py, airflow/_shared/secrets_masker). Pure.
 */

const HIDDEN = "***";

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** Keys below which something is hidden; "value" where the text itself is. */
export function hiddenIn(text: string | null | undefined): string[] {
  if (text === null || text === undefined) return [];
  const value = parsed(text);
  if (value !== null && typeof value === "object")
    return Object.entries(value)
      .filter(([, inner]) => holds(inner))
      .map(([key]) => key);
  return holds(value) ? ["value"] : [];
}

function holds(value: unknown): boolean {
  if (typeof value === "string") return value.includes(HIDDEN);
  return value !== null && typeof value === "object" && Object.values(value).some(holds);
}

/** JSON text without the keys below which something is hidden. */
export function told(text: string | null): string | null {
  const hidden = hiddenIn(text);
  if (text === null || hidden.length === 0) return text;
  const value = parsed(text);
  if (value === null || typeof value !== "object" || Array.isArray(value)) return null;
  return JSON.stringify(Object.fromEntries(Object.entries(value).filter(([key]) => !hidden.includes(key))));
}
