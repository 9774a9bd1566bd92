/** What of the stack config is secret, and how it stays so. For the program: the engine knows what is encrypted. */
import * as pulumi from "@pulumi/pulumi";
import type { Gke } from "./gke/keys";
import { hasSecretSound } from "./words/tell";

/** Whether a top-level key has something encrypted in it: Pulumi's own test, which is not in its types. */
export const isConfigSecret = (key: string): boolean =>
  (pulumi.runtime as unknown as { isConfigSecret(key: string): boolean }).isConfigSecret(key);

/** Whether something in `airflow:gke` is encrypted. The engine tells it of the whole key only. */
const hasSecret = (): boolean => isConfigSecret("airflow:gke");

/** Whether a user's chart value is or sounds like a secret; then all values of the release are kept as one. */
export const secretValues = ({ values }: Gke): boolean =>
  Object.keys(values).length > 0 && (hasSecret() || hasSecretSound(values));

/**
 * The OAuth client of IAP, with its secret as a secret output: the checked config has it in plain, and is not used for it.
 *
 * @throws RunError where the secret is not encrypted in the stack file
 */
export function oauthClientOf(gke: Gke): { id: string; secret: pulumi.Output<string> } | undefined {
  if (gke.oauthClient === undefined) return undefined;
  const path = "airflow:gke.oauthClient.secret";
  if (!hasSecret()) {
    const fix = `pulumi config set --secret --path '${path}' SECRET`;
    throw new pulumi.RunError(`${path} is in plain text in the stack file. Fix: ${fix}`);
  }
  const secret = new pulumi.Config("airflow")
    .requireSecretObject<{ oauthClient: { secret: string } }>("gke")
    .apply((value) => value.oauthClient.secret);
  return { id: gke.oauthClient.id, secret };
}
