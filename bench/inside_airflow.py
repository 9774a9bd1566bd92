"""What the plugin costs inside Airflow, measured with the real google-auth and botocore against the tests' stand-ins.

    python3 bench/inside_airflow.py [--env NAME] [--rounds 15] [--tasks 1000] [--json]

1. Import: what ``airflow_local_settings.py`` adds to a process that never touches Google, and to one that does.
2. Calls: how often 1,000 short tasks, each a forked process as Airflow's are, ask the container's credential endpoint,
   which answers 80 requests a second (120 in a burst); and the same tasks as threads of one process.
3. First call: from making the credentials to BigQuery's first answer, against google-auth with keys that never change: AWS
   keys in the environment, and a service account's key file. Ways take turns, each time in a new process.

All servers are on loopback, so network latency is left out of every way alike. Times are medians.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TESTS, PLUGINS = ROOT / "airflow" / "tests", ROOT / "airflow" / "plugins"
sys.path.insert(0, str(TESTS))

SETTINGS = f"""
import importlib.util
spec = importlib.util.spec_from_file_location("local_settings", {str(PLUGINS / "airflow_local_settings.py")!r})
"""
LOAD = "spec.loader.exec_module(importlib.util.module_from_spec(spec))\n"

IMPORTS = """
import importlib.util, json, logging, sys, threading, time
SETTINGS
modules = len(sys.modules)
began = time.perf_counter()
LOAD
loaded = time.perf_counter()
added = len(sys.modules) - modules
import google.auth, google.auth.transport.requests
base = time.perf_counter()
from google.auth import aws
done = time.perf_counter()
finder = sys.meta_path[0]
passing = time.perf_counter()
for _ in range(5000):
    finder.find_spec("another.module", None)
passed = time.perf_counter()
print(json.dumps({"passing": (passed - passing) * 1000, "settings": (loaded - began) * 1000, "modules": added, "aws": (done - base) * 1000}))
"""

FIRST_CALL = """
import importlib, json, sys, time
for name in sys.argv[1:]:
    importlib.import_module(name)
SETTINGS
LOAD
import google.auth, google.auth.transport.requests
from google.cloud import bigquery
began = time.perf_counter()
credentials, project = google.auth.default(scopes=["https://www.googleapis.com/auth/cloud-platform"])
client = bigquery.Client(project=project, credentials=credentials)
client.query("CREATE TABLE IF NOT EXISTS airflow_check.bench (id INT64)")
print(json.dumps({"first": (time.perf_counter() - began) * 1000}))
"""

TASKS = """
import json, os, sys, threading, time
SETTINGS
LOAD
import botocore.session, google.auth, google.auth.transport.requests
from google.auth import aws
import fresh_aws_keys
tasks, at_once, way = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]

gate, open_gate = os.pipe()

def one():
    if way == "keys":
        os.close(open_gate)
        os.read(gate, 1)  # until the parent closes its end: all at once
        return bool(fresh_aws_keys.FreshKeys().get_aws_security_credentials(None, None))
    credentials, _ = google.auth.default(scopes=["https://www.googleapis.com/auth/cloud-platform"])
    credentials.refresh(google.auth.transport.requests.Request())
    return bool(credentials.token)

def forked():
    child = os.fork()
    if child == 0:
        code = 1
        try:
            code = 0 if one() else 1
        except Exception as error:
            print(error, file=sys.stderr)
        finally:
            os._exit(code)
    return child

began, running, good = time.monotonic(), set(), 0
if way == "threads":
    from concurrent.futures import ThreadPoolExecutor
    with ThreadPoolExecutor(at_once) as pool:
        good = sum(pool.map(lambda _: one(), range(tasks)))
else:
    for _ in range(tasks):
        running.add(forked())
        while way != "keys" and len(running) >= at_once:
            child, status = os.wait()
            running.discard(child)
            good += status == 0
    os.close(open_gate)
    while running:
        child, status = os.wait()
        running.discard(child)
        good += status == 0
