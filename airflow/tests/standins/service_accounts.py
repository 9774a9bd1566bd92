"""Service accounts of the Google stand-ins: Google holds the keys, so nobody else can sign as one."""

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from google.auth import crypt, jwt


class ServiceAccounts:
    """Service accounts by e-mail, each with a key that only Google holds, and who may make it sign."""

    def __init__(self, signers: dict[str, set[str]]):
        self.signers = {email: set(who) for email, who in signers.items()}  # holders of serviceAccountTokenCreator
        self._keys = {email: rsa.generate_private_key(65537, 2048) for email in signers}

    def public_keys(self, email: str) -> dict[str, str]:
        if email not in self._keys:
            return {}
        form, kind = serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        return {"sa-key-1": self._keys[email].public_key().public_bytes(form, kind).decode()}

    def sign(self, email: str, claims: dict) -> str:
        form, kind = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
        pem = self._keys[email].private_bytes(form, kind, serialization.NoEncryption())
        return jwt.encode(crypt.RSASigner.from_string(pem, "sa-key-1"), claims).decode()
