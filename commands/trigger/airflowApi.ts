/** What Airflow's answers mean, for 2.x and 3.x alike. */

import type { Connection } from "./connections/connection";
import { type Code, type Layer, TriggerError } from "./errors";
import { type Answer, json, type Limits } from "./http/send";

/** The states a run can be in; the first two are ends. */
export type RunState = "success" | "failed" | "queued" | "running" | (string & {});

export interface RunData {
  dag_run_id: string;
  state: RunState;
  logical_date: string | null;
  conf: unknown;
}

interface DagData {
  is_paused?: boolean;
  has_import_errors?: boolean;
}

const path = (...parts: string[]) => parts.map((part) => `/${encodeURIComponent(part)}`).join("");

/** Airflow's REST API over a connection. Every method raises a TriggerError for an answer that is not the wanted one. */
export class AirflowApi {
  constructor(
    readonly connection: Connection,
    private readonly limits: Limits,
  ) {}

  /** POST the run; `conflict` where its id or its logical date is taken. */
  async create(dagId: string, body: string, hide: (text: string) => string): Promise<RunData | "conflict"> {
    const answer = await this.connection.call(
      { method: "POST", path: `/dags${path(dagId)}/dagRuns`, body },
      this.limits,
    );
    if (answer.status === 409) return "conflict";
    if (answer.status === 404) throw await this.unknownDag(dagId);
    if (answer.status === 413) throw tooLarge();
    if (answer.status === 400 || answer.status === 422) throw badRun(answer, dagId, hide);
    return whole(this.data(answer, `start a run of ${dagId}`), answer);
  }

  /** The run, or undefined where there is none of that id. */
  async run(dagId: string, runId: string): Promise<RunData | undefined> {
    const answer = await this.get(`/dags${path(dagId)}/dagRuns${path(runId)}`);
    return answer.status === 404 ? undefined : whole(this.data(answer, `read the run ${runId}`), answer);
  }

  /** How many tasks of a run are done, of how many. */
  async tasks(dagId: string, runId: string): Promise<{ done: number; all: number; failed: string[] }> {
    const answer = await this.get(`/dags${path(dagId)}/dagRuns${path(runId)}/taskInstances?limit=1000`);
    const found = this.data<{ task_instances: { task_id: string; state: string | null }[]; total_entries: number }>(
      answer,
      "read its tasks",
    );
    const over = found.task_instances.filter(({ state }) => ENDED.has(state ?? ""));
    const failed = found.task_instances.filter(({ state }) => state === "failed").map(({ task_id }) => task_id);
    return { done: over.length, all: found.total_entries, failed };
  }

  /** Refuse a DAG that is not there, cannot be imported, or is paused (unless that is allowed), before a run is made. */
  async check(dagId: string, allowPaused: boolean): Promise<void> {
    const answer = await this.get(`/dags${path(dagId)}`);
    if (answer.status === 404) throw await this.unknownDag(dagId);
    const dag = this.data<DagData>(answer, `read the DAG ${dagId}`);
    if (dag.has_import_errors) throw importError(dagId, await this.importErrors());
    if (dag.is_paused && !allowPaused) {
      throw new TriggerError(
        "dag",
        "paused",
        `the DAG ${dagId} is paused: a run would wait in the queue until somebody unpauses it`,
        {
          fix: `unpause it${this.connection.webUrl ? ` at ${this.connection.webUrl}/dags/${dagId}` : ""}, or queue the run all the same with --allow-paused (allowPaused)`,
        },
      );
    }
  }

  private async unknownDag(dagId: string): Promise<TriggerError> {
    const errors = await this.importErrors();
    const own = errors.filter((one) => one.includes(dagId));
    if (own.length > 0) return importError(dagId, own, true);
    const broken = errors.length > 0 ? `; Airflow cannot import ${errors.slice(0, 3).join("; ")}` : "";
    return new TriggerError("dag", "unknown-dag", `Airflow has no DAG ${JSON.stringify(dagId)}`, {
      status: 404,
      fix: `check its id (\`airflow dags list\`), that its file is in the DAG folder, and that the caller's role may see it${broken}`,
    });
  }

