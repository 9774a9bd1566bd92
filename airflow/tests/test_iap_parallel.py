"""First logins of one person and of many, all at once, on the database that GKE has."""

from concurrent.futures import ThreadPoolExecutor

import postgres
import pytest

pytest.importorskip("airflow.sdk", reason="the login behind IAP is for Airflow 3; this environment has Airflow 2")
pytest.importorskip("airflow.providers.fab.auth_manager", reason="needs the FAB provider: run in airflow-3.2.2")
pytest.importorskip("trustme", reason="the stand-ins need trustme")
pytestmark = pytest.mark.skipif(postgres.missing() is not None, reason=str(postgres.missing()))

MANY = 20


def all_at_once(calls: list) -> list:
    with ThreadPoolExecutor(MANY) as pool:
        return list(pool.map(lambda call: call(), calls))


@pytest.mark.parametrize("round", range(3))
def test_twenty_first_tokens_of_one_person_are_all_given(home, round):
    assertion = home.iap.assertion(f"first-{round}@example.com")
    answers = all_at_once([lambda: home.token(assertion)] * MANY)
    assert [answer.status_code for answer in answers] == [201] * MANY
    assert home.sql("SELECT count(*) FROM ab_user WHERE username = ?", f"first-{round}@example.com") == [(1,)]


def test_twenty_first_logins_of_one_browser_all_lead_in(home):
    home.iap.members.add("tabs@example.com")
    answers = all_at_once([lambda: home.through("GET", "/auth/login/", "tabs@example.com")] * MANY)
    assert [answer.status_code for answer in answers] == [302] * MANY
    assert all("_token" in answer.cookies for answer in answers)


def test_twenty_people_at_once_are_twenty_users_with_their_role(home):
    who = [f"one-of-{number}@example.com" for number in range(MANY)]
    answers = all_at_once([lambda one=one: home.token(home.iap.assertion(one)) for one in who])
    assert [answer.status_code for answer in answers] == [201] * MANY
    roles = home.sql(
        "SELECT count(*) FROM ab_user u JOIN ab_user_role l ON l.user_id = u.id JOIN ab_role r ON r.id = l.role_id "
        "WHERE u.username LIKE ? AND r.name = 'Viewer'",
        "one-of-%",
    )
    assert roles == [(MANY,)]
