"""Every home the trigger client is tried on, for its specs and its benchmark: real Airflow 2 and 3, stand-ins for the clouds.

    python3 airflow/tests/trigger_homes.py [--bare]

Prints one JSON line when all is up, then serves until standard input closes; nothing of it outlives that. The clouds answer
on one loopback port under their real names; POST https://control.standin/ changes them. ``--bare`` leaves out the
schedulers: runs are made but never end. Run it with any Python: it goes on in the environment of Airflow 2.
"""

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from env import tested_for

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
DOMAIN = "airflow.example.com"
AUDIENCE = "/projects/987654321098/global/backendServices/1234567890123456789"
CALLER = "caller@example-project.iam.gserviceaccount.com"
STRANGER = "stranger@example-project.iam.gserviceaccount.com"
LOOKER = "looker@example-project.iam.gserviceaccount.com"
PERSON = "ada@example.com"
PASSWORD = "of-this-test-alone"


def environments() -> tuple[Path, Path]:
    def made(name: str) -> Path:
        done = subprocess.run([sys.executable, HERE / "env.py", name], stdout=subprocess.PIPE, text=True, check=True)
        return Path(done.stdout.split()[-1])

    two, three = tested_for("trigger")
    return made(two), made(three)


def start(two_venv: Path, three_venv: Path, folder: Path, bare: bool, running: list) -> dict:
    from live_airflow import Airflow, free_port
    from standins.aws import Role
    from standins.composer import Composer, Dropper
    from standins.google import Tokens
    from standins.google_iam import IamSigner, OAuth
    from standins.iap import Iap, PublicKeys
    from standins.logins import AirflowLogin
    from standins.mwaa_api import Environment, MwaaApi, MwaaWeb
    from standins.server import Call, Reply, Service, Trust, serve
    from standins.service_accounts import ServiceAccounts

    dags, probes = folder / "dags", folder / "probes"
    ours = {"AIRFLOW__CORE__PLUGINS_FOLDER": str(ROOT / "airflow" / "plugins")}
    probes.mkdir()
    shutil.copytree(HERE / "trigger_dags", dags)
    shutil.copy(ROOT / "examples" / "dags" / "date_kr.py", dags)
    trust = Trust(folder)
    accounts = ServiceAccounts({CALLER: {PERSON}, STRANGER: {PERSON}, LOOKER: {PERSON}, "closed@example.com": set()})
    tokens, role = Tokens(), Role()

    two = Airflow(two_venv, folder / "two", dags)
    two.settings = {
        **ours,
        "PROBE_FOLDER": str(probes),
        "AIRFLOW__API__AUTH_BACKENDS": "airflow.providers.fab.auth_manager.api.auth.backend.basic_auth",
        **{f"AIRFLOW__SCHEDULER__{name}": "3" for name in ("DAG_DIR_LIST_INTERVAL", "MIN_FILE_PROCESS_INTERVAL")},
    }
    three = Airflow(three_venv, folder / "three", dags)
    iap_port = free_port()
    admin = AirflowLogin(f"127.0.0.1:{three.port}", False, "admin", PASSWORD)
    viewer = AirflowLogin(f"127.0.0.1:{three.port}", False, "viewer", PASSWORD)
    old = AirflowLogin(f"127.0.0.1:{two.port}", True, "admin", PASSWORD)
    homes = {
        "mwaa-2": Environment(old),
        "mwaa-3": Environment(admin),
        "mwaa-web-2": Environment(old, {"CreateWebLoginToken"}),
        "mwaa-web-3": Environment(admin, {"CreateWebLoginToken"}),
        "mwaa-denied": Environment(admin, set()),
        "mwaa-viewer": Environment(viewer),
    }
    iap = Iap(DOMAIN, f"127.0.0.1:{iap_port}", AUDIENCE, accounts, {CALLER, LOOKER})
    services = {
        "iap": iap,
        "keys": PublicKeys(iap.key),
        "oauth": OAuth(tokens, {"refresh-ada": PERSON, "refresh-eve": "eve@example.com"}),
        "iam": IamSigner(accounts, tokens),
        "mwaa": MwaaApi(role, homes),
        "mwaa-web": MwaaWeb(homes),
        "composer2": Composer("composer2-dot-europe-west1.composer.googleusercontent.com", old, tokens, {PERSON}),
        "composer3": Composer("composer3-dot-europe-west1.composer.googleusercontent.com", admin, tokens, {PERSON}),
        "dropper2": Dropper("dropper2.example.com", old),
        "dropper3": Dropper("dropper3.example.com", admin),
    }

    class Control(Service):
        """Faults on demand, and what a stand-in saw."""

        hosts = ("control.standin",)

        def answer(self, call: Call):
            asked = call.json
            one = services[asked["service"]]
            if "fail" in asked:
                fault = asked["fail"]
                reply = None  # hang up
                if fault is not None:
                    kind = fault.get("kind", "text/html")
                    reply = Reply(fault["status"], fault.get("body", b""), kind, fault.get("headers"))
                one.fail(reply, asked.get("times", 1))
            if asked.get("revoke"):
                tokens.revoke()
            found = [[status, seen.method, seen.path] for _, status, seen in one.seen]
            if asked.get("forget"):
                one.seen.clear()
            return found

    server = serve([*services.values(), Control()], trust)
    routes = server.__enter__()
    running.append(lambda: server.__exit__(None, None, None))
    running.extend([two.stop, three.stop])
    (folder / "passwords.json").write_text(json.dumps({"admin": PASSWORD, "viewer": PASSWORD}))
    source = ROOT / "airflow" / "iap"
    three.settings = {
        **ours,
        **trust.environment,
        "PROBE_FOLDER": str(probes),
        "STANDIN_ROUTES": json.dumps(routes),
        "PYTHONPATH": f"{HERE / 'standins' / 'redirect'}:{source}",
        "AIRFLOW__CORE__AUTH_MANAGER": "iap_auth_manager.IapAuthManager",
        "AIRFLOW__FAB__CONFIG_FILE": str(source / "webserver_config.py"),
        "AIRFLOW__API__BASE_URL": f"https://{DOMAIN}",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": "admin:admin,viewer:viewer",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(folder / "passwords.json"),
        "AIRFLOW_IAP_AUDIENCE": AUDIENCE,
        **{f"AIRFLOW__DAG_PROCESSOR__{name}": "3" for name in ("REFRESH_INTERVAL", "MIN_FILE_PROCESS_INTERVAL")},
        "AIRFLOW_IAP_TRIGGER_CALLERS": f"serviceAccount:{CALLER}",
    }
    simple = {
        "AIRFLOW__CORE__AUTH_MANAGER": "airflow.api_fastapi.auth.managers.simple.simple_auth_manager.SimpleAuthManager",
        "AIRFLOW__API__BASE_URL": three.url,
    }

    def bring_up_two() -> None:
        two.prepare(admin=PASSWORD)
        two.serve()
        if not bare:
            two.spawn("scheduler")
        two.run("dags", "reserialize")
        two.healthy(two.url)

    def bring_up_three() -> None:
        three.prepare()
        three.serve(more=simple)
        three.serve(iap_port)
        if not bare:
            three.spawn("scheduler", more=simple)
            three.spawn("dag-processor", more=simple)
        three.run("dags", "reserialize")
        three.healthy(three.url)
        three.healthy(f"http://127.0.0.1:{iap_port}")

    problems: list[Exception] = []

    def guarded(work) -> None:
        try:
            work()
        except Exception as problem:
            problems.append(problem)

    workers = [threading.Thread(target=guarded, args=(one,)) for one in (bring_up_two, bring_up_three)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    if problems:
        raise problems[0]

    key = role.current()
    for name, token in (("adc", "refresh-ada"), ("adc-eve", "refresh-eve"), ("adc-over", "refresh-over")):
        person = {"type": "authorized_user", "client_id": "a", "client_secret": "b", "refresh_token": token}
        (folder / f"{name}.json").write_text(json.dumps(person))
    return {
        "routes": routes,
        "ca": str(trust.bundle),
        "two": two.url,
        "three": three.url,
        "domain": DOMAIN,
        "caller": CALLER,
        "stranger": STRANGER,
        "looker": LOOKER,
        "password": PASSWORD,
        "probes": str(probes),
        "adc": str(folder / "adc.json"),
        "aws": {"AWS_ACCESS_KEY_ID": key.access, "AWS_SECRET_ACCESS_KEY": key.secret, "AWS_SESSION_TOKEN": key.token},
        "folder": str(dags),
        "dags": sorted(path.stem for path in dags.glob("*.py")),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bare", action="store_true", help="no schedulers")
    asked = parser.parse_args()
    two, three = environments()
    if Path(sys.prefix) != two:
        os.execv(two / "bin" / "python", [str(two / "bin" / "python"), __file__, *sys.argv[1:]])
    # Ended by a signal, as by a test run that is stopped as a whole, it must still end what it started.
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, lambda number, _: sys.exit(128 + number))
    running: list = []
    with tempfile.TemporaryDirectory(prefix="trigger-homes-") as folder:
        try:
            print(json.dumps(start(two, three, Path(folder), asked.bare, running)), flush=True)
            sys.stdin.read()  # until whoever started this is done or gone
        finally:
            for stop in reversed(running):
                stop()


if __name__ == "__main__":
    main()
