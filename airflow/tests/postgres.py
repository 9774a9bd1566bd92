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
    needed = "initdb", "postgres", "pg_isready", "createdb"
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


@contextlib.contextmanager
def served() -> Iterator[str]:
    """A server with an empty database; gives its address as SQLAlchemy writes it."""
    programs, user = _programs(), _user()
    folder = tempfile.mkdtemp(prefix="airflow-postgres-")
    try:
        if user:
            shutil.chown(folder, user)
        how = {
            "user": user,
            "cwd": folder,
            "stdin": subprocess.DEVNULL,
            "stdout": subprocess.DEVNULL,
            "stderr": subprocess.STDOUT,
        }
        data = f"{folder}/data"
        subprocess.run(
            [programs / "initdb", "-D", data, "-U", "airflow", "-A", "trust", "-E", "UTF8", "--no-sync"],
            check=True,
            **how,
        )
        # No TCP port: nothing else on the machine reaches it. What it writes need not survive.
        speed = [word for name in ("fsync", "synchronous_commit", "full_page_writes") for word in ("-c", f"{name}=off")]
        server = subprocess.Popen([programs / "postgres", "-D", data, "-k", folder, "-h", "", *speed], **how)
        try:
            ready = [programs / "pg_isready", "-q", "-h", folder, "-U", "airflow"]
            while subprocess.run(ready).returncode and server.poll() is None:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    server.wait(0.1)
            subprocess.run([programs / "createdb", "-h", folder, "-U", "airflow", "airflow"], check=True, **how)
            yield f"postgresql+psycopg2://airflow@/airflow?host={folder}"
        finally:
            server.terminate()  # waits for the clients: those that are left are ended
            with contextlib.suppress(subprocess.TimeoutExpired):
                server.wait(5)
            server.send_signal(2)
            server.wait(20)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
