/** What resume found, as text. Pure. */
import type { Finding } from "./find";
import { nameOf } from "./state";
import type { Tagged } from "./tagged/aws";

const fates: Record<Finding["fate"], string> = {
  made: "made; goes into the state",
  notMade: "was not made",
  again: "is made again",
  changed: "is there; the state takes what it is now",
  gone: "is gone; leaves the state",
  foreign: "was not made: the name is another's",
};

/** One line for each operation. */
export function findingLines(findings: readonly Finding[]): string[] {
  const rows = findings.map(({ pending, fate, note }) => [
    pending.type,
    `${pending.resource.type.split(":").at(-1)} ${nameOf(pending.resource.urn)}`,
    `${fates[fate]} (${note})`,
  ]);
  const width = (column: number) => Math.max(...rows.map((row) => (row[column] as string).length));
  return rows.map(
    ([type = "", what = "", fate = ""]) => `  ${type.padEnd(width(0))}  ${what.padEnd(width(1))}  ${fate}`,
  );
}

/** What the cloud has of the stack and no state knows. */
export function unknownLines(unknown: readonly Tagged[]): string[] {
  if (unknown.length === 0) return [];
  return [
    "In no state, and may bill (nothing here deletes them; look at each, then delete it in its console):",
    ...unknown.map(({ name, urn }) => `  ${name}${urn ? `  made as ${urn.replaceAll("=", "$")}` : ""}`),
  ];
}

/** States in which a thing is still being made, changed or deleted: an `up` now would be refused. */
const underWay =
  /^(CREATING|CREATING_SNAPSHOT|UPDATING|DELETING|PENDING|PROVISIONING|RECONCILING|STOPPING|MAINTENANCE|PENDING_CREATE|ROLLING_BACK)$/;

export const stillRuns = ({ resource }: Finding): boolean =>
  [resource?.outputs?.status, resource?.outputs?.state].some((one) => typeof one === "string" && underWay.test(one));

/** Helm's own lock: a release that a killed `up` left in the middle of it (https://helm.sh/docs/helm/helm_rollback/). */
export function helmLines(findings: readonly Finding[]): string[] {
  return findings.flatMap(({ resource }) => {
    const status = resource?.outputs?.status as { status?: string; name?: string; namespace?: string } | undefined;
    if (resource?.type !== "kubernetes:helm.sh/v3:Release" || !status?.status?.startsWith("pending-")) return [];
    const what = `${status.name} --namespace ${status.namespace}`;
    const fix = status.status === "pending-install" ? `helm uninstall ${what}` : `helm rollback ${what}`;
    return [
      `Helm holds the release as ${status.status}, and refuses another change: run  ${fix}  before \`pulumi up\`.`,
    ];
  });
}
