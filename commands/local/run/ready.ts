/** Waits until Airflow's page answers and its scheduler runs, and who may log in. */
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { writeWhole } from "../environment/environment";
import { isTwo } from "../stack/airflowSettings";

export interface Login {
  username: string;
  password: string;
}

/** Airflow 3 reads the password from a file; Airflow 2 makes one up at its first start, and writes it down. */
export function prepareLogin(version: string, home: string): void {
  const file = join(home, "passwords.json");
  if (!isTwo(version) && !existsSync(file))
    writeWhole(file, JSON.stringify({ admin: randomBytes(9).toString("base64url") }), 0o600);
}

export function loginOf(version: string, home: string): Login {
  const username = "admin";
  if (isTwo(version))
    return { username, password: readFileSync(join(home, "standalone_admin_password.txt"), "utf8").trim() };
  const passwords = JSON.parse(readFileSync(join(home, "passwords.json"), "utf8")) as Record<string, string>;
  return { username, password: passwords.admin as string };
}

/** Where each version tells how its parts are. */
const healthPath = (version: string): string => (isTwo(version) ? "/health" : "/api/v2/monitor/health");

/**
 * @param stopped whether to give up: the process has ended, or Ctrl-C
 * @returns whether it is up
 */
export async function isUp(version: string, port: number, stopped: () => boolean): Promise<boolean> {
  const url = `http://127.0.0.1:${port}${healthPath(version)}`;
  while (!stopped()) {
    try {
      const answer = await fetch(url, { signal: AbortSignal.timeout(5000) });
      const health = (await answer.json()) as { scheduler?: { status?: string } };
      if (answer.ok && health.scheduler?.status === "healthy") return true;
    } catch {} // not yet
    await setTimeout(100);
  }
  return false;
}
