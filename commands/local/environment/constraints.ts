/** The versions that the home fixes, as text: Amazon's of the project, or Airflow's own, fetched once and kept. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Wanted } from "./wanted";

export interface Constraints {
  text: string;
  /** For people: "the constraints of MWAA's image for Airflow 3.2.1". */
  name: string;
  /** What is not as in the cloud, to be said. */
  note?: string;
}

const root = join(__dirname, "..", "..", "..");
const kept = join(root, ".cache", "local", "constraints");

export async function constraintsOf(wanted: Wanted, signal?: AbortSignal): Promise<Constraints> {
  const { airflowVersion, python } = wanted;
  if (wanted.constraints === "user") return { text: "", name: "the constraints that airflow/requirements.txt names" };
  if (wanted.constraintsFile !== undefined)
    return {
      text: readFileSync(join(root, "airflow", wanted.constraintsFile), "utf8"),
      name: `the constraints of MWAA's image for Airflow ${airflowVersion}`,
    };
  const name = `the constraints of Airflow ${airflowVersion}`;
  const file = join(kept, `${airflowVersion}-${python}.txt`);
  if (existsSync(file)) return { text: readFileSync(file, "utf8"), name };
  const text = await fetched(airflowVersion, python, signal);
  if (text !== undefined) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return { text, name };
  }
  // The pins that the project's tests run this Airflow with: not the image's, and known to work.
  const pins = join(root, "airflow", "tests", "requirements", `airflow-${airflowVersion}.txt`);
  const found = existsSync(pins);
  return {
    text: found ? readFileSync(pins, "utf8").replace(/^(?![\w.-]+==).*$/gm, "") : "",
    name: found ? `the versions that the project is tested with on Airflow ${airflowVersion}` : "no constraints",
    note: `Airflow's list of versions for ${airflowVersion} could not be fetched: ${found ? "the pins of the project's own tests are used" : "the newest packages that fit are used"}.`,
  };
}

/** Airflow publishes a file for each version and Python (https://airflow.apache.org/docs/apache-airflow/stable/installation/installing-from-pypi.html). */
async function fetched(version: string, python: string, signal?: AbortSignal): Promise<string | undefined> {
  const url = `https://raw.githubusercontent.com/apache/airflow/constraints-${version}/constraints-${python}.txt`;
  try {
    const limit = AbortSignal.timeout(10_000);
    const answer = await fetch(url, { signal: signal ? AbortSignal.any([signal, limit]) : limit });
    return answer.ok ? await answer.text() : undefined;
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    void error;
    return undefined;
  }
}
