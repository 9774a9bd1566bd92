"""DAGs that the trigger client's specs start, on Airflow 2 and 3."""

import datetime
import json
import os
import time
from pathlib import Path

try:
    from airflow.sdk import DAG, Param, get_current_context, task
except ImportError:  # Airflow 2
    from airflow import DAG
    from airflow.decorators import task
    from airflow.models.param import Param
    from airflow.operators.python import get_current_context

COMMON = {"start_date": datetime.datetime(2024, 1, 1), "schedule": None, "catchup": False}


@task
def keep(name):
    """Write down the conf that the run was given, for the spec to read."""
    run = get_current_context()["dag_run"]
    (Path(os.environ["PROBE_FOLDER"]) / f"{name}-{run.run_id}.json").write_text(json.dumps(run.conf))


@task
def fail():
    raise ValueError("as asked")


@task
def rest(seconds):
    time.sleep(seconds)


with DAG("probe_conf", **COMMON):
    keep("conf") >> rest(0)

with DAG("probe_fail", **COMMON):
    fail()

with DAG("probe_slow", **COMMON):
    rest(60)

with DAG("probe_params", params={"days": Param(type="integer", minimum=1)}, **COMMON):
    rest(0)

# Paused: its runs stay in the queue, so that many of them cost nothing but their making.
with DAG("probe_paused", is_paused_upon_creation=True, **COMMON):
    rest(0)

# Airflow takes letters of any script in an id.
with DAG("probe_日次.ü", is_paused_upon_creation=True, **COMMON):
    rest(0)
