/** Looks at Airflow before the upload, and waits for it after. */
import { connectionTo } from "../../../trigger/connections/connect";
import { LIMITS } from "../../../trigger/http/send";
import { dependents } from "../files/dependents";
import type { Difference } from "../files/difference";
import { timeLine } from "../progress";
import type { Push } from "../push";
import type { Pushed } from "../show";
import type { Awaited } from "./judge";
import { AirflowDags, type Known } from "./known";
import { waitForDags } from "./wait";

/** What comes after the upload. */
export interface Following {
  end(): Promise<Pick<Pushed, "airflow" | "notAsked">>;
}

const nothing = (notAsked?: string): Following => ({ end: async () => (notAsked === undefined ? {} : { notAsked }) });

/**
 * The look before, so that a caller whom Airflow does not let in is told before anything has changed.
 * @param read the text of a file that is pushed
 */
export async function follow(push: Push, found: Difference, read: (path: string) => string): Promise<Following> {
  const { waitSeconds, settleSeconds, place, local, signal } = push;
  if (found.changed.length + found.removed.length === 0) return nothing();
  if (waitSeconds === 0) return nothing("Airflow was not asked (--wait 0)");
  if (!place.awake) return nothing("the stack is asleep: Airflow reads the DAGs when it wakes");
  const connection = await connectionTo(place.target, undefined);
  const airflow = new AirflowDags(connection, { ...LIMITS, signal });
  const paths = new Set([...local.files.keys(), ...found.removed]);
  const before = await airflow.known(paths);
  const awaited = awaitedOf(found, [...local.files.keys()], local.dags, before, read);
  if (awaited.length === 0) return nothing("no DAG of Airflow's depends on what changed");
  return {
    end: async () => {
      const line = timeLine("Airflow has");
      try {
        const options = { timeoutSeconds: waitSeconds, settleSeconds, signal, onProgress: line.show };
        return { airflow: await waitForDags(airflow, awaited, paths, before, read, options) };
      } finally {
        line.end();
      }
    },
  };
}

/** What must come of a push: each changed DAG, each that imports a changed module, and the end of those that went. */
export function awaitedOf(
  { changed, removed }: Pick<Difference, "changed" | "removed">,
  files: readonly string[],
  dags: ReadonlySet<string>,
  before: Pick<Known, "dags">,
  read: (path: string) => string,
): Awaited[] {
  const had = new Set(before.dags.map(({ path }) => path));
  const modules = changed.filter((path) => path.endsWith(".py") && !dags.has(path) && !had.has(path));
  const reached = modules.length === 0 ? new Set<string>() : dependents(files, modules, read);
  const direct = new Set(changed);
  return [
    ...changed.flatMap((path): Awaited[] =>
      dags.has(path) || path.endsWith(".zip")
        ? [{ path, until: path.endsWith(".zip") ? "parsed" : "live" }]
        : had.has(path)
          ? [{ path, until: path.endsWith(".py") ? "live" : "parsed" }]
          : [],
    ),
    ...[...reached]
      .filter((path) => had.has(path) && !direct.has(path))
      .map((path): Awaited => ({ path, until: "parsed" })),
    ...removed.filter((path) => had.has(path)).map((path): Awaited => ({ path, until: "gone" })),
  ];
}
