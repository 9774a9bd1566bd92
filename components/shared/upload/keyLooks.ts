/** Whether a file looks like a key that opens something. Its words are never shown. */

const privateKey = /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----[\s\S]{0,400}?[A-Za-z0-9+/=]{40}/;
const puttyKey = /^PuTTY-User-Key-File-\d/;

/** What it looks like, or undefined. */
export function keyLook(text: string): string | undefined {
  if (/"type"\s*:\s*"service_account"/.test(text) && /"private_key"\s*:/.test(text))
    return "a Google service account's key";
  if (privateKey.test(text) || puttyKey.test(text)) return "a private key";
  return undefined;
}
