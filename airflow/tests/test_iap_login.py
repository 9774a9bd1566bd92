"""One login on a real Airflow behind a stand-in IAP whose signatures are real: who gets in, who does not, as what."""

import json
import sys
import time
import urllib.parse
from pathlib import Path

import pytest
import requests

pytest.importorskip("airflow.sdk", reason="the login behind IAP is for Airflow 3; this environment has Airflow 2")
pytest.importorskip(
    "airflow.providers.fab.auth_manager", reason="needs the FAB provider: run in the environment of the login"
)
pytest.importorskip("trustme", reason="the stand-ins need trustme")

from live_airflow import Airflow
from standins.iap import SESSION, Iap, PublicKeys, SigningKey
from standins.server import Trust, serve
from standins.service_accounts import ServiceAccounts

ROOT = Path(__file__).resolve().parents[2]
DOMAIN = "airflow.example.com"
AUDIENCE = "/projects/987654321098/global/backendServices/1234567890123456789"
HEADER = "X-Goog-IAP-JWT-Assertion"
CALLER = "caller@example-project.iam.gserviceaccount.com"
DAG = """
import datetime
from airflow.sdk import DAG
with DAG("probe", start_date=datetime.datetime(2024, 1, 1), schedule=None):
    pass
"""


class Home:
    """The real server, the stand-in IAP before it, and ways in."""

    def __init__(self, airflow: Airflow, iap: Iap, port: int, bundle: Path):
        self.airflow, self.iap, self.port, self.bundle = airflow, iap, port, bundle

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
        return requests.request(method, self.airflow.url + path, allow_redirects=False, timeout=30, **more)

    def token(self, assertion: str) -> requests.Response:
        return self.direct("POST", "/auth/token", json={}, headers={HEADER: assertion})

    def machine(self, **changed) -> dict[str, str]:
        now = int(time.time())
        claims = {"iss": CALLER, "sub": CALLER, "aud": f"https://{DOMAIN}/*", "iat": now, "exp": now + 3600}
        return {"Proxy-Authorization": f"Bearer {self.iap.accounts.sign(CALLER, claims | changed)}"}


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("iap")
    (folder / "dags").mkdir()
    (folder / "dags" / "probe.py").write_text(DAG)
    trust = Trust(folder)
    accounts = ServiceAccounts({CALLER: set()})
    members = {"ada@example.com", "vic@example.com", "sam@example.com", CALLER}
    iap = Iap(DOMAIN, "", AUDIENCE, accounts, members)
    iap.hosts = (DOMAIN, "localhost")
    with serve([iap, PublicKeys(iap.key)], trust) as routes:
        source = ROOT / "airflow" / "iap"
        redirect = Path(__file__).parent / "standins" / "redirect"
        airflow = Airflow(Path(sys.prefix), folder, folder / "dags")
        airflow.settings = {
            **trust.environment,
            "STANDIN_ROUTES": json.dumps(routes),
            "PYTHONPATH": f"{redirect}:{source}",
            "AIRFLOW__CORE__AUTH_MANAGER": "iap_auth_manager.IapAuthManager",
            "AIRFLOW__FAB__CONFIG_FILE": str(source / "webserver_config.py"),
            "AIRFLOW__API__BASE_URL": f"https://{DOMAIN}",
            "AIRFLOW_IAP_AUDIENCE": AUDIENCE,
            "AIRFLOW_IAP_ADMINS": "user:Ada@example.com",
            "AIRFLOW_IAP_TRIGGER_CALLERS": f"serviceAccount:{CALLER}",
        }
        try:
            airflow.prepare()
            airflow.run("dags", "reserialize")
            airflow.serve()
            airflow.healthy(airflow.url)
            iap.backend = f"127.0.0.1:{airflow.port}"
            yield Home(airflow, iap, routes[DOMAIN], trust.bundle)
        finally:
            airflow.stop()


def bearer(answer: requests.Response) -> dict[str, str]:
    assert answer.status_code == 201, answer.text
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


def test_a_browser_is_logged_in_without_a_form_and_sees_airflow(home):
    login = home.through("GET", "/auth/login/", "ada@example.com")
    assert login.status_code == 302, login.text
    assert urllib.parse.urlsplit(login.headers["Location"]).path.startswith("/")
    assert "_token" in login.cookies
    cookies = {"_token": login.cookies["_token"]}
    me = home.through("GET", "/ui/auth/me", "ada@example.com", cookies=cookies)
    assert me.json()["username"] == "ada@example.com"
    # An admin may see the settings page of the FAB views too.
    assert home.through("GET", "/api/v2/connections", "ada@example.com", cookies=cookies).status_code == 200


def test_a_token_of_a_trigger_caller_starts_a_run_and_no_more(home):
    token = bearer(home.through("POST", "/auth/token", json={}, headers=home.machine()))
    run = {"logical_date": None, "conf": {"date_kr": "2019-11-24"}}
    started = home.through("POST", "/api/v2/dags/probe/dagRuns", json=run, headers=home.machine() | token)
    assert started.status_code == 200, started.text
    assert started.json()["conf"] == run["conf"]
    # It starts runs; the secrets of connections and variables are not its business.
    for hidden in ("connections", "variables"):
        assert home.through("GET", f"/api/v2/{hidden}", headers=home.machine() | token).status_code == 403


