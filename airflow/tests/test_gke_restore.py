"""Airflow's own database put back, as docs/operate.md tells it: from a copy of a running server's disk, and from a dump."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import env
import postgres
import pytest

pytest.importorskip("airflow.sdk", reason="the GKE home is for Airflow 3; this environment has Airflow 2")
HERE = Path(os.environ.get("VIRTUAL_ENV") or Path(sys.executable).parents[1])
pytestmark = [
    pytest.mark.skipif(postgres.missing() is not None, reason=str(postgres.missing())),
    pytest.mark.skipif(
        not HERE.name.startswith(env.tested_for("login")[0]),
        reason="a disk does not know Airflow's version: one environment tries it",
    ),
]

# As each task of Airflow's writes: a transaction of its own. What psql has printed, the server has promised to keep.
ONE_EVENT = "INSERT INTO log (dttm, event, extra) VALUES (now(), 'restore', '{number}') RETURNING extra;\n"
ENOUGH = 150


def events(folder: str) -> list[int]:
    sql = "SELECT extra FROM log WHERE event = 'restore' ORDER BY id"
    return [int(line) for line in postgres.tool("psql", "-Atc", sql, "airflow", folder=folder).split()]


def airflow(folder: str, work: Path):
    from live_airflow import Airflow

    dags = work / "dags"
    dags.mkdir(parents=True, exist_ok=True)
    return Airflow(HERE, work, dags, {"AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": postgres.address(folder)})


@contextlib.contextmanager
def writing(folder: str):
    """Something that writes all the time; gives the file with what was promised."""
    promised = Path(folder) / "promised"
    command = ["psql", "-h", folder, "-U", "airflow", "-Atq", "airflow"]
    with promised.open("w") as out, subprocess.Popen(command, stdin=subprocess.PIPE, stdout=out, text=True) as client:
        for number in range(ENOUGH * 40):
            client.stdin.write(ONE_EVENT.format(number=number))
        client.stdin.flush()
        try:
            yield promised
        finally:
            client.kill()


def stopped_together(server: subprocess.Popen, how: signal.Signals) -> None:
    """The server and all its processes: nothing writes between the first file of a copy and the last, as in a snapshot."""
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
    for one in [server.pid, *map(int, children)]:
        os.kill(one, how)


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    """A database that Airflow itself made, on a server with the settings of the cluster's, copied while it was written to."""
    with postgres.folder_of_its_own() as folder:
        with postgres.running(folder, f"{folder}/data") as server:
            postgres.tool("createdb", "airflow", folder=folder)
            airflow(folder, tmp_path_factory.mktemp("before")).prepare()
            with writing(folder) as promised:
                until = time.monotonic() + 60
                while len(promised.read_text().split()) < ENOUGH and time.monotonic() < until:
                    time.sleep(0.02)
                stopped_together(server, signal.SIGSTOP)
                kept = [int(line) for line in promised.read_text().split("\n")[:-1]]
                subprocess.run(["cp", "-a", f"{folder}/data", f"{folder}/snapshot"], check=True)
                stopped_together(server, signal.SIGCONT)
            dump = f"{folder}/airflow.dump"
            Path(dump).write_bytes(b"")
            postgres.tool("pg_dump", "--format=custom", "--no-owner", f"--file={dump}", "airflow", folder=folder)
            dumped = events(folder)
            version = postgres.tool("psql", "-Atc", "SELECT version_num FROM alembic_version", "airflow", folder=folder)
        files = {"folder": folder, "snapshot": f"{folder}/snapshot", "dump": dump}
        yield {**files, "promised": kept, "dumped": dumped, "version": version}


def test_a_snapshot_of_the_running_disk_has_all_that_was_promised(source, tmp_path):
    folder = source["folder"]
    Path(f"{folder}/log").unlink()
    with postgres.running(folder, source["snapshot"]):
        found = events(folder)
        assert len(source["promised"]) >= ENOUGH
        assert set(source["promised"]) <= set(found)
        # Nothing half done, nothing lost in the middle: what is there is a beginning of what was written.
        assert found == list(range(len(found)))
        assert "automatic recovery in progress" in Path(f"{folder}/log").read_text()
        # It goes on from there, and Airflow takes it for its own.
        postgres.tool("psql", "-qc", ONE_EVENT.format(number=len(found)), "airflow", folder=folder)
        assert events(folder) == [*found, len(found)]
        airflow(folder, tmp_path).run("db", "check-migrations", "--migration-wait-timeout", "1")


def test_a_dump_goes_into_an_empty_database_of_another_server(source):
    with postgres.folder_of_its_own() as other, postgres.running(other, f"{other}/data", *postgres.FAST):
        postgres.tool("createdb", "airflow", folder=other)
        shutil.copy(source["dump"], f"{other}/airflow.dump")
        postgres.tool(
            "pg_restore", "--no-owner", "--exit-on-error", "--dbname=airflow", f"{other}/airflow.dump", folder=other
        )
        assert events(other) == source["dumped"] != []
        version = postgres.tool("psql", "-Atc", "SELECT version_num FROM alembic_version", "airflow", folder=other)
        assert version == source["version"]


def test_a_copy_that_is_not_of_one_moment_is_no_backup(source):
    """Why it is a snapshot of the disk, and never `cp` of the folder: a copy without its last pages of the log."""
    folder = source["folder"]
    broken = f"{folder}/broken"
    subprocess.run(["cp", "-a", source["snapshot"], broken], check=True)
    for segment in sorted(Path(f"{broken}/pg_wal").glob("0*")):
        segment.unlink()
    Path(f"{folder}/log").unlink(missing_ok=True)
    with postgres.running(folder, broken) as server:
        assert server.wait(20) != 0
    assert "could not locate a valid checkpoint record" in Path(f"{folder}/log").read_text()
