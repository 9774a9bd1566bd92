"""Roles of groups on a real Airflow: by what IAP's assertion proves of the caller on this very request, and by nothing else."""

import pytest

pytest.importorskip("airflow.sdk", reason="the login behind IAP is for Airflow 3; this environment has Airflow 2")
pytest.importorskip("airflow.providers.fab.auth_manager", reason="needs the FAB provider: run in airflow-3.2.2")
pytest.importorskip("trustme", reason="the stand-ins need trustme")

from iap_home import HEADER, SECRET, bearer

VIC = "vic@example.com"
ADMINS = {"groups": ["platform@example.com", "everybody@example.com"]}
VIEWERS = {"groups": ["everybody@example.com"]}


def test_a_role_is_that_of_the_groups_that_iap_proves_now(home, monkeypatch):
    told = home.iap.attributes
    groups = {"ADMINS": "group:platform@example.com", "VIEWERS": "group:everybody@example.com"}
    with home.deployed(**groups, GROUPS_ATTRIBUTE="groups", DEFAULT_ROLE="none") as now:
        # Nothing is proven: IAP lets the person pass, Airflow does not.
        assert now.through("GET", "/auth/login/", VIC).status_code == 403

        monkeypatch.setitem(told, VIC, ADMINS)
        login = now.through("GET", "/auth/login/", VIC)
        assert login.status_code == 302, login.text
        kept = dict(login.cookies)
        assert now.through("GET", SECRET, VIC, cookies=kept).status_code == 200
        token = bearer(now.token(now.iap.assertion(VIC)))

        # Out of the group that made an admin of them: the token of before is good for nothing, a new one is a viewer's.
        monkeypatch.setitem(told, VIC, VIEWERS)
        refused = now.through("GET", SECRET, VIC, cookies=kept)
        assert refused.status_code in (401, 403), refused.text
        assert now.direct("GET", SECRET, headers=token | {HEADER: now.iap.assertion(VIC)}).status_code in (401, 403)
        viewer = bearer(now.token(now.iap.assertion(VIC)))
        fresh = viewer | {HEADER: now.iap.assertion(VIC)}
        assert now.direct("GET", "/api/v2/dags", headers=fresh).status_code == 200
        assert now.direct("GET", SECRET, headers=fresh).status_code == 403

        # A header that anybody could write proves nothing.
        forged = fresh | {"X-Goog-IAP-Attr-groups": "platform@example.com"}
        assert now.direct("GET", SECRET, headers=forged).status_code == 403
