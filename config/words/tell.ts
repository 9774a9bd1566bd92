/** How a value of the config is told in a message: what is secret, or may be, never is. */

/** A value as messages show it, by its key as in `airflow:mwaa.maxWorkers`. */
export type Tell = (path: string, value: unknown) => string;

/** Stands for a value whose key alone says enough. */
export const unseen = Symbol("a value that is not shown");

/** What is shown in the place of a secret. */
export const hiddenValue = "[secret]";

/** Words that keys of secrets have, in the spellings of Airflow's options, the chart's values and the clouds' APIs. */
const secretWords =
  /pass(word|wd|phrase|code)?(?![a-z])|secret|token|credential|(api|private|access|fernet|signing|encryption|account|client)[-_.]?key|(^|[-_.])(pwd|pat|dsn|conn|auth)($|[-_.])|sql_?alchemy|broker_?url|result_?backend/i;

/** Whether a key sounds like a secret's. One that names where a secret is kept (`jwtSecretName`) does not. */
export const soundsSecret = (key: string): boolean =>
  secretWords.test(key) && !/(name|names|arn|arns|id|ids|enabled|annotations?)$/i.test(key);

/** Whether an object or a list has, at any depth, a key that sounds like a secret's. */
export const hasSecretSound = (value: unknown): boolean =>
  typeof value === "object" &&
  value !== null &&
  Object.entries(value).some(([key, inner]) => soundsSecret(key) || hasSecretSound(inner));

/** `airflow:mwaa.airflowOptions["smtp.smtp_password"]` -> `airflow:mwaa`: the engine knows of the whole key only. */
const topKey = (path: string): string => /^[^:]*:[^.[]*/.exec(path)?.[0] ?? path;

/**
 * @param isEncrypted whether a top-level key such as `airflow:mwaa` has something encrypted in it; then nothing below it is told
 */
export function teller(isEncrypted: (key: string) => boolean): Tell {
  return (path, value) => {
    if (value === unseen) return `"set"`;
    if (isEncrypted(topKey(path)) || path.split(/[.:[\]"]+/).some(soundsSecret)) return hiddenValue;
    return cut(JSON.stringify(withoutSecrets(value)) ?? "nothing");
  };
}

/** A told text without its quotes, for the middle of a sentence or a command. */
export const word = (told: string): string => told.replace(/^"(.*)"$/, "$1");

/** An object with its keys and none of its values; of anything else nothing. */
export const outline = (value: unknown): unknown =>
  value === null || typeof value !== "object" || Array.isArray(value)
    ? hiddenValue
    : Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, outline(inner)]));

const cut = (text: string): string => (text.length > 80 ? `${text.slice(0, 77)}…` : text);

function withoutSecrets(value: unknown): unknown {
  if (typeof value === "string") return withoutLogin(value);
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, soundsSecret(key) ? hiddenValue : withoutSecrets(inner)]),
  );
}

/** `https://ada:PASSWORD@host/` and `https://TOKEN@host/` -> `https://[secret]@host/`; `git@host` has no secret. */
const withoutLogin = (text: string): string =>
  text.replace(/\/\/[^/@\s]+@/g, (login) => (login === "//git@" ? login : `//${hiddenValue}@`));
