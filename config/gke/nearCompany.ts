/** Forms of what a company has on Google Cloud, and what was most likely meant where a value has none of them. Pure. */

/** Google takes lower-case letters of any alphabet; these pass everywhere (https://docs.cloud.google.com/compute/docs/labeling-resources). */
export const labelKey = /^[a-z][a-z0-9_-]{0,62}$/;
export const labelValue = /^[a-z0-9_-]{0,63}$/;

/** Host, port and folders, as an image's name begins (https://github.com/distribution/reference, reference.go). */
export const registryForm =
  /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d+)?(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*$(?<=^[^/]*[.:][^/]*(\/.*)?$)/;

/** https://docs.cloud.google.com/kms/docs/resource-hierarchy */
export const keyForm =
  /^projects\/[a-z0-9.:-]+\/locations\/[a-z0-9-]+\/keyRings\/[\w-]{1,63}\/cryptoKeys\/[\w-]{1,63}$/;

/** Of no company: an argument that another resource makes is taken for it until it is known. */
export const exampleKey = "projects/my-keys/locations/us-central1/keyRings/airflow/cryptoKeys/data";

const plain = (text: unknown): string =>
  String(text)
    .toLowerCase()
    .replace(/[^a-z0-9_-]/g, "-")
    .slice(0, 63);

/** The labels in Google's spelling; undefined where there are none. */
export function nearestLabels(value: unknown): string | undefined {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return undefined;
  const entries = Object.entries(value).map(([key, inner]) => [plain(key).replace(/^[^a-z]+/, ""), plain(inner)]);
  return entries.length > 0 && entries.every(([key = ""]) => labelKey.test(key))
    ? JSON.stringify(Object.fromEntries(entries))
    : undefined;
}

/** A registry without what a browser adds. */
export function nearestRegistry(value: unknown): string | undefined {
  const near = String(value)
    .toLowerCase()
    .replace(/^[a-z]+:\/\//, "")
    .replace(/\/+$/, "");
  return registryForm.test(near) ? near : undefined;
}

/** A key without its version, or its address. */
export const nearestKey = (value: unknown): string | undefined =>
  /projects\/[a-z0-9.:-]+\/locations\/[a-z0-9-]+\/keyRings\/[\w-]{1,63}\/cryptoKeys\/[\w-]{1,63}(?![\w-])/.exec(
    String(value),
  )?.[0];
