/** A stand-in `pulumi` for the switch, and a real Airflow emptied as MWAA's new environment is. */
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Homes } from "../trigger/homes";

export interface FakePulumi {
  folder: string;
  /** What it was called with, since the last look. */
  calls(): string[];
  /** Whether the next `up` fails. */
  failing(fails: boolean): void;
  remove(): void;
}

/**
 * Its outputs are those of the value that `airflow:awake` had at the last `up`.
 * @param outputs of a stack whose environment has this address; asleep it has none
 */
export function fakePulumi(outputs: (url: string | undefined) => object): FakePulumi {
  const folder = mkdtempSync(join(tmpdir(), "sleep-pulumi-"));
  const file = (name: string) => join(folder, name);
  writeFileSync(file("now.json"), JSON.stringify(outputs("https://first.example.com")));
  writeFileSync(file("false.json"), JSON.stringify(outputs(undefined)));
  writeFileSync(file("true.json"), JSON.stringify(outputs("https://second.example.com")));
  writeFileSync(
    file("pulumi"),
    `#!/bin/sh
cd ${JSON.stringify(folder)} || exit 9
case "$1" in
  stack) cat now.json ;;
  config) echo "$*" >> calls; echo "$4" > awake ;;
  up) echo "$*" >> calls
    if [ -e fail ]; then echo "error: as asked"; exit 1; fi
    cp "$(cat awake).json" now.json ;;
  *) exit 8 ;;
esac
`,
  );
  chmodSync(file("pulumi"), 0o755);
  return {
    folder,
    calls() {
      const found = existsSync(file("calls")) ? readFileSync(file("calls"), "utf8").trim().split("\n") : [];
      rmSync(file("calls"), { force: true });
      return found;
    },
    failing: (fails) => (fails ? writeFileSync(file("fail"), "") : rmSync(file("fail"), { force: true })),
    remove: () => rmSync(folder, { recursive: true }),
  };
}

type Row = Record<string, unknown>;

/** Airflow's own API past the client, as its admin. */
export class Admin {
  constructor(
    private readonly made: Homes,
    private readonly two: boolean,
  ) {}

  async call(method: string, path: string, body?: object): Promise<{ status: number; data: Row }> {
    const { two, made } = this;
    const headers: Record<string, string> = { authorization: await this.login() };
    if (body) headers["content-type"] = "application/json"; // Airflow 2 refuses an empty body of that type
    const url = two ? `${made.two}/api/v1${path}` : `${made.three}/api/v2${path}`;
    const answer = await fetch(url, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    const text = await answer.text();
    const json = answer.headers.get("content-type")?.includes("json");
    return { status: answer.status, data: json && text !== "" ? (JSON.parse(text) as Row) : {} };
  }

  async list(path: string, key: string): Promise<Row[]> {
    return (await this.call("GET", `${path}?limit=100`)).data[key] as Row[];
  }

  /** Which DAGs are paused. */
  async paused(): Promise<Record<string, boolean>> {
    const dags = await this.list("/dags", "dags");
    return Object.fromEntries(dags.map(({ dag_id, is_paused }) => [dag_id as string, is_paused as boolean]));
  }

  /** What a new environment does not have. Its DAG files are still there, and are read anew. */
  async empty(): Promise<void> {
    const at = (path: string, id: unknown) => `${path}/${encodeURIComponent(String(id))}`;
    const gone = async (path: string) => {
      for (let left = 60; ; left--) {
        const { status, data } = await this.call("DELETE", path);
        if (status === 204 || status === 404) return;
        // Its last task is still ending, or the scheduler has locked SQLite.
        if (left === 0) throw new Error(`DELETE ${path}: ${status} ${JSON.stringify(data)}`);
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
    };
    for (const { dag_id } of await this.list("/dags", "dags")) await gone(at("/dags", dag_id));
    for (const { key } of await this.list("/variables", "variables")) await gone(at("/variables", key));
    for (const { connection_id } of await this.list("/connections", "connections"))
      await gone(at("/connections", connection_id));
    for (const { name } of await this.list("/pools", "pools"))
      if (name !== "default_pool") await gone(at("/pools", name));
    const name = this.two ? "name" : "pool";
    const usual = { [name]: "default_pool", slots: 128, include_deferred: false };
    for (const key of ["slots", "include_deferred"]) {
      const { status } = await this.call("PATCH", `/pools/default_pool?update_mask=${key}`, usual);
      if (status !== 200) throw new Error(`default_pool: ${status}`);
    }
  }

  private async login(): Promise<string> {
    const { made } = this;
    if (this.two) return `Basic ${Buffer.from(`admin:${made.password}`).toString("base64")}`;
    const headers = { "content-type": "application/json" };
    const body = JSON.stringify({ username: "admin", password: made.password });
    const token = await (await fetch(`${made.three}/auth/token`, { method: "POST", headers, body })).json();
    return `Bearer ${(token as { access_token: string }).access_token}`;
  }
}
