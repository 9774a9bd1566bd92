"""What the project does without: a service account's key file, and the endpoint that gives tokens for it (for comparison)."""

import json
import time
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from google.auth import jwt

from .google import Tokens
from .server import Call, Reply, Service


class KeyFileTokens(Service):
    """oauth2.googleapis.com/token for one service account, whose assertion must be signed with its key."""

    hosts = ("oauth2.googleapis.com",)
    url = "https://oauth2.googleapis.com/token"

    def __init__(self, tokens: Tokens, account: str = "bench@example-project.iam.gserviceaccount.com"):
        super().__init__()
        self.tokens, self.account = tokens, account
        self._key = rsa.generate_private_key(65537, 2048)
        spki = serialization.PublicFormat.SubjectPublicKeyInfo
        self._public = self._key.public_key().public_bytes(serialization.Encoding.PEM, spki)

    def key_file(self, folder: Path) -> Path:
        kind, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        info = {
            "type": "service_account",
            "client_email": self.account,
            "private_key_id": "k",
            "private_key": self._key.private_bytes(serialization.Encoding.PEM, kind, plain).decode(),
            "token_uri": self.url,
            "project_id": "example-project",
        }
        path = folder / "key.json"
        path.write_text(json.dumps(info))
        return path

    def answer(self, call: Call):
        try:
            claims = jwt.decode(call.form["assertion"], {"k": self._public}, audience=self.url)
        except (ValueError, KeyError) as error:
            raise Reply(400, {"error": "invalid_grant", "error_description": str(error)}) from error
        token, ends = self.tokens.issue(claims["iss"])
        return {"access_token": token, "expires_in": int(ends - time.time()), "token_type": "Bearer"}
