"""A Postgres server of a test's own, from the machine's programs, on a socket in a folder of its own."""

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path


def _programs() -> Path | None:
    found = [Path(folder) for folder in os.environ["PATH"].split(":")]
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)  # where Debian has them
    needed = "initdb", "postgres", "pg_isready", "createdb", "psql", "pg_dump", "pg_restore"
    return next((folder for folder in found if all((folder / name).exists() for name in needed)), None)


def _user() -> str | None:
    """Postgres refuses to run as root: whom to run it as instead, or None for oneself."""
    if os.getuid() != 0:
        return None
    known = {one.pw_name for one in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def missing() -> str | None:
    """Why there is none here, or None."""
    if _programs() is None:
        return "no Postgres on this machine (Debian: apt-get install postgresql)"
    try:
        import psycopg2  # noqa: F401
    except ImportError:
        return "this environment has no psycopg2"
    return None


# No disk is waited for: what most tests write need not survive.
FAST = tuple(word for name in ("fsync", "synchronous_commit", "full_page_writes") for word in ("-c", f"{name}=off"))


def tool(name: str, *arguments: str, folder: str) -> str:
    """Runs a client program (psql, pg_dump, pg_restore) against the server of a folder; gives what it printed."""
    command = [_programs() / name, "-h", folder, "-U", "airflow", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=120).stdout


@contextlib.contextmanager
def folder_of_its_own() -> Iterator[str]:
    """A folder that Postgres may write, with an empty data folder in it, `data`."""
    user = _user()
    folder = tempfile.mkdtemp(prefix="airflow-postgres-")
    try:
        if user:
            shutil.chown(folder, user)
        command = [_programs() / "initdb", "-D", f"{folder}/data", "-U", "airflow", "-A", "trust", "-E", "UTF8"]
        subprocess.run([*command, "--no-sync"], check=True, **_how(folder))
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def running(folder: str, data: str, *settings: str) -> Iterator[subprocess.Popen]:
    """A server on a data folder, answering on a socket in `folder`; its log is `folder/log`."""
    # No TCP port: nothing else on the machine reaches it.
    command = [_programs() / "postgres", "-D", data, "-k", folder, "-h", "", *settings]
    with open(f"{folder}/log", "ab") as log:
        server = subprocess.Popen(command, **(_how(folder) | {"stdout": log}))
    try:
        ready = [_programs() / "pg_isready", "-q", "-h", folder, "-U", "airflow"]
        while subprocess.run(ready).returncode and server.poll() is None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                server.wait(0.1)
        yield server
    finally:
        server.terminate()  # waits for the clients: those that are left are ended
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.wait(5)
        server.send_signal(2)
        server.wait(20)


def _how(folder: str) -> dict:
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.STDOUT}
    return {"user": _user(), "cwd": folder, **quiet}


def address(folder: str) -> str:
    """Of the server of a folder, as SQLAlchemy writes it."""
    return f"postgresql+psycopg2://airflow@/airflow?host={folder}"


@contextlib.contextmanager
def served() -> Iterator[str]:
    """A server with an empty database; gives its address as SQLAlchemy writes it."""
    with folder_of_its_own() as folder, running(folder, f"{folder}/data", *FAST):
        tool("createdb", "airflow", folder=folder)
        yield address(folder)