  /** Files that cannot be imported, with the last line of why. A caller whose role may not see them gets none. */
  private async importErrors(): Promise<string[]> {
    const answer = await this.get("/importErrors?limit=20");
    if (answer.status !== 200) return [];
    const { import_errors: found } = json<{
      import_errors: { filename: string; stack_trace: string }[];
    }>(answer, "airflow", "Airflow");
    return found.map(({ filename, stack_trace }) => `${filename}: ${stack_trace.trim().split("\n").pop()}`);
  }

  private get(where: string): Promise<Answer> {
    return this.connection.call({ method: "GET", path: where }, this.limits);
  }

  private data<T = RunData>(answer: Answer, doing: string): T {
    const { status } = answer;
    if (status === 200 || status === 201) return json<T>(answer, "airflow", "Airflow");
    const known: Record<number, [Layer, Code, string, string | undefined]> = {
      401: [
        "airflow",
        "not-authenticated",
        "does not accept the login",
        "log in again; a token lives for [api_auth] jwt_expiration_time",
      ],
      403: ["airflow", "not-allowed", "gives the caller no role that may", this.connection.roleFix],
    };
    const [layer, code, what, fix] = known[status] ?? [
      "airflow",
      "rejected",
      `answered ${status}, so it did not`,
      undefined,
    ];
    throw new TriggerError(layer, code, `Airflow ${what} ${doing}`, { status, fix });
  }
}

/** A run's data; JSON of another form is as unreadable as none. */
function whole(run: RunData | null, { status }: Answer): RunData {
  if (typeof run?.dag_run_id === "string" && typeof run.state === "string") return run;
  throw new TriggerError("airflow", "unreadable", `Airflow answered ${status} with JSON that is no run`, { status });
}

const ENDED = new Set(["success", "failed", "skipped", "upstream_failed", "removed"]);

function importError(dagId: string, errors: string[], unknown = false): TriggerError {
  const files = errors.slice(0, 3).join("; ");
  const what = unknown
    ? `Airflow has no DAG ${JSON.stringify(dagId)}, and files that it`
    : `the file of the DAG ${dagId} is one that Airflow`;
  return new TriggerError("dag", "import-error", `${what} cannot import${files ? `: ${files}` : ""}`, {
    status: unknown ? 404 : 400,
    fix: "fix the file: `python FILE` in Airflow's environment shows the error",
  });
}

const tooLarge = () =>
  new TriggerError("usage", "too-large", "conf is larger than Airflow takes", {
    status: 413,
    fix: "put large data into a bucket and give its address in conf, or raise [webserver] allowed_payload_size (Airflow 2: 1 MB)",
  });

/** A 400 or 422 to the run itself: the conf does not fit, or another value is wrong. Never repeats a value of conf. */
function badRun(answer: Answer, dagId: string, hide: (text: string) => string): TriggerError {
  const { status } = answer;
  const { detail, title } = parsed(answer);
  const param = /[Ii]nvalid input for param ['"]?([\w.-]+)/.exec(String(detail))?.[1];
  if (param) {
    const message = `conf does not fit the params of the DAG ${dagId}: ${JSON.stringify(param)} is missing or not what its schema allows`;
    return new TriggerError("dag", "bad-conf", message, {
      status,
      fix: `look at params in the DAG's file, and change ${param} in --conf`,
    });
  }
  if (Array.isArray(detail)) {
    const said = detail
      .map(({ loc, msg }: { loc?: unknown[]; msg?: string }) => `${loc?.slice(1).join(".")}: ${msg}`)
      .join("; ");
    const conf = detail.some(({ loc }: { loc?: unknown[] }) => loc?.includes("conf"));
    return new TriggerError(
      conf ? "dag" : "usage",
      conf ? "bad-conf" : "bad-request",
      `Airflow refused the request: ${hide(said)}`,
      { status },
    );
  }
  const said = hide(typeof detail === "string" ? detail : String(title ?? `status ${status}`)).slice(0, 300);
  if (said.includes("import errors")) return importError(dagId, []);
  return new TriggerError("dag", "rejected", `Airflow refused a run of ${dagId}: ${said}`, { status });
}

function parsed(answer: Answer): { detail?: unknown; title?: unknown } {
  try {
    return (JSON.parse(answer.text) as object) ?? {};
  } catch {
    return {};
  }
}
