/** What Google refuses of keys and certificates, as its documentation tells. */

import { plannedProjectNumber } from "../../../commands/plan/record/cloudValues";
import { agents } from "../../../components/gke/guards/grantsSpec";
import type { Properties } from "../wire";

interface Made {
  type: string;
  id: string;
  inputs: Properties;
  at: number;
}

/** Milliseconds until a grant counts. */
const late = 300;

const at = (value: unknown, path: string): unknown =>
  path.split(".").reduce<unknown>((part, key) => (part as Properties | undefined)?.[key], value);

/** Where a type names its key, and which of Google's agents of the project uses it there. */
const encrypted: [type: string, path: string, agent: keyof ReturnType<typeof agents>][] = [
  ["gcp:compute/disk:Disk", "diskEncryptionKey.kmsKeySelfLink", "compute"],
  ["gcp:container/nodePool:NodePool", "nodeConfig.bootDiskKmsKey", "compute"],
  ["gcp:container/cluster:Cluster", "databaseEncryption.keyName", "container"],
  ["gcp:storage/bucket:Bucket", "encryption.defaultKmsKeyName", "storage"],
  ["gcp:sql/databaseInstance:DatabaseInstance", "encryptionKeyName", "sql"],
];

/** A service encrypts with a key as its own agent, which must be allowed to first (https://docs.cloud.google.com/kms/docs/cmek). */
export function keyRefusal(type: string, inputs: Properties, things: Iterable<Made>): string | undefined {
  for (const [kind, path, agent] of encrypted) {
    const key = kind === type ? at(inputs, path) : undefined;
    if (typeof key !== "string") continue;
    const member = `serviceAccount:${agents(plannedProjectNumber)[agent]}`;
    const granted = [...things].some(
      (one) =>
        one.type === "gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember" &&
        Date.now() - one.at >= late &&
        one.inputs.cryptoKeyId === key &&
        one.inputs.member === member,
    );
    if (!granted)
      return `googleapi: Error 403: Permission 'cloudkms.cryptoKeyVersions.useToEncrypt' denied on resource '${key}' for ${member}., forbidden`;
  }
  return undefined;
}

/** Certificate Manager keeps what is used (https://docs.cloud.google.com/certificate-manager/docs/certificates#delete). */
export function certificateUser({ type, id }: Pick<Made, "type" | "id">, things: Iterable<Made>): string | undefined {
  if (!type.startsWith("gcp:certificatemanager/")) return undefined;
  const name = id.split("/").at(-1);
  const named = (one: Made) => {
    const text = JSON.stringify(one.inputs);
    return text.includes(`${id}"`) || (type.endsWith(":CertificateMap") && text.includes(`"map":"${name}"`));
  };
  const user = [...things].find((one) => one.id !== id && one.type.startsWith("gcp:") && named(one));
  return user && `googleapi: Error 400: can't delete ${id} that is used by ${user.id}, failedPrecondition`;
}
