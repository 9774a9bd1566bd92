/** What Airflow knows of DAG files, by its own REST API, 2.x and 3.x. */
import type { Connection } from "../../../trigger/connections/connection";
import { TriggerError } from "../../../trigger/errors";
import { type Answer, json, type Limits } from "../../../trigger/http/send";
import { placer } from "./place";

export interface KnownDag {
  dagId: string;
  /** Path in the DAG folder. */
  path: string;
  /** When Airflow last parsed it, as it tells it. */
  parsed: string;
  /** Airflow 2 gives the source of a file by this. */
  token?: string;
}

export interface ImportError {
  /** Path in the DAG folder. */
  path: string;
  /** As Airflow tells it. */
  filename: string;
  trace: string;
  /** Milliseconds since the epoch, by Airflow's clock. */
  at: number;
}

export interface Known {
  dags: KnownDag[];
  errors: ImportError[];
  /** Airflow's clock minus this machine's, ms. */
  ahead: number;
}

interface DagData {
  dag_id: string;
  fileloc: string;
  relative_fileloc?: string | null;
  last_parsed_time: string | null;
  file_token?: string;
}

interface ErrorData {
  filename: string;
  stack_trace: string;
  timestamp: string;
}

/** Both versions give no more at once ([api] maximum_page_limit). */
const PAGE = 100;

export class AirflowDags {
  constructor(
    private readonly connection: Connection,
    private readonly limits: Limits,
  ) {}

  /** @param paths of the folder, here or gone: only files of these are looked at */
  async known(paths: ReadonlySet<string>): Promise<Known> {
    const { rows: dags, answer } = await this.pages<DagData>("/dags", "dags", "dag_id", "list the DAGs");
    const { rows: errors } = await this.pages<ErrorData>(
      "/importErrors",
      "import_errors",
      "import_error_id",
      "list import errors",
    );
    const locations = dags.map(({ fileloc, relative_fileloc }) => relative_fileloc ?? fileloc);
    const place = placer([...locations, ...errors.map(({ filename }) => filename)], paths);
    const date = Date.parse(answer.headers.date ?? "");
    return {
      dags: dags.flatMap((dag) => {
        const path = place(dag.relative_fileloc ?? dag.fileloc);
        const { dag_id: dagId, last_parsed_time: parsed, file_token: token } = dag;
        return path === undefined ? [] : [{ dagId, path, parsed: parsed ?? "", ...(token && { token }) }];
      }),
      errors: errors.flatMap(({ filename, stack_trace: trace, timestamp }) => {
        const path = place(filename);
        return path === undefined ? [] : [{ path, filename, trace, at: Date.parse(timestamp) }];
      }),
      ahead: Number.isNaN(date) ? 0 : date - Date.now(),
    };
  }

  /** The file's text as Airflow keeps it beside the DAG; undefined where it is not told (no permission, none kept). */
  async source({ dagId, token }: KnownDag): Promise<string | undefined> {
    const answer = await this.get(`/dagSources/${encodeURIComponent(token ?? dagId)}`);
    if (answer.status !== 200) return undefined;
    try {
      const { content } = JSON.parse(answer.text) as { content?: unknown };
      return typeof content === "string" ? content : undefined;
    } catch {
      return undefined;
    }
  }

  private async pages<T>(path: string, list: string, order: string, doing: string) {
    const rows: T[] = [];
    for (;;) {
      const answer = await this.get(`${path}?limit=${PAGE}&offset=${rows.length}&order_by=${order}`);
      if (answer.status !== 200) throw this.refused(answer, doing);
      const found = json<Record<string, T[]> & { total_entries: number }>(answer, "airflow", "Airflow");
      const page = found[list] ?? [];
      rows.push(...page);
      if (page.length === 0 || rows.length >= found.total_entries) return { rows, answer };
    }
  }

  private refused({ status }: Answer, doing: string): TriggerError {
    if (status === 403)
      return new TriggerError("airflow", "not-allowed", `Airflow gives the caller no role that may ${doing}`, {
        status,
        fix: `${this.connection.roleFix}; or push with --wait 0`,
      });
    return new TriggerError(
      "airflow",
      status === 401 ? "not-authenticated" : "rejected",
      `Airflow answered ${status}, so it did not ${doing}`,
      { status, fix: "push again, or with --wait 0 where Airflow is not to be asked" },
    );
  }

  private get(path: string): Promise<Answer> {
    return this.connection.call({ method: "GET", path }, this.limits);
  }
}
