"""Stand-ins for Google's side of a caller: the token of `gcloud auth application-default login`, and ``signJwt``."""

import json
import re
import time

from .google import CLOUD, Tokens
from .server import Call, Reply, Service
from .service_accounts import ServiceAccounts


class OAuth(Service):
    """https://oauth2.googleapis.com/token for refresh tokens: token -> e-mail of the person."""

    hosts = ("oauth2.googleapis.com",)

    def __init__(self, tokens: Tokens, people: dict[str, str]):
        super().__init__()
        self.tokens, self.people = tokens, people

    def answer(self, call: Call):
        form = call.form
        if call.path != "/token" or form.get("grant_type") != "refresh_token":
            raise Reply(400, {"error": "unsupported_grant_type"})
        email = self.people.get(form.get("refresh_token", ""))
        if not email or not form.get("client_id") or not form.get("client_secret"):
            raise Reply(400, {"error": "invalid_grant", "error_description": "Token has been expired or revoked."})
        token, ends = self.tokens.issue(email)
        return {"access_token": token, "expires_in": int(ends - time.time()), "scope": CLOUD, "token_type": "Bearer"}


class IamSigner(Service):
    """``signJwt`` of IAM Credentials."""

    hosts = ("iamcredentials.googleapis.com",)

    def __init__(self, accounts: ServiceAccounts, tokens: Tokens):
        super().__init__()
        self.accounts, self.tokens = accounts, tokens

    def answer(self, call: Call):
        found = re.fullmatch(r"/v1/projects/-/serviceAccounts/([^/:]+):signJwt", call.path)
        if not found or call.method != "POST":
            raise Reply(404, {"error": {"code": 404, "message": "Not found", "status": "NOT_FOUND"}})
        who, email = self.tokens.bearer(call), found[1].replace("%40", "@")
        if who not in self.accounts.signers.get(email, ()):
            message = "Permission 'iam.serviceAccounts.signJwt' denied on resource (or it may not exist)."
            raise Reply(403, {"error": {"code": 403, "message": message, "status": "PERMISSION_DENIED"}})
        claims = json.loads(call.json["payload"])
        if claims.get("exp", 0) > time.time() + 12 * 3600:
            raise Reply(400, {"error": {"code": 400, "message": "exp is too far ahead", "status": "INVALID_ARGUMENT"}})
        return {"keyId": "sa-key-1", "signedJwt": self.accounts.sign(email, claims)}
