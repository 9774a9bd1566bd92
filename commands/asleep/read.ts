/** Reads from Airflow what a new environment will lack. */
import pLimit from "p-limit";
import { type AirflowState, part } from "./api";
import { hiddenIn, told } from "./hidden";
import type { Saved, SavedConnection, SavedDag, SavedPool, SavedVariable } from "./saved";

/** Requests at a time: MWAA allows few. */
const AT_A_TIME = 4;

interface DagData {
  dag_id: string;
  is_paused: boolean;
  next_dagrun_create_after?: string | null;
  next_dagrun_run_after?: string | null;
}

/** Every DAG that Airflow has a file of, without `catchup`. */
export async function dagsOf(airflow: AirflowState): Promise<SavedDag[]> {
  const rows = await airflow.all<DagData>("/dags", "dags", "dag_id");
  return rows.map((dag) => ({
    dagId: dag.dag_id,
    paused: dag.is_paused,
    next: dag.next_dagrun_run_after ?? dag.next_dagrun_create_after ?? null,
  }));
}

export type Read = Pick<Saved, "dags" | "pools" | "variables" | "connections" | "untold">;

export async function readState(airflow: AirflowState): Promise<Read> {
  const limit = pLimit(AT_A_TIME);
  const dags = await limit.map(await dagsOf(airflow), async (dag): Promise<SavedDag> => {
    if (dag.paused) return dag;
    const { catchup } = await airflow.get<{ catchup?: boolean }>(
      `/dags/${part(dag.dagId)}/details`,
      `read the DAG ${dag.dagId}`,
    );
    return { ...dag, catchup: catchup === true };
  });
  const pools = (await airflow.all<SavedPool>("/pools", "pools", "name")).map(
    ({ name, slots, description, include_deferred }) => ({
      name,
      slots,
      description: description ?? null,
      include_deferred,
    }),
  );
  const variables = (await airflow.all<SavedVariable>("/variables", "variables", "key")).map(
    ({ key, value, description }) => ({ key, value, description: description ?? null }),
  );
  const listed = await airflow.all<Listed>("/connections", "connections", "connection_id");
  const whole = await limit.map(listed, (one) =>
    one.extra !== undefined // Airflow 2 tells it of one connection only
      ? Promise.resolve(one as ConnectionData)
      : airflow.get<ConnectionData>(
          `/connections/${part(one.connection_id)}`,
          `read the connection ${one.connection_id}`,
        ),
  );
  const untold = whole.flatMap((one) => {
    // Airflow 3 has a null where there is no password; 2 never says.
    const password = one.password === undefined || one.password !== null ? ["password"] : [];
    return [...password, ...hiddenIn(one.extra).map((key) => `extra.${key}`)].map(
      (field) => `${one.connection_id}.${field}`,
    );
  });
  return {
    dags,
    pools,
    variables: variables.filter(({ value }) => hiddenIn(value).length === 0),
    connections: whole.map(connectionOf),
    untold: {
      variables: variables.filter(({ value }) => hiddenIn(value).length > 0).map(({ key }) => key),
      connections: untold,
    },
  };
}

type ConnectionData = SavedConnection & { password?: string | null };
type Listed = Omit<ConnectionData, "extra"> & { extra?: string | null };

const connectionOf = ({ connection_id, conn_type, description, host, login, schema, port, extra }: ConnectionData) => ({
  connection_id,
  conn_type,
  description: description ?? null,
  host: host ?? null,
  login: login ?? null,
  schema: schema ?? null,
  port: port ?? null,
  extra: told(extra ?? null),
});
