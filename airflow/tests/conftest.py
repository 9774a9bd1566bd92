"""Fixtures: the clouds' stand-ins, and an Airflow whose every connection leads to them."""

import base64
import contextlib
import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
AIRFLOW = HERE.parent
DAGS = AIRFLOW.parent / "examples" / "dags"
# Processes of one Airflow that start together would each make up a key of their own.
FERNET_KEY = base64.urlsafe_b64encode(os.urandom(32)).decode()
sys.path[:0] = [str(HERE), str(AIRFLOW / "plugins")]


@dataclass
class Clouds:
    """All stand-ins of a test, and the environment that leads a process to them."""

    folder: Path
    role: object
    endpoint: object
    sts: object
    exchange: object
    iam: object
    bigquery: object
    routes: dict[str, int] = field(default_factory=dict)
    trust: object = None
    more: list = field(default_factory=list)  # further services

    @property
    def environment(self) -> dict[str, str]:
        """What a process on MWAA has: the container endpoint, the region, and what the startup script exports."""
        config = self.folder / "google-credentials.json"
        config.write_text(json.dumps(self.exchange.provider.config()))
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "LANG": "C.UTF-8",
            "PYTHONPATH": str(HERE / "standins" / "redirect"),
            "STANDIN_ROUTES": json.dumps(self.routes),
            "AWS_REGION": "ap-northeast-1",
            "AWS_DEFAULT_REGION": "ap-northeast-1",
            "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": self.endpoint.path,
            "GOOGLE_APPLICATION_CREDENTIALS": str(config),
            "GOOGLE_CLOUD_PROJECT": self.bigquery.project,
            "AIRFLOW_CONN_GOOGLE_CLOUD_DEFAULT": json.dumps(
                {"conn_type": "google_cloud_platform", "extra": {"project": self.bigquery.project}}
            ),
            **self.trust.environment,
        }

    def python(self, code: str, timeout: float = 120, **more: str) -> subprocess.CompletedProcess:
        """Run Python with the project's plugins on its path, as a process of Airflow has them."""
        environment = self.environment | more
        environment["PYTHONPATH"] = f"{environment['PYTHONPATH']}:{AIRFLOW / 'plugins'}"
        command = [sys.executable, "-c", code]
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=timeout)


@contextlib.contextmanager
def standing_in(folder: Path, *further):
    """The clouds; ``further`` are classes of services that get the access tokens."""
    from standins import aws, bigquery, google
    from standins.server import Trust, serve

    folder.mkdir(exist_ok=True)
    role = aws.Role()
    endpoint = aws.ContainerEndpoint(role)
    sts, exchange, iam = google.federation(role)
    jobs = bigquery.BigQuery(iam.tokens)
    made = Clouds(folder, role, endpoint, sts, exchange, iam, jobs, trust=Trust(folder))
    jobs.database.execute("CREATE SCHEMA airflow_check")
    made.more = [one(iam.tokens) for one in further]
    with serve([endpoint, sts, exchange, iam, jobs, *made.more], made.trust) as routes:
        made.routes = routes
        yield made


@pytest.fixture
def clouds(tmp_path):
    with standing_in(tmp_path) as made:
        yield made


@dataclass
class Airflow:
    """An Airflow home with the project's DAGs and plugins."""

    home: Path
    environment: dict[str, str]

    @contextlib.contextmanager
    def start(self, *arguments: str, **more: str):
        """A process that is ended with the block; its output is in the file ``log`` of the process object."""
        command = [str(Path(sys.executable).with_name("airflow")), *arguments]
        path = self.home / f"{'-'.join(arguments[:3])}.log"
        with open(path, "w") as log:
            process = subprocess.Popen(
                command, env=self.environment | more, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
            )
            process.log = path
            try:
                yield process
            finally:
                # Airflow's processes have children of their own: the group, which is ours alone, ends as a whole.
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGTERM)
                try:
                    process.wait(10)
                except subprocess.TimeoutExpired:
                    os.killpg(process.pid, signal.SIGKILL)
                    process.wait(10)

    def run(self, *arguments: str, timeout: float = 300, **more: str) -> subprocess.CompletedProcess:
        command = [str(Path(sys.executable).with_name("airflow")), *arguments]
        environment = self.environment | more
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=timeout)


@pytest.fixture(scope="session")
def migrated(tmp_path_factory):
    """An empty Airflow database, made once and copied by each test: a migration takes 6 to 11 s."""
    home = tmp_path_factory.mktemp("migrated")
    made = Airflow(home, airflow_environment(home) | {"PATH": os.environ["PATH"], "HOME": str(home)})
    done = made.run("db", "migrate")
    assert done.returncode == 0, done.stdout + done.stderr
    return home / "airflow.db"


def airflow_environment(home: Path) -> dict[str, str]:
    return {
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__DAGS_FOLDER": str(DAGS),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(AIRFLOW / "plugins"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__FERNET_KEY": FERNET_KEY,
        "AIRFLOW__CORE__DAGBAG_IMPORT_TIMEOUT": "120",  # a test machine may be busy with other things
        "AIRFLOW__USAGE_DATA_COLLECTION__ENABLED": "False",
        "AIRFLOW__SCHEDULER__USAGE_DATA_COLLECTION_ENABLED": "False",
    }


def airflow_in(clouds: Clouds, migrated: Path) -> Airflow:
    home = clouds.folder / "airflow"
    home.mkdir()
    (home / "airflow.db").write_bytes(migrated.read_bytes())
    return Airflow(home, clouds.environment | airflow_environment(home))


@pytest.fixture
def airflow(clouds, migrated):
    return airflow_in(clouds, migrated)


@pytest.fixture(scope="session")
def home(tmp_path_factory):
    """A real Airflow 3 behind a stand-in IAP, for all tests of the login: it takes 10 to 20 s to start. Its database is a
    Postgres, as on GKE, where this machine has one."""
    import iap_home
    import postgres

    with contextlib.ExitStack() as stack:
        settings = {}
        if postgres.missing() is None:
            settings["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"] = stack.enter_context(postgres.served())
        yield stack.enter_context(iap_home.started(tmp_path_factory.mktemp("iap"), **settings))


@pytest.fixture(scope="session")
def moto():
    """The URL of moto's own server, from the environment of the tools: it would not fit beside Airflow's pins."""
    import env

    command = [str(env.make("tools") / "bin" / "moto_server"), "-H", "127.0.0.1", "-p", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as server:
        try:
            for line in server.stdout:
                if "Running on http" in line:
                    url = line.split()[-1]
                    break
            else:
                pytest.fail("moto's server did not start")
            yield url
        finally:
            server.terminate()


@pytest.fixture
def docker(tmp_path, moto):
    """The clouds with ECR and a daemon; ``environment`` leads Docker's client there."""
    from standins import aws, bigquery, ecr, google
    from standins.server import Trust, serve

    role = aws.Role()
    registry = ecr.Ecr(role, moto)
    daemon = ecr.DockerDaemon(registry)
    sts, exchange, iam = google.federation(role)
    endpoint = aws.ContainerEndpoint(role)
    trust = Trust(tmp_path)
    with serve([endpoint, sts, registry], trust) as routes, serve([daemon]) as local:
        made = Clouds(tmp_path, role, endpoint, sts, exchange, iam, bigquery.BigQuery(iam.tokens), routes, trust)
        made.ecr, made.daemon = registry, daemon
        made.host = f"tcp://127.0.0.1:{local['127.0.0.1']}"
        yield made