print(json.dumps({"good": good, "seconds": time.monotonic() - began}))
"""


def code(text: str, load: bool = True) -> str:
    return text.replace("SETTINGS", SETTINGS).replace("LOAD", LOAD if load else "")


def run(clouds, text: str, *arguments: str, load: bool = True, **more: str) -> dict:
    environment = clouds.environment | more
    environment["PYTHONPATH"] = f"{environment['PYTHONPATH']}:{PLUGINS}"
    command = [sys.executable, "-c", code(text, load), *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=900)
    if done.returncode:
        sys.exit(f"bench: a measured process failed:\n{done.stderr[-3000:]}")
    return json.loads(done.stdout.splitlines()[-1])


def median(values) -> float:
    return round(statistics.median(values), 3)


def imports(clouds, rounds: int) -> dict:
    with_it, without = [], []
    for _ in range(rounds):
        with_it.append(run(clouds, IMPORTS))
        without.append(run(clouds, IMPORTS, load=False))
    return {
        "without Google, ms added to a process": median(one["settings"] for one in with_it),
        "without Google, ms for 5,000 later imports to pass by": median(one["passing"] for one in with_it),
        "without Google, modules added": max(one["modules"] for one in with_it),
        "with Google, ms to import google.auth.aws, plugin": median(one["aws"] for one in with_it),
        "with Google, ms to import google.auth.aws, none": median(one["aws"] for one in without),
    }


def calls(clouds, tasks: int) -> dict:
    found = {}
    ways = {
        f"{tasks} tasks as processes, 20 at once": (tasks, 20, "token"),
        f"{tasks} tasks as threads of one process, 20 at once": (tasks, 20, "threads"),
        "300 processes that start in the same moment": (300, 300, "keys"),
    }
    clouds.endpoint.limited = True
    for name, (count, at_once, way) in ways.items():
        clouds.endpoint.seen.clear()
        result = run(clouds, TASKS, str(count), str(at_once), way)
        times = sorted(at for at, _, _ in clouds.endpoint.seen)
        peak = max(sum(1 for other in times if at <= other < at + 1) for at in times)
        found[name] = {
            "tasks that got what they asked for": result["good"],
            "calls": len(times),
            "refused with 429": clouds.endpoint.statuses.count(429),
            "most calls in a second": peak,
            "seconds": round(result["seconds"], 1),
        }
        time.sleep(2)
    clouds.endpoint.limited = False
    return found


def first_call(clouds, key_file: Path, rounds: int) -> dict:
    key = clouds.role.current()
    static = {"AWS_ACCESS_KEY_ID": key.access, "AWS_SECRET_ACCESS_KEY": key.secret, "AWS_SESSION_TOKEN": key.token}
    ways = {
        "plugin, ms": ([], True, {}),
        "plugin where boto3 is loaded already, as by MWAA's logging, ms": (["boto3"], True, {}),
        "google-auth with AWS keys in the environment, ms": ([], False, static),
        "google-auth with a service account's key file, ms": (
            [],
            False,
            {"GOOGLE_APPLICATION_CREDENTIALS": str(key_file)},
        ),
    }
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, (modules, load, more) in ways.items():
            times[name].append(run(clouds, FIRST_CALL, *modules, load=load, **more)["first"])
    return {name: median(values) for name, values in times.items()}


def measure(asked) -> dict:
    from importlib.metadata import version

    from conftest import standing_in
    from standins.key_file import KeyFileTokens
    from standins.server import Trust, serve

    with tempfile.TemporaryDirectory() as folder, standing_in(Path(folder) / "clouds") as clouds:
        endpoint = KeyFileTokens(clouds.iam.tokens)
        key_file = endpoint.key_file(clouds.folder)
        # The same bundle for all: the authority of this server is added to the one of the others.
        trust = Trust(Path(folder))
        with serve([endpoint], trust) as routes:
            clouds.routes |= routes
            bundle = clouds.trust.bundle
            bundle.write_text(bundle.read_text() + trust.bundle.read_text())
            return {
                "machine": f"{os.cpu_count()} cores, Python {platform.python_version()}, load {os.getloadavg()[0]:.1f}",
                "versions": {name: version(name) for name in ("apache-airflow", "google-auth", "botocore")},
                "import": imports(clouds, asked.rounds),
                "calls to the credential endpoint": calls(clouds, asked.tasks),
                "first BigQuery call": first_call(clouds, key_file, asked.rounds),
            }


def show(found: dict, depth: int = 0) -> None:
    for name, value in found.items():
        print("  " * depth + name + ("" if isinstance(value, dict) else f": {value}"))
        if isinstance(value, dict):
            show(value, depth + 1)


def main() -> None:
    import env

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--env", default=env.tested_for("inside")[-1], help="the Airflow to measure in (default %(default)s)"
    )
    parser.add_argument("--rounds", type=int, default=15, help="processes per measured way (default %(default)s)")
    parser.add_argument("--tasks", type=int, default=1000, help="short tasks (default %(default)s)")
    parser.add_argument("--json", action="store_true", help="print JSON")
    asked = parser.parse_args()
    home = env.make(asked.env)
    if Path(sys.prefix).resolve() != home.resolve():
        os.execv(home / "bin" / "python", [str(home / "bin" / "python"), __file__, *sys.argv[1:]])
    found = measure(asked)
    print(json.dumps(found, indent=2)) if asked.json else show(found)


if __name__ == "__main__":
    main()