def test_whoever_is_named_nowhere_may_look_but_not_start(home):
    token = bearer(home.token(home.iap.assertion("vic@example.com")))
    assert home.direct("GET", "/api/v2/dags", headers=token).status_code == 200
    run = home.direct("POST", "/api/v2/dags/probe/dagRuns", json={"logical_date": None}, headers=token)
    assert run.status_code == 403


OTHER_BACKEND = AUDIENCE.replace("1234567890123456789", "9876543210987654321")
REFUSED = {
    "wrong audience": lambda iap: iap.assertion("ada@example.com", aud="/projects/1/global/backendServices/2"),
    "wrong issuer": lambda iap: iap.assertion("ada@example.com", iss="https://accounts.google.com"),
    "expired": lambda iap: iap.assertion("ada@example.com", iat=int(time.time()) - 900, exp=int(time.time()) - 300),
    "issued in the future": lambda iap: iap.assertion("ada@example.com", iat=int(time.time()) + 300),
    "unknown key": lambda iap: iap.assertion("ada@example.com", key=SigningKey("standin-2")),
    "another key under the known id": lambda iap: iap.assertion("ada@example.com", key=SigningKey("standin-1")),
    "replay for another backend": lambda iap: iap.assertion("ada@example.com", aud=OTHER_BACKEND),
    "a service account's own JWT": lambda iap: iap.accounts.sign(
        CALLER, {"iss": "https://cloud.google.com/iap", "aud": AUDIENCE, "iat": int(time.time()), "exp": 9999999999}
    ),
    "no signature": lambda iap: iap.assertion("ada@example.com").rpartition(".")[0] + ".",
    "algorithm none": lambda iap: "eyJhbGciOiJub25lIn0." + iap.assertion("ada@example.com").split(".")[1] + ".",
    "not a JWT": lambda iap: "ada@example.com",
    "no e-mail": lambda iap: iap.assertion("ada@example.com", email=None),
}


@pytest.mark.parametrize("forged", REFUSED.values(), ids=REFUSED.keys())
def test_nothing_but_iaps_assertion_for_this_backend_gets_in(home, forged):
    assertion = forged(home.iap)
    token = home.token(assertion)
    assert token.status_code == 401, token.text
    assert "IAP's assertion was refused" in token.json()["detail"]
    login = home.direct("GET", "/auth/login/", headers={HEADER: assertion})
    assert login.status_code == 401
    assert not login.cookies.get("_token")


def test_the_plain_headers_are_worth_nothing(home):
    plain = {
        "X-Goog-Authenticated-User-Email": "accounts.google.com:ada@example.com",
        "X-Goog-Authenticated-User-Id": "accounts.google.com:1",
        "Remote-User": "ada@example.com",
        "X-Remote-User": "ada@example.com",
    }
    assert home.direct("POST", "/auth/token", json={}, headers=plain).status_code == 401
    login = home.direct("GET", "/auth/login/", headers=plain)
    assert login.status_code == 401
    assert not login.cookies.get("_token")


def test_there_is_no_password_login(home):
    bearer(home.token(home.iap.assertion("sam@example.com")))
    for password in ("", "-", "sam@example.com"):
        given = {"username": "sam@example.com", "password": password}
        assert home.direct("POST", "/auth/token", json=given).status_code == 401
        assert home.direct("POST", "/auth/token/cli", json=given).status_code == 401
        fab = home.direct("POST", "/auth/api/v1/security/login", json=given | {"provider": "db", "refresh": True})
        assert fab.status_code in (400, 401, 404), fab.text
        assert home.direct("GET", "/api/v2/connections", auth=("sam@example.com", password)).status_code == 401


def test_a_session_of_one_person_does_not_make_another_login_the_first(home):
    first = home.through("GET", "/auth/login/", "ada@example.com")
    cookies = {"session": first.cookies.get("session", ""), "_token": first.cookies["_token"]}
    second = home.through("GET", "/auth/login/", "vic@example.com", cookies=cookies)
    me = home.through("GET", "/ui/auth/me", "vic@example.com", cookies={"_token": second.cookies["_token"]})
    assert me.json()["username"] == "vic@example.com"


def test_logging_out_of_airflow_ends_the_login_of_iap(home):
    login = home.through("GET", "/auth/login/", "ada@example.com")
    cookies = {"_token": login.cookies["_token"]}
    out = home.through("GET", "/api/v2/auth/logout", "ada@example.com", cookies=cookies)
    assert out.headers["Location"] == f"https://{DOMAIN}/auth/logout/"
    end = home.through("GET", "/auth/logout/", "ada@example.com", cookies=cookies)
    assert end.headers["Location"].endswith("/?gcp-iap-mode=CLEAR_LOGIN_COOKIE")
    assert any("_token=;" in value for value in end.raw.headers.getlist("Set-Cookie"))


def test_the_stand_in_refuses_as_iap_does(home):
    assert home.through("GET", "/").status_code == 302
    assert home.through("GET", "/", "eve@example.com").status_code == 403
    late = home.through("GET", "/api/v2/dags", headers=home.machine(aud="https://other.example.com/*"))
    assert late.status_code == 401
    assert late.text.startswith("Invalid IAP credentials:")
    assert late.headers["x-goog-iap-generated-response"] == "true"
    assert home.through("GET", "/", headers=home.machine(exp=int(time.time()) + 7200)).status_code == 401
