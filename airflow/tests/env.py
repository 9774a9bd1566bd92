"""Make the Python environment that the tests of one Airflow version run in.

    python3 airflow/tests/env.py NAME           make it where missing or stale, print its folder
    python3 airflow/tests/env.py --lock NAME    resolve requirements/NAME.in again into requirements/NAME.txt
    python3 airflow/tests/env.py --uv           print where the pinned uv is, installed now where it is missing

NAME is a file of ``requirements/`` without its ending. The folder is ``.cache/envs/NAME-HASH``: a change of the pinned
requirements gives another hash and so another folder; the old one is removed. Only the standard library is needed to
run this file; the packages come from the package index that pip is set up for.
"""

import argparse
import contextlib
import fcntl
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ENVS = HERE.parents[1] / ".cache" / "envs"
REQUIREMENTS = HERE / "requirements"
CONSTRAINTS = HERE.parent / "constraints"
UV = "0.13.8"
PYTHON = "3.11"  # what the locks are resolved for


def names() -> list[str]:
    return sorted(path.stem for path in REQUIREMENTS.glob("*.in"))


def tested_for(test: str) -> list[str]:
    """Environments of the Airflow versions whose row in ``airflow/versions.json`` names this test, oldest first."""
    rows = json.loads((HERE.parent / "versions.json").read_text())
    return [f"airflow-{row['version']}" for row in rows if test in row["tests"]]


def say(message: str) -> None:
    print(f"env: {message}", file=sys.stderr, flush=True)


def run(command: list) -> None:
    """Run a command with its output on stderr, so that stdout keeps the answer alone."""
    done = subprocess.run([str(part) for part in command], stdin=subprocess.DEVNULL, stdout=sys.stderr)
    if done.returncode:
        sys.exit(
            f"env: `{' '.join(str(part) for part in command)}` failed with {done.returncode}; see its output above"
        )


@contextlib.contextmanager
def only_one(name: str):
    """Two test runs at the same time must not build one folder together."""
    ENVS.mkdir(parents=True, exist_ok=True)
    with open(ENVS / f".{name}.lock", "w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def uv() -> str:
    """The pinned uv: the one on PATH if it is that version, else one of our own."""
    found = shutil.which("uv")
    if found and subprocess.run([found, "--version"], capture_output=True, text=True).stdout.split()[1:2] == [UV]:
        return found
    home = ENVS / f"uv-{UV}"
    with only_one("uv"):
        if not (home / "complete").exists():
            shutil.rmtree(home, ignore_errors=True)
            say(f"installing uv {UV}")
            run([sys.executable, "-m", "venv", home])
            run([home / "bin" / "python", "-m", "pip", "install", "--quiet", f"uv=={UV}"])
            (home / "complete").touch()
    return str(home / "bin" / "uv")


def make(name: str) -> Path:
    """The folder of environment ``name``, made now where it is missing or stale."""
    lock = REQUIREMENTS / f"{name}.txt"
    if not lock.exists():
        sys.exit(f"env: no environment named {name}; there are: {', '.join(names())}")
    digest = hashlib.sha256(f"{UV} {PYTHON}\n{lock.read_text()}".encode()).hexdigest()[:12]
    home = ENVS / f"{name}-{digest}"
    with only_one(name):
        if not (home / "complete").exists():
            for old in ENVS.glob(f"{name}-*"):
                shutil.rmtree(old)
            say(f"making {name} (first time: up to a minute or two and about 1 GB)")
            tool = uv()
            run([tool, "venv", "--quiet", "--python", PYTHON, home])
            run([tool, "pip", "install", "--quiet", "--python", home / "bin" / "python", "-r", lock])
            (home / "complete").touch()
    return home


def lock(name: str) -> None:
    """Pin ``NAME.in``: its first line may name the constraints of an Airflow version and what to leave out of them."""
    source = REQUIREMENTS / f"{name}.in"
    command = [uv(), "pip", "compile", "--quiet", "--no-header", "--no-annotate", "--upgrade"]
    command += ["--python-version", PYTHON, source, "-o", source.with_suffix(".txt")]
    asked = re.match(r"# constraints: (\S+)(?: without (.*))?\n", source.read_text())
    if not asked:
        return run(command)
    left_out = {word.strip() for word in (asked[2] or "").split(",")}
    lines = (CONSTRAINTS / f"{asked[1]}.txt").read_text().splitlines()
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as kept:
        kept.write("\n".join(line for line in lines if line.split("==")[0] not in left_out))
        kept.flush()
        run([*command, "-c", kept.name])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("name", metavar="NAME", nargs="?", choices=names(), help=", ".join(names()))
    parser.add_argument("--lock", action="store_true", help="resolve the requirements again instead")
    parser.add_argument("--uv", action="store_true", help="only the resolver")
    asked = parser.parse_args()
    if asked.uv:
        return print(uv())
    if asked.name is None:
        parser.error(f"give NAME: {', '.join(names())}")
    if asked.lock:
        return lock(asked.name)
    # A virtual environment of the caller's must not leak into the one made here.
    os.environ.pop("VIRTUAL_ENV", None)
    print(make(asked.name))


if __name__ == "__main__":
    main()
