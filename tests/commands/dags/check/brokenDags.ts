/** A folder of DAGs that are each broken in one way, and what the check must say of them. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const head = `import datetime
try:
    from airflow.sdk import DAG, Variable
except ImportError:
    from airflow import DAG
    from airflow.models import Variable
START = datetime.datetime(2026, 1, 1)
`;
const dag = (id: string): string => `with DAG("${id}", schedule=None, start_date=START):\n    pass\n`;

/** By path: the first line of their own is line 8. */
export const brokenDags: Record<string, string> = {
  "good.py": head + dag("good"),
  "same.py": head + dag("good"),
  "twice.py": `${head}one = DAG("twice", schedule=None, start_date=START)\ntwo = DAG("twice", schedule=None, start_date=START)\n`,
  "syntax.py": `${head}with DAG("syntax" schedule=None):\n    pass\n`,
  "missing.py": `${head}import not_there.at_all\n`,
  "helper.py": "def broken():\n    return 1 / 0\n",
  "deep.py": `${head}from helper import broken\nbroken()\n`,
  "calls.py": `${head}import urllib.request\ntry:\n    urllib.request.urlopen("http://localhost:9/x", timeout=1)\nexcept OSError:\n    pass\n${dag("calls")}`,
  "variable.py": `${head}Variable.get("limit")\n${dag("variable")}`,
  "slow.py": `${head}import time\ntime.sleep(5.1)\n${dag("slow")}`,
  "exits.py": `${head}raise SystemExit(3)\n`,
  "dies.py": `${head}import os\nos._exit(4)\n`,
  "lost.py": `${head}from airflow.timetables.base import Timetable\nclass Mine(Timetable):\n    pass\nwith DAG("lost", schedule=Mine(), start_date=START):\n    pass\n`,
  "sub/inner.py": `# airflow dag\nraise ValueError("first line\\nsecond line")\n`,
  // Left out: by .airflowignore, and because Airflow sees no DAG in it.
  ".airflowignore": "ignored.py\n",
  "ignored.py": `${head}1 / 0\n`,
  "plain.py": "1 / 0\n",
};

export function writeDags(folder: string, files = brokenDags): string {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}
