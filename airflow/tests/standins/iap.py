"""Stand-in for Identity-Aware Proxy in front of one backend: real signatures, and the refusals of the real one.

People come with the session cookie of a login that is not part of this; programs with a JWT of a service account in
``Proxy-Authorization``. Sources: https://cloud.google.com/iap/docs/authentication-howto and .../signed-headers-howto.
"""

import time
from http.cookies import SimpleCookie

import jwt as pyjwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from google.auth import jwt

from .forward import forward
from .server import Call, Reply, Service
from .service_accounts import ServiceAccounts

SESSION = "__Host-GCP_IAP_AUTH_TOKEN_STANDIN"
LOGIN = "https://accounts.google.com/o/oauth2/v2/auth?client_id=iap.apps.googleusercontent.com&response_type=code"


class SigningKey:
    """An ES256 key under a key id."""

    def __init__(self, key_id: str):
        self.key_id = key_id
        self._key = ec.generate_private_key(ec.SECP256R1())
        form, kind = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        self.public = self._key.public_key().public_bytes(form, kind).decode()

    def sign(self, claims: dict) -> str:
        # By another library than the one under test verifies with.
        return pyjwt.encode(claims, self._key, algorithm="ES256", headers={"kid": self.key_id})


class PublicKeys(Service):
    """https://www.gstatic.com/iap/verify/public_key: key id -> public key."""

    hosts = ("www.gstatic.com",)

    def __init__(self, *keys: SigningKey):
        super().__init__()
        self.keys = list(keys)

    def answer(self, call: Call):
        if call.path != "/iap/verify/public_key":
            raise Reply(404)
        return {key.key_id: key.public for key in self.keys}


class Iap(Service):
    """The proxy. ``members`` are the holders of roles/iap.httpsResourceAccessor; ``backend`` is HOST:PORT on loopback."""

    def __init__(self, domain: str, backend: str, audience: str, accounts: ServiceAccounts, members: set[str]):
        super().__init__()
        self.hosts = (domain,)
        self.domain, self.backend, self.audience = domain, backend, audience
        self.accounts, self.members = accounts, members
        self.key = SigningKey("standin-1")
        # Attributes of a person's SAML login that IAP is set to propagate.
        self.attributes: dict[str, dict[str, list[str]]] = {}

    def assertion(self, who: str, key: SigningKey | None = None, **changed) -> str:
        """What IAP tells the backend of ``who``; tests change claims to see them refused."""
        now = int(time.time())
        claims = {"iss": "https://cloud.google.com/iap", "aud": self.audience, "iat": now, "exp": now + 600}
        claims |= {"email": who, "sub": f"accounts.google.com:{sum(who.encode())}", "azp": self.audience}
        told = {"additional_claims": self.attributes[who]} if who in self.attributes else {}
        return (key or self.key).sign(claims | told | changed)

    def answer(self, call: Call) -> Reply:
        email = self._caller(call)
        if email not in self.members:
            raise self._refusal(403, f"You don't have access. {email} is not allowed to open this page.")
        return self._forward(call, email)

    def _caller(self, call: Call) -> str:
        given = call.headers.get("proxy-authorization") or call.headers.get("authorization")
        if given:
            scheme, _, token = given.partition(" ")
            if scheme.lower() != "bearer":
                raise self._invalid("Unsupported authorization scheme")
            return self._machine(call, token)
        session = SimpleCookie(call.headers.get("cookie", "")).get(SESSION)
        if session:
            return session.value
        if call.headers.get("x-requested-with") == "XMLHttpRequest":
            raise self._refusal(401, "Unauthenticated")
        raise Reply(302, headers={"Location": LOGIN, "x-goog-iap-generated-response": "true"})

    def _machine(self, call: Call, token: str) -> str:
        try:
            unverified = jwt.decode(token, verify=False)
        except ValueError:
            raise self._invalid("Unable to parse JWT") from None
        email = unverified.get("iss")
        if email != unverified.get("sub") or "@" not in str(email):
            raise self._invalid("JWT issuer and subject must both be the service account's email")
        certs = self.accounts.public_keys(email)
        if not certs:
            raise self._invalid("JWT issuer is not a service account")
        try:
            claims = jwt.decode(token, certs=certs, clock_skew_in_seconds=30)
        except ValueError as problem:
            wrong = "Expired JWT" if "expired" in str(problem) else "JWT signature is invalid"
            raise self._invalid(wrong) from None
        if claims["exp"] - claims["iat"] > 3600:
            raise self._invalid("JWT expiration time is too far in the future")
        if claims.get("aud") not in (f"https://{self.domain}/*", f"https://{self.domain}{call.path}"):
            raise self._invalid("JWT audience doesn't match this application")
        return email

    def _forward(self, call: Call, email: str) -> Reply:
        changed: dict[str, str | None] = {name: None for name in call.headers if name.startswith("x-goog-")}
        changed |= {
            "proxy-authorization": None,
            "x-goog-iap-jwt-assertion": self.assertion(email),
            "x-goog-authenticated-user-email": f"accounts.google.com:{email}",
            "x-forwarded-proto": "https",
            "via": "1.1 google",
        }
        return forward(call, self.backend, changed)

    def _invalid(self, reason: str) -> Reply:
        return self._refusal(401, f"Invalid IAP credentials: {reason}")

    @staticmethod
    def _refusal(status: int, text: str) -> Reply:
        return Reply(status, text, "text/html", {"x-goog-iap-generated-response": "true"})
