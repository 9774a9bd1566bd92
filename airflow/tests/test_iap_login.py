"""One login on a real Airflow behind a stand-in IAP whose signatures are real: who gets in, who does not, as what."""

import base64
import time
import urllib.parse

import pytest

pytest.importorskip("airflow.sdk", reason="the login behind IAP is for Airflow 3; this environment has Airflow 2")
pytest.importorskip(
    "airflow.providers.fab.auth_manager", reason="needs the FAB provider: run in the environment of the login"
)
pytest.importorskip("trustme", reason="the stand-ins need trustme")

from iap_home import AUDIENCE, CALLER, DOMAIN, HEADER, bearer
from standins.iap import SigningKey


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


def segment(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


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
    "nested deeper than Python reads": lambda iap: f"{segment('[' * 9000)}.{segment('{}')}.{segment('x')}",
    "a list for a header": lambda iap: f"{segment('[]')}.{segment('{}')}.{segment('x')}",
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
