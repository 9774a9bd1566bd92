/** The local Airflow as one process: `airflow standalone`, kept by `airflow/local/keep.py`. */
import { spawn } from "node:child_process";
import { chmodSync, closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { writeWhole } from "../environment/environment";
import type { Variables } from "../stack/airflowSettings";
import { root } from "../stack/localStack";

export interface AirflowProcess {
  pid: number;
  /** Its exit code, once nothing of it runs any more. */
  ended: Promise<number>;
  hasEnded(): boolean;
  /** Ends it and everything that it started; done when nothing is left. */
  end(): Promise<number>;
}

/**
 * `standalone` starts its parts with the `airflow` on PATH. Ours leaves out their log servers, which would listen on every
 * address of the machine: here the page reads the files.
 */
function withoutLogServers(state: string, venv: string): string {
  const folder = join(state, "bin");
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "airflow");
  const python = join(venv, "bin", "python"); // bin/airflow names where the environment was made, which may be elsewhere
  writeWhole(
    file,
    `#!/bin/sh\ncase "$1" in scheduler|triggerer) set -- "$@" --skip-serve-logs ;; esac\nexec "${python}" -m airflow "$@"\n`,
  );
  chmodSync(file, 0o755);
  return folder;
}

export function startAirflow(venv: string, variables: Variables, state: string, log: string): AirflowProcess {
  const own = withoutLogServers(state, venv);
  const out = openSync(log, "w");
  const command = [
    join(root, "airflow", "local", "keep.py"),
    join(venv, "bin", "python"),
    "-m",
    "airflow",
    "standalone",
  ];
  const child = spawn(join(venv, "bin", "python"), command, {
    cwd: variables.AIRFLOW_HOME,
    env: { ...variables, PATH: `${own}:${variables.PATH}`, PYTHONUNBUFFERED: "1", NO_COLOR: "1" },
    // It ends when this pipe closes, whatever becomes of this process; Ctrl-C of the terminal does not reach it.
    stdio: ["pipe", out, out],
    detached: true,
  });
  closeSync(out);
  child.stdin?.on("error", () => undefined);
  let over = false;
  const ended = new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => {
      over = true;
      resolve(code ?? 1);
    });
  });
  return {
    pid: child.pid as number,
    ended,
    hasEnded: () => over,
    end() {
      child.stdin?.end();
      return ended;
    },
  };
}

/** The end of what Airflow wrote, for an error. */
export const lastOf = (log: string, lines = 12): string =>
  readFileSync(log, "utf8").trimEnd().split("\n").slice(-lines).join("\n");
