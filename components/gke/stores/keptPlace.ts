/**
 * Where Airflow's data is, remembered in the state: a change of config that would leave it behind is refused in the preview,
 * with the way to do it, before anything is replaced.
 */
import * as pulumi from "@pulumi/pulumi";
import { RandomId } from "@pulumi/random/randomId";
import { PlainError } from "../../shared/plainError";

/** Names of config keys and their values; empty text for what does not count. */
export type Place = Record<string, string>;

export interface KeptPlaceArgs {
  /** What the data itself depends on: another value is another, empty database. */
  data: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** What the cluster around it is made of: a disk cannot follow to another while a node has it. */
  cluster: pulumi.Input<Record<string, pulumi.Input<string>>>;
  awake: boolean;
  /** Stack config `airflow:gke.database`. */
  database: { movedFrom?: string; startEmpty: boolean };
}

const set = (key: string, value: string): string =>
  value === "" ? `pulumi config rm --path '${key}'` : `pulumi config set --path '${key}' ${value}`;
const sleep = "pulumi config set airflow:awake false && pulumi up";
const wake = "pulumi config set airflow:awake true && pulumi up";
const zoneKey = "airflow:gke.zone";
export const keyKey = "airflow:gke.kmsKey";

/** Keys that are in a place only where they are set: places of stacks without them stay as they were before there were such keys. */
const optional = [keyKey, "airflow:gke.network.project"];

function changed(before: Place, now: Place): [key: string, before: string, now: string][] {
  if (Object.keys(before).length === 0) return [];
  const set = optional.filter((key) => key in before || key in now);
  const told = (place: Place) => ({ ...Object.fromEntries(set.map((key) => [key, ""])), ...place });
  const [was, is] = [told(before), told(now)];
  return Object.keys(is)
    .filter((key) => was[key] !== undefined && was[key] !== is[key])
    .map((key) => [key, was[key] as string, is[key] as string]);
}

/** Why a change of the data's own place is refused, one line each. Pure. */
export function dataRefusals(before: Place, now: Place): string[] {
  const changes = changed(before, now);
  // A new region brings a new zone: one refusal is enough.
  const causes = changes.length > 1 ? changes.filter(([key]) => key !== zoneKey) : changes;
  return causes.map(([key, old, value]) => {
    const back = set(key, old);
    if (key === keyKey) {
      const leave = set("airflow:gke.database.startEmpty", "true");
      return `${key} is ${value || "not set"}, and Airflow's database was encrypted with ${old || "Google's own key"}: disk or Cloud SQL would be made anew, and start empty. Fix: ${back}, or leave the data behind on purpose: ${leave}`;
    }
    const way =
      key === zoneKey
        ? `or move it: ${back} && ${sleep} && ${set(key, value)} && ${set("airflow:gke.database.movedFrom", old)} && pulumi up && ${wake}`
        : `or leave the data behind on purpose: ${set("airflow:gke.database.startEmpty", "true")}`;
    return `${key} is ${value}, and Airflow's database is in ${old}: it would start empty. Fix: ${back}, ${way}`;
  });
}

/** Why a change of the cluster around a disk is refused while Airflow is awake. Pure. */
export function clusterRefusals(before: Place, now: Place): string[] {
  return changed(before, now).map(([key, old, value]) => {
    const was = old === "" ? "not set" : old;
    const is = value === "" ? "not set" : value;
    return (
      `${key} is ${is}, and was ${was}: the database's disk cannot follow to the other place while a node has it. ` +
      `Fix: ${set(key, old)}, or do it asleep: ${set(key, old)} && ${sleep} && ${set(key, value)} && pulumi up && ${wake}`
    );
  });
}

/**
 * @param name name of the component that keeps the data
 * @returns a text to put into whatever must wait until the change was found harmless: it passes its value through
 */
export function keptPlace(
  name: string,
  { data, cluster, awake, database }: KeptPlaceArgs,
  opts: { parent: pulumi.Resource },
): <Value>(value: Value) => pulumi.Output<Value> {
  const moving = database.movedFrom !== undefined && !awake;
  const memory = (part: string, keepers: KeptPlaceArgs["data"], fixed: boolean) =>
    new RandomId(
      `${name}-${part}-place`,
      { byteLength: 2, keepers },
      { ...opts, ignoreChanges: fixed ? ["keepers"] : [] },
    ).keepers.apply((kept) => kept ?? {});
  const remembered = pulumi.all([
    // A move is told of only once it is done: moved() below.
    moving ? data : memory("data", data, !database.startEmpty),
    memory("cluster", cluster, awake && !database.startEmpty),
  ]);
  const checked = pulumi
    .all([remembered, data, cluster])
    .apply(([[dataBefore, clusterBefore], dataNow, clusterNow]) => {
      const refusals = [...dataRefusals(dataBefore, dataNow), ...clusterRefusals(clusterBefore, clusterNow)];
      if (refusals.length === 0) return;
      const message = ["Airflow's data would be lost or out of reach:", ...refusals.map((one) => `  ${one}`)].join(
        "\n",
      );
      throw new PlainError(message);
    });
  return (value) => checked.apply(() => value);
}

/**
 * Refuses another `airflow:name` for the stack's one Airflow. It is in the logical name of everything: all would be made anew,
 * and the old deleted with its data.
 */
export function keptName(name: string, startEmpty: boolean): void {
  const options = { ignoreChanges: startEmpty ? [] : ["keepers"] };
  const { keepers } = new RandomId("airflow-name", { byteLength: 2, keepers: { name } }, options);
  keepers.apply((kept) => {
    const before = kept?.name ?? name;
    if (before === name) return;
    const back = set("airflow:name", before);
    const leave = set("airflow:gke.database.startEmpty", "true");
    const message = `airflow:name is ${name}, and was ${before}: everything would be made anew, and the old deleted with its database. Fix: ${back}, or leave the data behind on purpose: ${leave}`;
    throw new PlainError(message);
  });
}

/** Tells the memory of a move that was made: the new place, once `after` is there. */
export function moved(
  name: string,
  { data, awake, database }: Pick<KeptPlaceArgs, "data" | "awake" | "database">,
  opts: { parent: pulumi.Resource; dependsOn: pulumi.Resource[] },
): void {
  if (database.movedFrom !== undefined && !awake)
    new RandomId(`${name}-data-place`, { byteLength: 2, keepers: data }, opts);
}
