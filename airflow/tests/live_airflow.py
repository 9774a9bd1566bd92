"""Real Airflow processes for a test: started on loopback ports with a database of their own, and always stopped.

``start`` takes the environment that ``env.py`` made. The migrated, empty database is kept in .cache beside it, so that only
the first run waits for the migration. Everything else of a run is in ``folder`` and goes away with it.
"""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

READY_SECONDS = 120
LIMIT_SECONDS = 1800  # no process of a test outlives this, whatever becomes of the test


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@dataclass
class Airflow:
    """One Airflow: ``venv`` is its environment's folder, ``dags`` what it runs, ``settings`` more environment variables."""

    venv: Path
    folder: Path
    dags: Path
    settings: dict[str, str] = field(default_factory=dict)
    running: list[subprocess.Popen] = field(default_factory=list)

    def __post_init__(self):
        self.two = "airflow-2" in self.venv.name
        self.home = self.folder / "home"
        self.port = free_port()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def environment(self, more: dict[str, str] | None = None) -> dict[str, str]:
        section = "WEBSERVER" if self.two else "API"
        return {
            "PATH": f"{self.venv}/bin:{os.environ['PATH']}",
            "HOME": str(self.folder),
            "LANG": "C.UTF-8",
            "AIRFLOW_HOME": str(self.home),
            "AIRFLOW__CORE__DAGS_FOLDER": str(self.dags),
            "AIRFLOW__CORE__LOAD_EXAMPLES": "false",
            "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "false",
            "AIRFLOW__CORE__PARALLELISM": "4",
            "AIRFLOW__CORE__EXECUTOR": "SequentialExecutor" if self.two else "LocalExecutor",
            "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"{self.url}/execution/",
            "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{self.home}/airflow.db",
            "AIRFLOW__LOGGING__LOGGING_LEVEL": "WARNING",
            "AIRFLOW__SCHEDULER__SCHEDULER_HEARTBEAT_SEC": "1",
            f"AIRFLOW__{section}__SECRET_KEY": "of-this-test-alone-0123456789abcdef",
            "AIRFLOW__API_AUTH__JWT_SECRET": "of-this-test-alone-0123456789abcdef",
            **self.settings,
            **(more or {}),
        }

    def run(self, *command: str) -> None:
        """A command of Airflow's that ends by itself; fails with its output."""
        done = subprocess.run(
            [self.venv / "bin" / "airflow", *command],
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=300,
        )
        if done.returncode:
            raise RuntimeError(f"airflow {command[0]} {command[1]} failed:\n{(done.stdout + done.stderr)[-3000:]}")

    def prepare(self, admin: str = "") -> None:
        """Give the run a migrated database, in Airflow 2 with the user `admin` where its password is given. The kept one
        belongs to this environment, whose name has the pins' hash."""
        manager = self.settings.get("AIRFLOW__CORE__AUTH_MANAGER", "").rpartition(".")[2]
        kept = (
            self.venv.parent / f"home-{self.venv.name}" / f"airflow-{manager or 'plain'}{'-admin' if admin else ''}.db"
        )
        self.home.mkdir(parents=True)
        if (
            "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN" in self.settings
        ):  # a server of the test's own, which has no file to keep
            return self.run("db", "migrate")
        database = self.home / "airflow.db"
        if not kept.exists():
            self.run("db", "migrate")
            if admin:
                who = ("--username", "admin", "--firstname", "a", "--lastname", "b", "--email", "admin@example.com")
                self.run("users", "create", *who, "--role", "Admin", "--password", admin)
            kept.parent.mkdir(exist_ok=True)
            part = kept.with_suffix(f".{os.getpid()}")
            database.rename(part)
            part.rename(kept)
        shutil.copy(kept, database)

    def spawn(self, *command: str, more: dict[str, str] | None = None) -> subprocess.Popen:
        """A command that stays. Its output goes to a file of the run's folder."""
        # `timeout` is the last resort: it ends the process even where the test was killed.
        line = ["timeout", "--kill-after=5", str(LIMIT_SECONDS), str(self.venv / "bin" / "airflow"), *command]
        with open(self.folder / f"{command[0]}-{len(self.running)}.log", "wb") as log:
            one = subprocess.Popen(
                line,
                env=self.environment(more),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.running.append(one)
        return one

    def serve(self, port: int | None = None, more: dict[str, str] | None = None) -> str:
        """Start a web server (2.x) or API server (3.x) and give its URL; ``healthy`` waits for it."""
        port = port or self.port
        kind = ("webserver", "--workers", "1") if self.two else ("api-server", "--workers", "1", "--proxy-headers")
        host = ("--hostname",) if self.two else ("--host",)
        self.spawn(*kind, *host, "127.0.0.1", "--port", str(port), more=more)
        return f"http://127.0.0.1:{port}"

    def healthy(self, url: str) -> None:
        """Wait until the server at ``url`` answers; on failure say what it logged."""
        path = "/health" if self.two else "/api/v2/monitor/health"
        until = time.monotonic() + READY_SECONDS
        while time.monotonic() < until and all(one.poll() is None for one in self.running):
            with contextlib.suppress(OSError), urllib.request.urlopen(url + path, timeout=5) as answer:
                if answer.status == 200:
                    return
            time.sleep(0.3)
        logs = [f"== {log.name}\n{log.read_text(errors='replace')[-3000:]}" for log in self.folder.glob("*.log")]
        raise RuntimeError("Airflow did not start:\n" + "\n".join(logs))

    def stop(self, *some: subprocess.Popen) -> None:
        """End the processes named, or all."""
        ending = [one for one in self.running if not some or one in some]
        for one in ending:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(one.pid, signal.SIGTERM)
        until = time.monotonic() + 10
        for one in ending:
            with contextlib.suppress(subprocess.TimeoutExpired):
                one.wait(max(0.1, until - time.monotonic()))
            with contextlib.suppress(ProcessLookupError):
                os.killpg(one.pid, signal.SIGKILL)
            one.wait()
            self.running.remove(one)
