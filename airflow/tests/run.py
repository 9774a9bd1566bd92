"""Check and test the Python of the project: ruff, then pytest in a real Airflow of each version.

    python3 airflow/tests/run.py [--env NAME]... [pytest arguments]

The environments are made first where they are missing (see ``env.py``). Files named on the command line are run alone. The
last line is the total, `N passed, N failed, N skipped`; the exit code is 1 where anything failed.
"""

import argparse
import contextlib
import os
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from concurrent.futures import ThreadPoolExecutor
from fnmatch import fnmatch
from pathlib import Path

import env

ROOT = env.HERE.parents[1]
# What runs on both homes is tested on a 2.x and on a 3.x; the login of the GKE home on its chart's own version and on the
# newest that PyPI had when its environment was pinned, whose FAB provider is the newest too.
LOGIN, LOGIN_TESTS = env.tested_for("login"), ("test_iap_*.py", "test_gke_restore.py")
SUITES = [*env.tested_for("inside"), *LOGIN]


def ruff() -> int:
    """How many of the two checks failed."""
    tool = env.make("tools") / "bin" / "ruff"
    checks = [tool, "check", "--quiet"], [tool, "format", "--check", "--quiet"]
    return sum(subprocess.run([*check, ROOT]).returncode != 0 for check in checks)


def pytest(name: str, arguments: list[str]) -> dict[str, int]:
    """Runs the suite of environment ``name`` and counts its results."""
    files = [] if any(Path(word.split("::")[0]).exists() for word in arguments) else suite(name)
    home = env.make(name)
    # No more of the caller's settings than a test needs: an AWS profile or a Google file here must not reach one.
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("AWS_", "GOOGLE_", "AIRFLOW_"))}
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [home / "bin" / "python", "-m", "pytest", f"--junitxml={report}", *arguments, *files]
        kept["PYTHONDONTWRITEBYTECODE"] = "1"
        done = subprocess.run(command, env=kept, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        print(f"== {name}\n{done.stdout}", flush=True)
        counts = {"tests": 0, "failed": 0, "skipped": 0}
        with contextlib.suppress(FileNotFoundError, ElementTree.ParseError):
            for one in ElementTree.parse(report).iter("testsuite"):
                counts["tests"] += int(one.get("tests"))
                counts["failed"] += int(one.get("failures")) + int(one.get("errors"))
                counts["skipped"] += int(one.get("skipped"))
    if done.returncode not in (0, 5) and not counts["failed"]:  # 5: nothing matched the arguments here
        counts["failed"] = 1
    return counts


def suite(name: str) -> list[str]:
    return sorted(
        str(path)
        for path in env.HERE.glob("test_*.py")
        if any(fnmatch(path.name, form) for form in LOGIN_TESTS) == (name in LOGIN)
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--env", action="append", choices=env.names(), help="only this environment; may be repeated")
    asked, arguments = parser.parse_known_args()
    unclean = 0 if asked.env else ruff()
    totals = {"tests": 0, "failed": unclean, "skipped": 0}
    names = asked.env or [name for name in SUITES if suite(name)]
    for name in names:
        env.make(name)
    # Two at a time: most of a suite's minutes are spent waiting for Airflow's processes, or for a job of 60 seconds.
    with ThreadPoolExecutor(2) as pool:
        for counts in pool.map(lambda name: pytest(name, arguments), names):
            totals = {key: totals[key] + counts[key] for key in totals}
    passed = totals["tests"] - (totals["failed"] - unclean) - totals["skipped"]
    print(f"{max(passed, 0)} passed, {totals['failed']} failed, {totals['skipped']} skipped")
    sys.exit(totals["failed"] > 0)


if __name__ == "__main__":
    main()
