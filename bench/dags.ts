/** `npm run bench -- dags`: CPU of `dags check` over 500 DAG files, against Airflow's own DagBag over the same files. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { airflowVersions } from "../config/versions";
import { median } from "./cpu";

const DAGS = 500;
const BOUND = 1.5;
const folder = join(process.cwd(), ".cache/bench/dags");
const config = join(process.cwd(), ".cache/bench/dags.yaml");

/** A file as people write them: a schedule, five tasks of three operators, an order. */
const dagFile = (index: number): string => `import datetime

try:
    from airflow.providers.standard.operators.bash import BashOperator
    from airflow.providers.standard.operators.empty import EmptyOperator
    from airflow.providers.standard.operators.python import PythonOperator
    from airflow.sdk import DAG
except ImportError:
    from airflow import DAG
    from airflow.operators.bash import BashOperator
    from airflow.operators.empty import EmptyOperator
    from airflow.operators.python import PythonOperator

with DAG("made_${index}", schedule="@daily", start_date=datetime.datetime(2026, 1, 1), catchup=False, tags=["made"]) as dag:
    begin, end = EmptyOperator(task_id="begin"), EmptyOperator(task_id="end")
    load = BashOperator(task_id="load", bash_command="echo {{ ds }} ${index}", env={"PART": "${index}"})
    check = PythonOperator(task_id="check", python_callable=lambda **_: ${index}, op_kwargs={"part": ${index}})
    tell = BashOperator(task_id="tell", bash_command="echo done", trigger_rule="all_done")
    begin >> load >> check >> [tell, end]
`;

/** The stack's Airflow: an environment that the tests have. */
export function testedEnvironment(version: string): string {
  const made = execFileSync("python3", ["airflow/tests/env.py", `airflow-${version}`], { encoding: "utf8" });
  return made.trim().split("\n").at(-1) as string;
}

/** A 2.x and a 3.x whose environment has the providers too. */
export const testedVersions = (): string[] =>
  airflowVersions.filter(({ tests }) => tests.includes("inside")).map(({ version }) => version);

export const stackFile = (version: string): string => `config:
  aws:region: us-east-1
  aws:allowedAccountIds: ["111122223333"]
  gcp:project: my-gcp-project
  airflow:platform: mwaa
  airflow:name: airflow-bench
  airflow:airflowVersion: ${version}
`;

/** CPU seconds of a command with all its children, told by bash. */
function cpu(command: string[], env: NodeJS.ProcessEnv): number {
  const run = spawnSync("bash", ["-c", 'TIMEFORMAT="cpu %U %S"; time "$@"', "bash", ...command], {
    env,
    encoding: "utf8",
  });
  const [, user, system] = /cpu ([\d.]+) ([\d.]+)\s*$/.exec(run.stderr) ?? [];
  if (run.status !== 0 || user === undefined)
    throw new Error(`${command.join(" ")} ended with ${run.status}: ${run.stderr}`);
  return Number(user) + Number(system);
}

/** Measures and prints; false where the bound is missed. */
export function benchDags(rounds: number): boolean {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (let index = 0; index < DAGS; index++) writeFileSync(join(folder, `made_${index}.py`), dagFile(index));
  let good = true;
  for (const version of testedVersions()) {
    const venv = testedEnvironment(version);
    writeFileSync(config, stackFile(version));
    const home = join(process.cwd(), ".cache/bench/dagbag");
    const plain = {
      PATH: `${venv}/bin:${process.env.PATH}`,
      AIRFLOW_HOME: home,
      AIRFLOW__LOGGING__LOGGING_LEVEL: "CRITICAL",
      AIRFLOW__CORE__PLUGINS_FOLDER: join(process.cwd(), "airflow/plugins"),
    };
    const bare = `try:
    from airflow.dag_processing.dagbag import DagBag
except ImportError:
    from airflow.models.dagbag import DagBag
bag = DagBag(${JSON.stringify(folder)}, include_examples=False)
assert len(bag.dags) == ${DAGS} and not bag.import_errors, bag.import_errors`;
    const commands = {
      check: ["node", "commands/cli.cjs", "dags", "check", "--config", config, "--dags", folder, "--venv", venv],
      bag: [`${venv}/bin/python`, "-c", bare],
    };
    const times = { check: [] as number[], bag: [] as number[] };
    for (let round = -1; round < rounds; round++)
      for (const name of ["check", "bag"] as const) {
        const seconds = cpu(commands[name], name === "bag" ? plain : process.env);
        if (round >= 0) times[name].push(seconds);
      }
    const ratio = median(times.check) / median(times.bag);
    good &&= ratio <= BOUND;
    const [checked, bagged] = [median(times.check), median(times.bag)].map((value) => value.toFixed(1));
    console.log(
      `${DAGS} DAG files, Airflow ${version}, CPU, median of ${rounds}: dags check ${checked} s, DagBag alone ${bagged} s: ${ratio.toFixed(2)} times (bound ${BOUND})`,
    );
  }
  return good;
}
