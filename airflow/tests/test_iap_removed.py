"""What a person can still do whom the stack's config or IAP no longer knows, with every token and cookie of before."""

import time

import pytest

pytest.importorskip("airflow.sdk", reason="the login behind IAP is for Airflow 3; this environment has Airflow 2")
pytest.importorskip("airflow.providers.fab.auth_manager", reason="needs the FAB provider: run in airflow-3.2.2")
pytest.importorskip("trustme", reason="the stand-ins need trustme")

from iap_home import CALLER, HEADER, SECRET, bearer

CLOSED = [
    "/auth/roles/list/",
    "/auth/roles/add",
    "/auth/roles/edit/1",
    "/auth/users/list/",
    "/auth/users/add",
    "/auth/users/userinfo/",
    "/auth/userinfoeditview/form",
    "/auth/resetmypassword/form",
    "/auth/resetpassword/form?pk=1",
    "/auth/actions/list/",
    "/auth/resources/list/",
    "/auth/permissions/list/",
    "/auth/userstatschartview/chart/",
]


def cookies_of(home, who: str) -> dict[str, str]:
    """All that a browser holds after a login."""
    login = home.through("GET", "/auth/login/", who)
    assert login.status_code == 302, login.text
    return dict(login.cookies)


def session_of(user_id: str) -> str:
    """FAB's session cookie for an id, signed with Airflow's own key: what a browser still has of an earlier version."""
    from airflow.providers.fab.www.session import AirflowSecureCookieSessionInterface
    from flask import Flask

    app = Flask("any")
    app.secret_key = "of-this-test-alone-0123456789abcdef"
    serializer = AirflowSecureCookieSessionInterface().get_signing_serializer(app)
    made = serializer.dumps({"_user_id": user_id, "_fresh": True, "_permanent": True})
    return made if isinstance(made, str) else made.decode()


def user_id(home, email: str) -> str:
    return str(home.sql("SELECT id FROM ab_user WHERE username = ?", email)[0][0])


def test_a_removed_admin_is_no_admin_with_anything_that_he_kept(home):
    kept = cookies_of(home, "rob@example.com")
    kept["session"] = session_of(user_id(home, "rob@example.com"))
    token = bearer(home.token(home.iap.assertion("rob@example.com")))
    assert home.through("GET", SECRET, "rob@example.com", cookies=kept).status_code == 200
    with home.deployed(ADMINS="ada@example.com", DEFAULT_ROLE="Viewer") as after:
        # Past the login: none of these asks for a new one.
        refused = after.through("GET", SECRET, "rob@example.com", cookies=kept)
        assert refused.status_code == 403, refused.text
        assert after.direct("GET", SECRET, headers=token).status_code == 403
        assert after.direct("GET", "/api/v2/dags", headers=token).status_code == 200, "he is the Viewer that all are"
        for page in CLOSED[:6]:
            assert after.direct("GET", page, cookies=kept).status_code in (302, 401, 403, 404), page
        roles = home.sql("SELECT r.name FROM ab_role r JOIN ab_user_role u ON u.role_id = r.id WHERE u.user_id = ?",
                         user_id(home, "rob@example.com"))  # fmt: skip
        assert roles == [("Viewer",)]


def test_whoever_has_no_role_is_out_with_a_token_of_before(home):
    token = bearer(home.token(home.iap.assertion("vic@example.com")))
    kept = cookies_of(home, "vic@example.com")
    assert home.direct("GET", "/api/v2/dags", headers=token).status_code == 200
    with home.deployed(DEFAULT_ROLE="none") as after:
        assert after.direct("GET", "/api/v2/dags", headers=token).status_code in (401, 403)
        assert after.through("GET", "/api/v2/dags", "vic@example.com", cookies=kept).status_code in (401, 403)
        assert after.through("GET", "/auth/login/", "vic@example.com", cookies=kept).status_code == 403
        assert after.token(home.iap.assertion("vic@example.com")).status_code == 403
        assert after.direct("GET", "/api/v2/dags", headers=bearer(after.token(home.iap.assertion(CALLER)))).ok


@pytest.mark.parametrize("page", CLOSED)
def test_users_and_roles_are_nobodys_to_edit_inside_airflow(home, page):
    for cookies in ({"session": session_of(user_id_of_admin(home))}, cookies_of(home, "ada@example.com")):
        for way in (
            home.through("GET", page, "ada@example.com", cookies=cookies),
            home.direct("GET", page, cookies=cookies),
        ):
            assert way.status_code == 404, f"{page}: {way.status_code} {way.headers.get('Location')}"


