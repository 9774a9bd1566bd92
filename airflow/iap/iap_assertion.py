"""Who Identity-Aware Proxy says is asking, and which Airflow role that is. No Airflow import: also usable in a script.

IAP tells the application who passed it in the header ``X-Goog-IAP-JWT-Assertion``: a JWT signed with ES256 whose audience
names one backend service. The plain header ``X-Goog-Authenticated-User-Email`` is never read: whoever reaches the pod can
write it. Source: https://cloud.google.com/iap/docs/signed-headers-howto.
"""

import dataclasses
import os
import re
from collections.abc import Mapping

from google.auth import exceptions, jwt
from iap_keys import PublicKeys, UnknownKey

HEADER = "X-Goog-IAP-JWT-Assertion"
ISSUER = "https://cloud.google.com/iap"
CLOCK_SKEW_SECONDS = 30  # what Google's page allows
AUDIENCE = re.compile(r"/projects/\d+/(global/backendServices/\d+|apps/[a-z0-9:.-]+)")
PREFIX = "AIRFLOW_IAP_"


class Refused(Exception):
    """The request did not come through IAP for this Airflow; the text says why and holds no secret."""


class BadSettings(Exception):
    """An environment variable of this module has a value that it cannot work with."""


@dataclasses.dataclass(frozen=True)
class Identity:
    """One caller: ``email`` in lower case, ``domain`` the Workspace domain IAP vouches for (None for most others).

    ``groups`` are those of the settings' groups that IAP vouches for, in lower case: no others are remembered.
    """

    email: str
    domain: str | None = None
    groups: frozenset[str] = frozenset()


@dataclasses.dataclass(frozen=True)
class Settings:
    """The ``AIRFLOW_IAP_*`` variables, checked. See README.md for each."""

    audiences: tuple[str, ...]
    admins: frozenset[str] = frozenset()
    trigger_callers: frozenset[str] = frozenset()
    viewers: frozenset[str] = frozenset()
    operators: frozenset[str] = frozenset()
    trigger_role: str = "User"
    default_role: str | None = "Viewer"
    groups_attribute: str | None = None

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> "Settings":
        """Read and check the variables. Raises BadSettings that names the variable, its value and what is allowed."""
        audiences = tuple(_words(env, "AUDIENCE"))
        if not audiences or not all(AUDIENCE.fullmatch(one) for one in audiences):
            raise BadSettings(
                f"{PREFIX}AUDIENCE is {env.get(PREFIX + 'AUDIENCE', '')!r}: it must hold one or more audiences of the form "
                "/projects/NUMBER/global/backendServices/ID, separated by commas (the stack's output iapAudience)"
            )
        default = env.get(PREFIX + "DEFAULT_ROLE", "").strip() or "Viewer"
        attribute = env.get(PREFIX + "GROUPS_ATTRIBUTE", "").strip() or None
        proven = attribute is not None
        return cls(
            audiences=audiences,
            admins=_principals(env, "ADMINS", proven),
            trigger_callers=_principals(env, "TRIGGER_CALLERS", proven),
            viewers=_principals(env, "VIEWERS", proven),
            operators=_principals(env, "OPERATORS", proven),
            groups_attribute=attribute,
            trigger_role=env.get(PREFIX + "TRIGGER_ROLE", "").strip() or "User",
            default_role=None if default.lower() == "none" else default,
        )

    def role_of(self, who: Identity) -> str | None:
        """The Airflow role of a caller, the strongest of those that name it; None where it may not come in."""
        names = {f"email:{who.email}"} | ({f"domain:{who.domain}"} if who.domain else set())
        names |= {f"group:{group}" for group in who.groups}
        if names & self.admins:
            return "Admin"
        if names & self.operators:
            return "Op"
        if names & self.trigger_callers:
            return self.trigger_role
        return "Viewer" if names & self.viewers else self.default_role

    def groups_in(self, claims: Mapping) -> frozenset[str]:
        """The groups of an assertion that a role is given to.

        IAP propagates an attribute of the caller's SAML login as ``"additional_claims": {"NAME": ["VALUE", …]}``
        (https://cloud.google.com/iap/docs/saml-attribute-propagation).
        """
        told = claims.get("additional_claims")
        values = told.get(self.groups_attribute) if self.groups_attribute and isinstance(told, Mapping) else None
        listed = values if isinstance(values, list) else []
        proven = {f"group:{value.lower()}" for value in listed if isinstance(value, str)}
        named = proven & (self.admins | self.operators | self.trigger_callers | self.viewers)
        return frozenset(one.removeprefix("group:") for one in named)


def _words(env: Mapping[str, str], key: str) -> list[str]:
    return [word.strip() for word in env.get(PREFIX + key, "").split(",") if word.strip()]


def _principals(env: Mapping[str, str], key: str, groups: bool) -> frozenset[str]:
    """``user:``, ``serviceAccount:`` or bare e-mail addresses, and ``domain:NAME``, in one comparable form.

    ``group:EMAIL`` only where IAP tells a caller's groups."""
    found = set()
    for word in _words(env, key):
        kind, _, name = word.rpartition(":")
        if kind == "domain" and re.fullmatch(r"[^@\s]+\.[^@\s]+", name):
            found.add(f"domain:{name.lower()}")
        elif kind in ("", "user", "serviceAccount") and re.fullmatch(r"[^@\s]+@[^@\s]+", name):
            found.add(f"email:{name.lower()}")
        elif kind == "group" and groups and re.fullmatch(r"[^@\s]+@[^@\s]+", name):
            found.add(f"group:{name.lower()}")
        else:
            raise BadSettings(
                f"{PREFIX}{key} has {word!r}: allowed are user:EMAIL, serviceAccount:EMAIL, EMAIL and domain:NAME. "
                "Without an attribute of the SAML login IAP does not say which groups a caller is in, so a group cannot be "
                f"given a role here: set {PREFIX}GROUPS_ATTRIBUTE, name its people, or let it in through IAP and choose "
                f"{PREFIX}DEFAULT_ROLE"
            )
    return frozenset(found)


class Verifier:
    """Turns the header's value into an Identity."""

    def __init__(self, settings: Settings):
        self._settings = settings
        self.keys = PublicKeys()

    def identity(self, assertion: str | None, wait: float = 0.0) -> Identity:
        """Who IAP says it is; waits ``wait`` seconds at most for IAP's keys, where they are not at hand.

        Raises Refused, or Unavailable where the keys cannot be had."""
        if not assertion:
            raise Refused(f"no {HEADER}: the request did not pass IAP")
        try:
            header = jwt.decode_header(assertion)
            if header.get("alg") != "ES256":
                raise Refused("it is not signed with ES256")
            key_id = str(header.get("kid", ""))
            claims = jwt.decode(
                assertion,
                certs={key_id: self.keys.get(key_id, wait)},
                audience=list(self._settings.audiences),
                clock_skew_in_seconds=CLOCK_SKEW_SECONDS,
            )
        # RecursionError: JSON that is nested deeper than Python reads.
        except (
            exceptions.GoogleAuthError,
            ValueError,
            TypeError,
            AttributeError,
            RecursionError,
            UnknownKey,
        ) as problem:
            raise Refused(str(problem)) from problem
        if claims.get("iss") != ISSUER:
            raise Refused("its issuer is not IAP")
        email = claims.get("email")
        if not isinstance(email, str) or "@" not in email:
            raise Refused("it names no e-mail address")
        domain = claims.get("hd")
        return Identity(
            email.lower(),
            domain.lower() if isinstance(domain, str) and domain else None,
            self._settings.groups_in(claims),
        )
