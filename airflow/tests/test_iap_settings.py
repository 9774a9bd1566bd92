"""The AIRFLOW_IAP_* variables: who gets which role, and what is refused by name."""

import sys
from pathlib import Path

import pytest

pytest.importorskip("google.auth", reason="the module under test verifies with google-auth")
pytest.importorskip("requests", reason="the module under test fetches IAP's keys with requests")
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "iap"))

from iap_assertion import BadSettings, Identity, Settings

AUDIENCE = "/projects/1/global/backendServices/2"


def settings(**more) -> Settings:
    return Settings.from_env(
        {"AIRFLOW_IAP_AUDIENCE": AUDIENCE} | {f"AIRFLOW_IAP_{key}": value for key, value in more.items()}
    )


def test_the_strongest_role_that_names_a_caller_counts():
    asked = settings(
        ADMINS="user:Ada@Example.com",
        TRIGGER_CALLERS="serviceAccount:ci@p.iam.gserviceaccount.com, ada@example.com",
        VIEWERS="domain:example.com",
        OPERATORS="user:op@example.com, ada@example.com, ci@example.com",
    )
    assert asked.role_of(Identity("op@example.com", "example.com")) == "Op"
    assert asked.role_of(Identity("ada@example.com")) == "Admin"
    assert asked.role_of(Identity("ci@p.iam.gserviceaccount.com")) == "User"
    assert asked.role_of(Identity("vic@example.com", "example.com")) == "Viewer"
    assert asked.role_of(Identity("eve@elsewhere.org")) == "Viewer"


def test_the_roles_are_by_config_and_none_lets_nobody_else_in():
    asked = settings(TRIGGER_CALLERS="ci@example.com", TRIGGER_ROLE="Op", DEFAULT_ROLE="none")
    assert asked.role_of(Identity("ci@example.com")) == "Op"
    assert asked.role_of(Identity("eve@elsewhere.org")) is None


def test_a_domain_counts_only_when_iap_vouches_for_it():
    asked = settings(ADMINS="domain:example.com", DEFAULT_ROLE="none")
    assert asked.role_of(Identity("ada@example.com", "example.com")) == "Admin"
    assert asked.role_of(Identity("ada@example.com")) is None


def test_several_audiences():
    two = f"{AUDIENCE}, /projects/1/apps/my-app"
    assert settings(AUDIENCE=two).audiences == (AUDIENCE, "/projects/1/apps/my-app")


@pytest.mark.parametrize("audience", ["", " , ", "my-client.apps.googleusercontent.com", f"{AUDIENCE},*"])
def test_an_audience_that_could_match_another_backend_is_refused(audience):
    with pytest.raises(BadSettings, match=r"AIRFLOW_IAP_AUDIENCE is .*backendServices/ID"):
        settings(AUDIENCE=audience)


def claims(groups, attribute: str = "groups") -> dict:
    return {"additional_claims": {attribute: groups}}


def test_a_group_gives_its_role_to_whoever_the_assertion_puts_in_it():
    asked = settings(
        ADMINS="group:Platform@example.com",
        TRIGGER_CALLERS="group:data@example.com",
        VIEWERS="group:all@example.com",
        GROUPS_ATTRIBUTE="groups",
        DEFAULT_ROLE="none",
    )
    role = lambda *groups: asked.role_of(Identity("ada@example.com", None, asked.groups_in(claims(list(groups)))))  # noqa: E731
    assert role("data@example.com", "PLATFORM@example.com") == "Admin"
    assert role("data@example.com", "all@example.com") == "User"
    assert role("all@example.com", "others@example.com") == "Viewer"
    assert role("others@example.com") is None
    assert role() is None


def test_only_groups_with_a_role_are_remembered():
    asked = settings(ADMINS="group:platform@example.com", GROUPS_ATTRIBUTE="groups")
    assert asked.groups_in(claims(["platform@example.com", "salaries@example.com"])) == {"platform@example.com"}


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"additional_claims": None},
        {"additional_claims": ["platform@example.com"]},
        claims("platform@example.com"),
        claims([["platform@example.com"]]),
        claims(["platform@example.com"], attribute="department"),
        {"groups": ["platform@example.com"]},
    ],
)
def test_a_group_that_the_assertion_does_not_tell_in_its_place_counts_for_nothing(told):
    asked = settings(ADMINS="group:platform@example.com", GROUPS_ATTRIBUTE="groups")
    assert asked.groups_in(told) == frozenset()


def test_no_group_counts_without_an_attribute():
    assert settings(ADMINS="ada@example.com").groups_in(claims(["platform@example.com"])) == frozenset()


@pytest.mark.parametrize("who", ["group:data", "group:", "groups:data@example.com"])
def test_a_group_that_is_no_address_is_refused_by_name(who):
    with pytest.raises(BadSettings, match=f"AIRFLOW_IAP_ADMINS has '{who}'"):
        settings(ADMINS=who, GROUPS_ATTRIBUTE="groups")


@pytest.mark.parametrize("who", ["group:data@example.com", "domain:example", "ada", "user:", "allUsers"])
def test_a_principal_that_iap_cannot_prove_is_refused_by_name(who):
    with pytest.raises(BadSettings, match=f"AIRFLOW_IAP_ADMINS has '{who}'.*user:EMAIL"):
        settings(ADMINS=who)