def user_id_of_admin(home) -> str:
    cookies_of(home, "ada@example.com")
    return user_id(home, "ada@example.com")


def test_the_api_for_users_and_roles_is_closed_too(home):
    token = bearer(home.token(home.iap.assertion("ada@example.com")))
    paths = home.direct("GET", "/auth/openapi.json").json()["paths"]
    tried = [(method, path) for path, methods in paths.items() for method in methods if "fab/v1" in path]
    assert len(tried) >= 8
    for method, path in tried:
        answer = home.direct(method.upper(), "/auth" + path.replace("{", "").replace("}", ""), headers=token, json={})
        assert (answer.status_code, "follow the stack's config" in answer.text) == (403, True), (method, path)
    assert set(paths) - {path for _, path in tried} == {"/token", "/token/cli", "/logout"}
    assert home.direct("GET", "/ui/auth/menus", headers=token).json()["extra_menu_items"] == []


def test_a_cookie_is_worth_nothing_in_the_hands_of_somebody_else(home):
    """One browser, two accounts of Google: Airflow's cookie is that of the first, IAP's login that of the second."""
    cookies = cookies_of(home, "ada@example.com")
    assert home.through("GET", SECRET, "ada@example.com", cookies=cookies).status_code == 200
    as_vic = home.through("GET", SECRET, "vic@example.com", cookies=cookies)
    assert as_vic.status_code in (401, 403)
    assert home.through("GET", "/ui/auth/me", "vic@example.com", cookies=cookies).status_code in (401, 403)
    # The token is refused in the header as well, and the next login makes the browser the second's.
    stolen = {"Authorization": f"Bearer {cookies['_token']}"}
    assert (
        home.direct("GET", SECRET, headers=stolen | {HEADER: home.iap.assertion("vic@example.com")}).status_code == 403
    )
    login = home.through("GET", "/auth/login/", "vic@example.com", cookies=cookies)
    me = home.through("GET", "/ui/auth/me", "vic@example.com", cookies=dict(login.cookies))
    assert me.json()["username"] == "vic@example.com"


@pytest.mark.parametrize("given", ["forged", "expired"])
def test_a_token_under_an_assertion_that_is_not_good_is_refused(home, given):
    token = bearer(home.token(home.iap.assertion("ada@example.com")))
    changed = {"aud": "/projects/1/global/backendServices/2"} if given == "forged" else {"exp": int(time.time()) - 300}
    assert home.direct("GET", SECRET, headers=token).status_code == 200
    with_it = token | {HEADER: home.iap.assertion("ada@example.com", **changed)}
    assert home.direct("GET", SECRET, headers=with_it).status_code == 403


def test_an_id_that_is_somebody_elses_after_the_database_was_emptied(home):
    token = bearer(home.token(home.iap.assertion("ada@example.com")))
    number = user_id(home, "ada@example.com")
    home.sql("UPDATE ab_user SET username = 'new@example.com', email = 'new@example.com' WHERE id = ?", number)
    try:
        time.sleep(1.2)  # the cache of users, here a second
        assert home.direct("GET", "/api/v2/dags", headers=token).status_code in (401, 403)
    finally:
        home.sql("UPDATE ab_user SET username = 'ada@example.com', email = 'ada@example.com' WHERE id = ?", number)


def test_an_inactive_user_is_out_with_a_token_of_before(home):
    token = bearer(home.token(home.iap.assertion("sam@example.com")))
    kept = cookies_of(home, "sam@example.com")
    home.sql("UPDATE ab_user SET active = false WHERE username = 'sam@example.com'")
    try:
        time.sleep(1.2)
        assert home.direct("GET", "/api/v2/dags", headers=token).status_code in (401, 403)
        assert home.through("GET", "/api/v2/dags", "sam@example.com", cookies=kept).status_code in (401, 403)
        assert home.token(home.iap.assertion("sam@example.com")).status_code == 403
    finally:
        home.sql("UPDATE ab_user SET active = true WHERE username = 'sam@example.com'")


@pytest.mark.parametrize("path", ["/auth/token", "/auth/token/cli"])
def test_no_token_is_good_for_more_than_an_hour(home, path):
    import jwt

    token = home.token(home.iap.assertion("sam@example.com"), path).json()["access_token"]
    claims = jwt.decode(token, options={"verify_signature": False})
    assert claims["exp"] - claims["iat"] <= 3600
