"""The GKE home's airflow.cfg and environment, as the plan writes them, read by a real Airflow that finds itself on GKE."""

import json
import subprocess
import sys

import pytest
from conftest import AIRFLOW
from standins.server import Reply, Service, serve

airflow_version = tuple(map(int, __import__("airflow").__version__.split(".")[:2]))
pytestmark = pytest.mark.skipif(airflow_version < (3, 0), reason="the GKE home runs Airflow 3 and later")
VALUES = json.loads((AIRFLOW.parent / "tests" / "components" / "gke" / "data" / "values.json").read_text())

LOOK = """
import json
from airflow.api_fastapi.app import get_auth_manager_cls
from airflow.configuration import conf, secrets_backend_list
from airflow.models import Connection
from airflow.settings import DAGS_FOLDER, PLUGINS_FOLDER
backend = secrets_backend_list[0]
print("LOOKED", json.dumps({
    "backend": type(backend).__name__,
    "names": [backend.connections_prefix, backend.variables_prefix, backend.project_id],
    "login": get_auth_manager_cls().__name__,
    "folders": [DAGS_FOLDER, PLUGINS_FOLDER],
    "logs": [conf.getboolean("logging", "remote_logging"), conf.get("logging", "remote_base_log_folder")],
    "address": conf.getimport("core", "hostname_callable").__name__,
    "project": Connection.from_json(__import__("os").environ["AIRFLOW_CONN_GOOGLE_CLOUD_DEFAULT"]).extra_dejson,
}))
"""


class Metadata(Service):
    """GKE's metadata server: who the pod is. It refuses a call without the header that only a deliberate one has."""

    hosts = ("127.0.0.1",)
    tls = False

    def answer(self, call):
        flavor = {"Metadata-Flavor": "Google"}
        if call.headers.get("metadata-flavor") != "Google":
            raise Reply(403, "Missing Metadata-Flavor:Google header.", "text/plain")
        if call.path == "/computeMetadata/v1/project/project-id":
            return Reply(200, "my-company-data", "text/plain", flavor)
        if call.path == "/":
            return Reply(200, "computeMetadata/", "text/plain", flavor)
        raise Reply(404, "", "text/plain", flavor)


@pytest.fixture
def pod(tmp_path):
    """The environment of a pod, with the chart's airflow.cfg (its templates of other keys excepted)."""
    home = tmp_path / "airflow"
    home.mkdir()
    places = {"/opt/airflow/bucket": str(AIRFLOW), "/opt/airflow/iap": str(AIRFLOW / "iap")}

    def here(text) -> str:
        for there, path in places.items():
            text = str(text).replace(there, path)
        return str(text)

    lines = []
    for section, options in VALUES["config"].items():
        lines += [f"[{section}]", *(f"{key} = {here(value)}" for key, value in options.items())]
    (home / "airflow.cfg").write_text("\n".join(lines))
    metadata = Metadata()
    with serve([metadata]) as routes:
        address = f"127.0.0.1:{routes['127.0.0.1']}"
        environment = {entry["name"]: here(entry["value"]) for entry in VALUES["env"]}
        environment |= {
            "HOME": str(tmp_path),
            "AIRFLOW_HOME": str(home),
            "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{home}/airflow.db",
            "GCE_METADATA_HOST": address,
            "GCE_METADATA_IP": address,
        }
        yield environment, metadata


def run(environment, *command: str) -> subprocess.CompletedProcess:
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
    return done


def test_airflow_reads_them_as_they_are_meant(pod):
    environment, metadata = pod
    out = run(environment, sys.executable, "-c", LOOK).stdout
    looked = json.loads(next(line for line in out.splitlines() if line.startswith("LOOKED"))[7:])
    assert looked == {
        "backend": "CloudSecretManagerBackend",
        "names": ["air-connections", "air-variables", "my-company-data"],
        "login": "IapAuthManager",
        "folders": [str(AIRFLOW / "dags"), str(AIRFLOW / "plugins")],
        "logs": [True, "gs://the-logs/logs"],
        "address": "get_host_ip_address",
        "project": {"project": "my-company-data"},
    }
    # The backend is made in every process: it must not need a token, which a pod may not have yet.
    assert {call.path for _, _, call in metadata.seen} <= {"/", "/computeMetadata/v1/project/project-id"}


def test_the_migration_makes_the_logins_tables_too(pod):
    """With the four variables that the job has, and no airflow.cfg of the chart."""
    environment, _ = pod
    kept = "HOME", "AIRFLOW_HOME", "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN", "PYTHONPATH"
    job = {name: environment[name] for name in kept}
    job["AIRFLOW__CORE__AUTH_MANAGER"] = VALUES["config"]["core"]["auth_manager"]
    job["AIRFLOW__CORE__FERNET_KEY"] = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
    job["AIRFLOW_CONFIG"] = f"{environment['HOME']}/none.cfg"
    run(job, sys.executable, "-m", "airflow", "db", "migrate")
    look = "import sqlite3, sys; print(*(r[0] for r in sqlite3.connect(sys.argv[1]).execute('select name from sqlite_master')))"
    tables = run(job, sys.executable, "-c", look, f"{environment['AIRFLOW_HOME']}/airflow.db").stdout.split()
    assert {"dag_run", "ab_user", "ab_role", "alembic_version_fab"} <= set(tables)
