/** Puts pools, variables and connections back. What is there already is changed to what was saved, so a second time does no harm. */
import type { AirflowState } from "./api";
import { part } from "./api";
import type { Saved, SavedVariable } from "./saved";

/** Airflow 2 refuses a null where a field may be left out. */
const said = <T extends object>(row: T): Partial<T> =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as Partial<T>;

export async function restore(airflow: AirflowState, { pools, variables, connections }: Saved): Promise<void> {
  for (const pool of pools) {
    const { name, slots, include_deferred } = pool;
    const doing = `put the pool ${name} back`;
    if (await airflow.make("/pools", said(pool), doing)) continue;
    // Of default_pool nothing else may change. Airflow 2 calls a pool's name `name` here, Airflow 3 `pool`.
    const two = (await airflow.connection.major(airflow.limits)) === "2";
    const own =
      name === "default_pool"
        ? { slots, include_deferred }
        : { slots, include_deferred, ...said({ description: pool.description }) };
    for (const key of Object.keys(own))
      await airflow.change(`/pools/${part(name)}?update_mask=${key}`, { [two ? "name" : "pool"]: name, ...own }, doing);
  }
  // What is the same stays as it is: Airflow 2 has no address for a key with a slash in it.
  const there = new Map(
    (await airflow.all<SavedVariable>("/variables", "variables", "key")).map((one) => [one.key, one]),
  );
  for (const variable of variables) {
    const found = there.get(variable.key);
    if (found?.value === variable.value && (found.description ?? null) === variable.description) continue;
    const doing = `put the variable ${variable.key} back`;
    if (!(await airflow.make("/variables", said(variable), doing)))
      await airflow.change(`/variables/${part(variable.key)}`, said(variable), doing);
  }
  for (const connection of connections) {
    const doing = `put the connection ${connection.connection_id} back`;
    if (!(await airflow.make("/connections", said(connection), doing)))
      await airflow.change(`/connections/${part(connection.connection_id)}`, said(connection), doing);
  }
}
