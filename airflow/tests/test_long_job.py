"""A BigQuery job of 60 seconds during which the AWS keys rotate: it succeeds here and fails the way it was first done. In the
same minute, in the same triggerer, an operator of every way to credentials that the Google provider's deferrable ones have.

Everything is as on MWAA: a scheduler, a triggerer and task processes of a real Airflow, the container's credential
endpoint, the credential configuration without metadata URLs. The first way is a plugin that reads the container's keys
once, when it is loaded, into the environment.
"""

import contextlib
import importlib.metadata
import json
import shutil
import socket
import sqlite3
import time

import pytest
from conftest import DAGS, HERE, airflow_in, standing_in

JOB = 60.0
EVERY, LIVES = 10.0, 30.0  # seconds, so that a busy machine is in time with what it signed; AWS rotates after hours
INSERTS = {"bigquery_insert", "bigquery_insert_deferrable"}
DEFERRABLE = {"google_deferrable"}
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
    return dict(read(airflow, "SELECT dag_id, state FROM dag_run"))


def read(airflow, sql: str) -> list[tuple]:
    with contextlib.closing(sqlite3.connect(f"file:{airflow.home / 'airflow.db'}?mode=ro", uri=True, timeout=20)) as db:
        return db.execute(sql).fetchall()


def logs_of(airflow, dag_id: str, task_id: str = "") -> str:
    """The last of what each task, and the triggerer for it, wrote, under the files' names."""
    found = sorted(airflow.home.glob(f"logs/dag_id={dag_id}/*/task_id={task_id}*/*"))
    return "\n".join(f"--- {path.name}\n{path.read_text()[-3000:]}" for path in found)


def parsed(airflow) -> set[str]:
    return {row[0] for row in read(airflow, "SELECT dag_id FROM serialized_dag")}


def until(condition, seconds: float, what: str, logs: list):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(1)
    tails = "\n".join(f"--- {log.name}\n{log.read_text()[-3000:]}" for log in logs)
    pytest.fail(f"not within {seconds:.0f} s: {what}\n{tails}")


@pytest.fixture(scope="module")
def ran(tmp_path_factory, migrated):
    """The same clouds twice, each with an Airflow of its own: one for our way, one for the first way. Both are over."""
    from standins.google_async import Late, over_grpc

    folder = tmp_path_factory.mktemp("long")
    with contextlib.ExitStack() as stack:
        ours = stack.enter_context(standing_in(folder / "ours", Late))
        ours.bigquery.beside = ours.more[0]
        first = stack.enter_context(standing_in(folder / "first"))
        for clouds in (ours, first):
            clouds.bigquery.runs = JOB
            # Both halves of the Google token: the federated one and that of the service account. Google gives an hour.
            clouds.exchange.tokens.lives = clouds.iam.tokens.lives = 12.0
            clouds.bigquery.begun = lambda job, role=clouds.role: role.every > EVERY and role.hurry(EVERY, LIVES)
        asked, way = stack.enter_context(over_grpc(ours.iam.tokens, ours.trust))
        found = {"ours": (ours, airflow_in(ours, migrated)), "first": (first, airflow_in(first, migrated))}
        run_both(stack, folder, found, way)
        yield found | {"grpc": asked}


def run_both(stack, folder, found, way) -> None:
    (_, airflow), (_, first_airflow) = found["ours"], found["first"]
    plugins = folder / "first-plugins"
    plugins.mkdir()
    (plugins / "first_way.py").write_text(FIRST_WAY)
    first_airflow.environment |= {
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(plugins),
        "AIRFLOW__CORE__LAZY_LOAD_PLUGINS": "False",
    }
    dags = folder / "dags"
    dags.mkdir()
    for file in (DAGS / "bigquery_insert.py", HERE / "deferrable_dags" / "google_deferrable.py"):
        shutil.copy(file, dags)
    airflow.environment |= {"AIRFLOW__CORE__DAGS_FOLDER": str(dags)} | way
    with contextlib.ExitStack() as inner:
        running = processes(inner, airflow)
        logs = [process.log for process in running]
        until(lambda: parsed(airflow) >= INSERTS | DEFERRABLE, 150, "the DAGs are parsed", logs)
        first = inner.enter_context(first_airflow.start("dags", "test", "bigquery_insert", "2026-03-01"))
        # The long ones first: keys that the triggerer read before they were made short would be good for hours to it.
        for dag_ids in INSERTS, DEFERRABLE:
            for dag_id in dag_ids:
                done = airflow.run("dags", "trigger", dag_id)
                assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
            until(lambda: set(states(airflow).values()) <= {"success", "failed"}, 300, "the runs end", logs)
        # Airflow 3.2's scheduler now and then makes a deferred task's row anew, and the task that comes back finds none.
        if "Task Instance not found" in logs_of(airflow, "google_deferrable"):
            assert airflow.run("dags", "trigger", "google_deferrable").returncode == 0
            runs = "SELECT run_id, state FROM dag_run WHERE dag_id = 'google_deferrable'"
            ended = {"success", "failed"}
            until(lambda: {state for _, state in read(airflow, runs)} <= ended, 120, "the second run ends", logs)
        until(lambda: first.poll() is not None, 120, "the first way ends", [first.log])
        assert [process.poll() for process in running] == [None] * len(running), "every process is still up"
    found["process"] = first


def test_a_job_outlives_its_aws_keys(ran):
    clouds, airflow = ran["ours"]
    ends = {dag_id: states(airflow)[dag_id] for dag_id in INSERTS}
    assert ends == dict.fromkeys(INSERTS, "success"), logs_of(airflow, "bigquery_insert_deferrable")
    assert clouds.bigquery.rows("SELECT count(*) FROM airflow_check.inserted") == [(2,)]
    began = min(job["began"] for job in clouds.bigquery.jobs.values() if job["type"] == "MERGE")
    used = {call.headers["authorization"].split("/")[0] for _, status, call in clouds.sts.seen if status == 200}
    rotated = [
        key for key in clouds.role.keys if key.expires - LIVES > began and any(key.access in one for one in used)
    ]
    print(json.dumps({"keys made": len(clouds.role.keys), "used after the job began": len(rotated)}))
    assert len(rotated) >= 4


def test_it_did_not_the_first_way(ran):
    clouds, _ = ran["first"]
    output = ran["process"].log.read_text()
    assert ran["process"].returncode != 0, output[-3000:]
    assert "ExpiredToken" in output
    assert 200 in clouds.bigquery.statuses, "it began well"
    assert clouds.sts.statuses.count(403) >= 1


@pytest.mark.parametrize("task", ["gcs", "table", "check", "sql", "pubsub", "dataproc"])
def test_a_deferrable_operator_of_every_kind_ends_well(ran, task):
    _, airflow = ran["ours"]
    ends = read(airflow, "SELECT task_id, state FROM task_instance WHERE dag_id = 'google_deferrable'")
    assert (task, "success") in ends, logs_of(airflow, "google_deferrable", task)
    # It was given to the triggerer, which writes a log of its own beside the task's.
    assert ".trigger." in logs_of(airflow, "google_deferrable", task)


def test_the_services_over_grpc_got_a_token_that_was_good(ran):
    clouds, _ = ran["ours"]
    assert {method.rpartition("/")[2] for method, _ in ran["grpc"]} == {"Pull", "GetJob"}
    assert all(token in clouds.iam.tokens.issued for _, token in ran["grpc"])
