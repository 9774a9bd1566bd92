"""IAP's keys when their server is slow, broken or away: who is verified goes on, and nothing waits for it."""

import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

pytest.importorskip("google.auth", reason="the module under test verifies with google-auth")
pytest.importorskip("trustme", reason="the stand-ins need trustme")
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "iap"))

import iap_keys
from iap_home import HEADER, SECRET, bearer
from iap_keys import Unavailable, UnknownKey
from standins.iap import PublicKeys, SigningKey
from standins.server import Reply, serve

FAULTS = {
    "hangs": lambda: 30.0,
    "hangs up": lambda: None,
    "answers 500": lambda: Reply(500, "oops", "text/plain"),
    "answers HTML": lambda: Reply(200, "<html>", "text/html"),
    "answers no keys": lambda: Reply(200, {}),
    "answers a list": lambda: Reply(200, ["standin-1"]),
    "answers byte by byte": lambda: Reply(200, drip(), "application/raw-stream"),
}


def drip():
    while True:
        yield b" "
        time.sleep(0.05)


@pytest.fixture
def server(monkeypatch):
    """The key server, and ``keys(...)``, which makes the object under test with short times."""
    one = PublicKeys(SigningKey("standin-1"))
    one.hosts = ("127.0.0.1",)
    with serve([one]) as routes:
        monkeypatch.setattr(iap_keys, "CERTS_URL", f"http://127.0.0.1:{routes['127.0.0.1']}/iap/verify/public_key")
        yield one


def keys(**more) -> iap_keys.PublicKeys:
    return iap_keys.PublicKeys(**{"keep": 0.3, "retry": 0.2, "pause": 0.4, "limit": 0.4} | more)


def seconds(call) -> tuple[float, str]:
    began = time.monotonic()
    try:
        call()
        said = "key"
    except (Unavailable, UnknownKey) as problem:
        said = type(problem).__name__
    return time.monotonic() - began, said


def until(call, said: str, limit: float = 5.0) -> None:
    ends = time.monotonic() + limit
    while (now := seconds(call)[1]) != said:
        assert time.monotonic() < ends, f"still {now}"
        time.sleep(0.02)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_server_without_keys_is_told_at_once_and_asked_again_later(server, fault):
    server.fail(FAULTS[fault]())
    made = keys()
    assert seconds(lambda: made.get("standin-1", 2))[1] == "Unavailable"
    until(lambda: made._failed > 0 or made.get("x"), "key")  # the failure is known now
    took, said = seconds(lambda: made.get("standin-1", 2))
    assert (said, took < 0.1) == ("Unavailable", True), "remembered, so nobody waits"
    assert len(server.seen) <= 1
    until(lambda: made.get("standin-1", 2), "key")


@pytest.mark.parametrize("fault", FAULTS)
def test_keys_at_hand_are_used_while_they_cannot_be_renewed(server, fault):
    made = keys()
    assert seconds(lambda: made.get("standin-1", 2))[1] == "key"
    time.sleep(0.35)
    for _ in range(50):
        server.fail(FAULTS[fault]())
    for _ in range(20):
        took, said = seconds(lambda: made.get("standin-1", 2))
        assert (said, took < 0.1) == ("key", True)
        time.sleep(0.03)


def test_they_are_not_used_for_ever(server):
    made = keys(hold=0.5)
    assert made.get("standin-1", 2)
    server.fail(None, 99)
    time.sleep(0.6)
    assert seconds(lambda: made.get("standin-1", 2))[1] == "Unavailable"


def test_a_new_key_of_googles_is_found_and_one_of_nobodys_is_not_asked_for_each_time(server):
    made = keys(keep=60)
    assert made.get("standin-1", 2)
    server.keys.append(SigningKey("standin-2"))
    time.sleep(0.25)
    assert made.get("standin-2", 2)
    for _ in range(200):
        assert seconds(lambda: made.get("nobodys", 2))[1] == "UnknownKey"
    assert len(server.seen) == 2


def test_many_at_once_make_one_call_and_a_few_of_them_wait(server):
    server.fail(0.6)
    made = keys(limit=5, waiting=4)
    with ThreadPoolExecutor(30) as pool:
        answers = list(pool.map(lambda _: seconds(lambda: made.get("standin-1", 2)), range(30)))
    waited = [said for took, said in answers if took > 0.3]
    assert waited == ["key"] * 4
    assert len(server.seen) == 1


def test_the_ways_that_must_not_wait_do_not(server):
    server.fail(0.3)
    made = keys(limit=5)
    took, said = seconds(lambda: made.get("standin-1"))
    assert (said, took < 0.1) == ("Unavailable", True)
    until(lambda: made.get("standin-1"), "key")


def test_fifty_logins_under_a_key_server_that_hangs_leave_the_rest_alone(home):
    pytest.importorskip("airflow.sdk", reason="the login behind IAP is for Airflow 3; this environment has Airflow 2")
    token = bearer(home.token(home.iap.assertion("ada@example.com")))
    home.keys.fail(25.0, 3)
    try:
        with home.deployed() as after, ThreadPoolExecutor(50) as pool:
            asked = [pool.submit(after.token, home.iap.assertion("ada@example.com")) for _ in range(50)]
            browser = pool.submit(after.through, "GET", "/auth/login/", "ada@example.com")
            time.sleep(0.2)
            began = time.monotonic()
            assert after.direct("GET", "/api/v2/monitor/health").status_code == 200
            assert time.monotonic() - began < 5  # of a call that takes milliseconds, on a busy machine
            answers = [one.result() for one in asked]
            assert {answer.status_code for answer in answers} == {503}, "an outage is not the caller's fault"
            assert all(int(answer.headers["Retry-After"]) > 0 for answer in answers)
            assert "IAP's public keys cannot be had" in answers[0].json()["detail"]
            assert (browser.result().status_code, browser.result().headers.get("Retry-After")) == (503, "10")
            # A request that shows an assertion which cannot be verified now is not let in by its token either.
            behind = after.direct("GET", SECRET, headers=token | {HEADER: home.iap.assertion("ada@example.com")})
            assert behind.status_code == 503
    finally:
        home.keys._faults.clear()
