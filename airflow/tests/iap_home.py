"""A real Airflow behind a stand-in IAP, as the GKE home sets it up, and the ways to it."""

import contextlib
import json
import sqlite3
import sys
import time
from pathlib import Path

import requests
from live_airflow import Airflow, free_port
from standins.iap import SESSION, Iap, PublicKeys
from standins.server import Trust, serve
from standins.service_accounts import ServiceAccounts

ROOT = Path(__file__).resolve().parents[2]
DOMAIN = "airflow.example.com"
AUDIENCE = "/projects/987654321098/global/backendServices/1234567890123456789"
HEADER = "X-Goog-IAP-JWT-Assertion"
CALLER = "caller@example-project.iam.gserviceaccount.com"
MEMBERS = {"ada@example.com", "rob@example.com", "vic@example.com", "sam@example.com", CALLER}
SECRET = "/api/v2/connections"  # what an Admin alone may read
DAG = """
import datetime
from airflow.sdk import DAG
with DAG("probe", start_date=datetime.datetime(2024, 1, 1), schedule=None):
    pass
"""


class Home:
    """The real server, the stand-in IAP before it, and ways in."""

    def __init__(self, airflow: Airflow, iap: Iap, keys: PublicKeys, port: int, bundle: Path):
        self.airflow, self.iap, self.keys, self.port, self.bundle = airflow, iap, keys, port, bundle
        self.url = airflow.url

    def through(self, method: str, path: str, who: str | None = None, **more) -> requests.Response:
        """A request that passes IAP: ``who`` is the person of the browser session."""
        headers = {"Host": DOMAIN} | more.pop("headers", {})
        cookies = more.pop("cookies", {}) | ({SESSION: who} if who else {})
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
        url = f"https://localhost:{self.port}{path}"
        return requests.request(
            method, url, headers=headers, verify=self.bundle, allow_redirects=False, timeout=30, **more
        )

    def direct(self, method: str, path: str, **more) -> requests.Response:
        """A request from inside the cluster, past IAP."""
        return requests.request(method, self.url + path, allow_redirects=False, timeout=30, **more)

    def sql(self, statement: str, *values) -> list[tuple]:
        """Straight to Airflow's database; ``?`` stands for a value."""
        where = self.airflow.settings.get("AIRFLOW__DATABASE__SQL_ALCHEMY_CONN")
        if where is None:
            with sqlite3.connect(self.airflow.home / "airflow.db", timeout=20) as connection:
                return connection.execute(statement, values).fetchall()
        import psycopg2

        with contextlib.closing(psycopg2.connect(where.replace("+psycopg2", ""))) as connection, connection:
            cursor = connection.cursor()
            cursor.execute(statement.replace("?", "%s"), values)
            return cursor.fetchall() if cursor.description else []

    def token(self, assertion: str, path: str = "/auth/token") -> requests.Response:
        return self.direct("POST", path, json={}, headers={HEADER: assertion})

    def machine(self, **changed) -> dict[str, str]:
        now = int(time.time())
        claims = {"iss": CALLER, "sub": CALLER, "aud": f"https://{DOMAIN}/*", "iat": now, "exp": now + 3600}
        return {"Proxy-Authorization": f"Bearer {self.iap.accounts.sign(CALLER, claims | changed)}"}

    @contextlib.contextmanager
    def deployed(self, **changed: str):
        """The same Airflow and database after an `up` that changed these AIRFLOW_IAP_* variables; ``url`` leads to it."""
        before = self.url, self.iap.backend
        port = free_port()
        url = self.airflow.serve(port, {f"AIRFLOW_IAP_{key}": value for key, value in changed.items()})
        server = self.airflow.running[-1]
        try:
            self.airflow.healthy(url)
            self.url, self.iap.backend = url, f"127.0.0.1:{port}"
            yield self
        finally:
            self.url, self.iap.backend = before
            self.airflow.stop(server)


def bearer(answer: requests.Response) -> dict[str, str]:
    assert answer.status_code == 201, answer.text
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


@contextlib.contextmanager
def started(folder: Path, **settings: str):
    (folder / "dags").mkdir()
    (folder / "dags" / "probe.py").write_text(DAG)
    trust = Trust(folder)
    accounts = ServiceAccounts({CALLER: set()})
    iap = Iap(DOMAIN, "", AUDIENCE, accounts, set(MEMBERS))
    iap.hosts = (DOMAIN, "localhost")
    keys = PublicKeys(iap.key)
    with serve([iap, keys], trust) as routes:
        source = ROOT / "airflow" / "iap"
        redirect = Path(__file__).parent / "standins" / "redirect"
        airflow = Airflow(Path(sys.prefix), folder, folder / "dags")
        airflow.settings = {
            **trust.environment,
            "STANDIN_ROUTES": json.dumps(routes),
            "PYTHONPATH": f"{redirect}:{source}",
            "AIRFLOW__CORE__AUTH_MANAGER": "iap_auth_manager.IapAuthManager",
            "AIRFLOW__FAB__CONFIG_FILE": str(source / "webserver_config.py"),
            "AIRFLOW__FAB__CACHE_TTL": "1",
            "AIRFLOW__API__BASE_URL": f"https://{DOMAIN}",
            "AIRFLOW__API_AUTH__JWT_EXPIRATION_TIME": "3600",
            "AIRFLOW_IAP_AUDIENCE": AUDIENCE,
            "AIRFLOW_IAP_ADMINS": "user:Ada@example.com,rob@example.com",
            "AIRFLOW_IAP_TRIGGER_CALLERS": f"serviceAccount:{CALLER}",
            **settings,
        }
        try:
            airflow.prepare()
            airflow.run("dags", "reserialize")
            airflow.serve()
            airflow.healthy(airflow.url)
            iap.backend = f"127.0.0.1:{airflow.port}"
            yield Home(airflow, iap, keys, routes[DOMAIN], trust.bundle)
        finally:
            airflow.stop()
