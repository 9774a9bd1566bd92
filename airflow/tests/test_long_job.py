"""A BigQuery job of 60 seconds during which the AWS keys rotate: it succeeds here and fails the way it was first done.

Everything is as on MWAA: a scheduler, a triggerer and task processes of a real Airflow, the container's credential
endpoint, the credential configuration without metadata URLs. The first way is a plugin that reads the container's keys
once, when it is loaded, into the environment.
"""

import contextlib
import importlib.metadata
import json
import socket
import sqlite3
import time

import pytest
from conftest import airflow_in, standing_in

JOB = 60.0
EVERY, LIVES = 10.0, 14.0  # seconds; AWS rotates after hours
THREE = importlib.metadata.version("apache-airflow").startswith("3.")

FIRST_WAY = """
import os, requests
from airflow.plugins_manager import AirflowPlugin

keys = requests.get("http://169.254.170.2" + os.environ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"], timeout=5).json()
os.environ["AWS_ACCESS_KEY_ID"] = keys["AccessKeyId"]
os.environ["AWS_SECRET_ACCESS_KEY"] = keys["SecretAccessKey"]
os.environ["AWS_SESSION_TOKEN"] = keys["Token"]

class FirstWay(AirflowPlugin):
    name = "first_way"
"""


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def processes(stack: contextlib.ExitStack, airflow) -> list:
    """The components as MWAA starts them, each a process of its own."""
    port = free_port()
    airflow.environment |= {
        "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
        "_AIRFLOW__SKIP_DATABASE_EXECUTOR_COMPATIBILITY_CHECK": "1",
        "AIRFLOW__CORE__PARALLELISM": "4",
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"http://localhost:{port}/execution/",
        "AIRFLOW__API_AUTH__JWT_SECRET": "only-for-this-test-only-for-this-test-only-for-this-test-only-for-it",
        "AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT": str(free_port()),
        "AIRFLOW__LOGGING__TRIGGER_LOG_SERVER_PORT": str(free_port()),
        "AIRFLOW__SCHEDULER__ENABLE_HEALTH_CHECK": "False",
    }
    commands = [["scheduler"], ["triggerer"]]
    if THREE:
        commands += [["dag-processor"], ["api-server", "--port", str(port), "--apps", "all"]]
    return [stack.enter_context(airflow.start(*command)) for command in commands]


def states(airflow) -> dict[str, str]:
    with contextlib.closing(sqlite3.connect(f"file:{airflow.home / 'airflow.db'}?mode=ro", uri=True, timeout=20)) as db:
        return dict(db.execute("SELECT dag_id, state FROM dag_run").fetchall())


def parsed(airflow) -> set[str]:
    with contextlib.closing(sqlite3.connect(f"file:{airflow.home / 'airflow.db'}?mode=ro", uri=True, timeout=20)) as db:
        return {row[0] for row in db.execute("SELECT dag_id FROM serialized_dag").fetchall()}


def until(condition, seconds: float, what: str, logs: list):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(1)
    tails = "\n".join(f"--- {log.name}\n{log.read_text()[-3000:]}" for log in logs)
    pytest.fail(f"not within {seconds:.0f} s: {what}\n{tails}")


@pytest.fixture
def both(tmp_path, migrated):
    """The same clouds twice, each with an Airflow of its own: one for our way, one for the first way."""
    with standing_in(tmp_path / "ours") as ours, standing_in(tmp_path / "first") as first:
        for clouds in (ours, first):
            clouds.bigquery.runs = JOB
            # Both halves of the Google token: the federated one and that of the service account. Google gives an hour.
            clouds.exchange.tokens.lives = clouds.iam.tokens.lives = 12.0
            clouds.bigquery.begun = lambda job, role=clouds.role: role.every > EVERY and role.hurry(EVERY, LIVES)
        yield (ours, airflow_in(ours, migrated)), (first, airflow_in(first, migrated))


def test_a_job_outlives_its_aws_keys_and_did_not_the_first_way(both, tmp_path):
    (clouds, airflow), (first_clouds, first_airflow) = both
    plugins = tmp_path / "first-plugins"
    plugins.mkdir()
    (plugins / "first_way.py").write_text(FIRST_WAY)
    first_airflow.environment |= {
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(plugins),
        "AIRFLOW__CORE__LAZY_LOAD_PLUGINS": "False",
    }
    dags = {"bigquery_insert", "bigquery_insert_deferrable"}

    with contextlib.ExitStack() as stack:
        running = processes(stack, airflow)
        logs = [process.log for process in running]
        until(lambda: dags <= parsed(airflow), 150, "the DAGs are parsed", logs)
        for dag_id in dags:
            done = airflow.run("dags", "trigger", dag_id)
            assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
        first = stack.enter_context(first_airflow.start("dags", "test", "bigquery_insert", "2026-03-01"))
        until(lambda: set(states(airflow).values()) <= {"success", "failed"}, 300, "both runs end", logs)
        until(lambda: first.poll() is not None, 120, "the first way ends", [first.log])
        assert [process.poll() for process in running] == [None] * len(running), "every process is still up"

    assert states(airflow) == dict.fromkeys(dags, "success")
    assert clouds.bigquery.rows("SELECT count(*) FROM airflow_check.inserted") == [(2,)]
    began = min(job["began"] for job in clouds.bigquery.jobs.values() if job["type"] == "MERGE")
    used = {call.headers["authorization"].split("/")[0] for _, status, call in clouds.sts.seen if status == 200}
    rotated = [
        key for key in clouds.role.keys if key.expires - LIVES > began and any(key.access in one for one in used)
    ]
    print(json.dumps({"keys made": len(clouds.role.keys), "used after the job began": len(rotated)}))
    assert len(rotated) >= 4

    output = first.log.read_text()
    assert first.returncode != 0, output[-3000:]
    assert "ExpiredToken" in output
    assert 200 in first_clouds.bigquery.statuses, "it began well"
    assert first_clouds.sts.statuses.count(403) >= 1
