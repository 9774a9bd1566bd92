"""Stand-ins for Google: the token exchange (STS) and ``generateAccessToken`` of IAM Credentials."""

import datetime
import json
import re
import secrets
import time
import urllib.parse
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass

from .aws import Role, Sts
from .server import Call, Reply, Service

AWS_TOKEN = "urn:ietf:params:aws:token-type:aws4_request"
CLOUD = "https://www.googleapis.com/auth/cloud-platform"


@dataclass
class Provider:
    """What the pool's AWS provider accepts: the meaning of its attribute condition, as values."""

    account: str = "123456789012"
    partition: str = "aws"
    role: str = "airflow-execution"
    project_number: str = "987654321098"
    pool: str = "pl-aws-mwaa"
    provider: str = "pvdr-aws-mwaa"
    service_account: str = "sa-aws-mwaa@example-project.iam.gserviceaccount.com"

    @property
    def pool_name(self) -> str:
        return f"projects/{self.project_number}/locations/global/workloadIdentityPools/{self.pool}"

    @property
    def audience(self) -> str:
        return f"//iam.googleapis.com/{self.pool_name}/providers/{self.provider}"

    @property
    def member(self) -> str:
        """Who may act as the service account: the attribute ``aws_role`` of the mapped identity."""
        return f"arn:{self.partition}:sts::{self.account}:assumed-role/{self.role}"

    def admits(self, account: str, arn: str) -> bool:
        return account == self.account and arn.startswith(f"{self.member}/")

    def config(self) -> dict:
        """The credential configuration file for it, as `gcloud iam workload-identity-pools create-cred-config --aws` makes
        it, less the two metadata URLs, which do not exist on Fargate."""
        return {
            "type": "external_account",
            "universe_domain": "googleapis.com",
            "audience": self.audience,
            "subject_token_type": AWS_TOKEN,
            "token_url": "https://sts.googleapis.com/v1/token",
            "service_account_impersonation_url": "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/"
            f"{self.service_account}:generateAccessToken",
            "credential_source": {
                "environment_id": "aws1",
                "regional_cred_verification_url": "https://sts.{region}.amazonaws.com"
                "?Action=GetCallerIdentity&Version=2011-06-15",
            },
        }


class Tokens:
    """Access tokens that were issued: value -> (who, when it ends)."""

    def __init__(self, lives: float = 3600.0):
        self.lives = lives
        self.issued: dict[str, tuple[str, float]] = {}

    def issue(self, who: str) -> tuple[str, float]:
        token = f"ya29.{secrets.token_urlsafe(24)}"
        self.issued[token] = (who, time.time() + self.lives)
        return token, self.issued[token][1]

    def revoke(self) -> None:
        """End every token now."""
        self.issued = {token: (who, 0.0) for token, (who, _) in self.issued.items()}

    def bearer(self, call: Call) -> str:
        """Who the call's access token stands for; 401 as Google words it where it is missing, unknown or over."""
        scheme, _, token = call.headers.get("authorization", "").partition(" ")
        who, ends = self.issued.get(token, ("", 0.0))
        if scheme.lower() != "bearer" or time.time() > ends:
            message = "Request had invalid authentication credentials. Expected OAuth 2 access token."
            raise Reply(401, {"error": {"code": 401, "message": message, "status": "UNAUTHENTICATED"}})
        return who


class GoogleSts(Service):
    """The token exchange: checks the request, has AWS verify the signed call, applies the attribute condition."""

    hosts = ("sts.googleapis.com",)

    def __init__(self, provider: Provider, aws: Sts, tokens: Tokens):
        super().__init__()
        self.provider, self.aws, self.tokens = provider, aws, tokens

    def answer(self, call: Call):
        if (call.method, call.path) != ("POST", "/v1/token"):
            raise Reply(404, {"error": "not_found"})
        form = call.form
        if form.get("grant_type") != "urn:ietf:params:oauth:grant-type:token-exchange":
            raise self._refusal("unsupported_grant_type", f"Unsupported grant type {form.get('grant_type')}")
        if form.get("requested_token_type") != "urn:ietf:params:oauth:token-type:access_token":
            raise self._refusal("invalid_request", "Invalid value for requested_token_type")
        if form.get("audience") != self.provider.audience:
            raise self._refusal("invalid_target", f"Invalid value for audience: {form.get('audience')}")
        if form.get("subject_token_type") != AWS_TOKEN:
            raise self._refusal("invalid_request", "Invalid subject token type for an AWS provider")
        if not form.get("scope"):
            raise self._refusal("invalid_scope", "Scope is required")
        account, arn = self._identity(form.get("subject_token", ""))
        if not self.provider.admits(account, arn):
            raise self._refusal(
                "unauthorized_client", "The given credential is rejected by the attribute condition.", 401
            )
        token, ends = self.tokens.issue(arn.rsplit("/", 1)[0])
        return {
            "access_token": token,
            "issued_token_type": "urn:ietf:params:oauth:token-type:access_token",
            "token_type": "Bearer",
            "expires_in": int(ends - time.time()),
        }

    def _identity(self, subject_token: str) -> tuple[str, str]:
        try:
            signed = json.loads(urllib.parse.unquote(subject_token))
            headers = {one["key"].lower(): one["value"] for one in signed["headers"]}
            url = urllib.parse.urlsplit(signed["url"])
        except (ValueError, KeyError, TypeError):
            raise self._refusal("invalid_request", "Unable to parse the AWS4 request token") from None
        query = dict(urllib.parse.parse_qsl(url.query))
        host = url.hostname or ""
        if url.scheme != "https" or not re.fullmatch(r"sts\.[a-z0-9-]+\.amazonaws\.com", host):
            raise self._refusal("invalid_grant", f"Invalid AWS request URL host {host}")
        if query.get("Action") != "GetCallerIdentity" or signed.get("method") != "POST":
            raise self._refusal("invalid_grant", "The AWS request must be a POST of GetCallerIdentity")
        # Google asks for this header and recommends signing it; google-auth sends it unsigned.
        if headers.get("x-goog-cloud-target-resource") != self.provider.audience:
            raise self._refusal("invalid_grant", "x-goog-cloud-target-resource does not match the audience")
        target = f"{url.path or '/'}?{url.query}"
        reply = self.aws.respond(Call(host, "POST", url.path or "/", query, {**headers, "host": host}, b"", target))
        if reply is None or reply.status != 200:
            root = ElementTree.fromstring(reply.body) if reply else ElementTree.Element("none")
            code, text = (root.findtext(f".//{{*}}{name}") for name in ("Code", "Message"))
            raise self._refusal(
                "invalid_grant", f"Received invalid AWS response of type {code} with error message: {text}"
            )
        root = ElementTree.fromstring(reply.body)
        return root.findtext(".//{*}Account"), root.findtext(".//{*}Arn")

    @staticmethod
    def _refusal(error: str, text: str, status: int = 400) -> Reply:
        return Reply(status, {"error": error, "error_description": text})


class IamCredentials(Service):
    """``generateAccessToken`` for the one service account, for the one role that may act as it."""

    hosts = ("iamcredentials.googleapis.com",)

    def __init__(self, provider: Provider, federated: Tokens, tokens: Tokens):
        super().__init__()
        self.provider, self.federated, self.tokens = provider, federated, tokens

    def answer(self, call: Call):
        account = self.provider.service_account
        if call.path != f"/v1/projects/-/serviceAccounts/{account}:generateAccessToken" or call.method != "POST":
            raise Reply(404, {"error": {"code": 404, "message": "Not found; Gaia id not found", "status": "NOT_FOUND"}})
        if self.federated.bearer(call) != self.provider.member:
            message = "Permission 'iam.serviceAccounts.getAccessToken' denied on resource (or it may not exist)."
            raise Reply(403, {"error": {"code": 403, "message": message, "status": "PERMISSION_DENIED"}})
        if not call.json.get("scope"):
            raise Reply(400, {"error": {"code": 400, "message": "Scope required.", "status": "INVALID_ARGUMENT"}})
        token, ends = self.tokens.issue(account)
        expires = datetime.datetime.fromtimestamp(ends, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        return {"accessToken": token, "expireTime": expires}


def federation(role: Role, provider: Provider | None = None) -> tuple[Sts, GoogleSts, IamCredentials]:
    """The three of them, joined."""
    provider = provider or Provider(account=role.account, partition=role.partition, role=role.name)
    aws = Sts(role)
    federated = Tokens()
    return aws, GoogleSts(provider, aws, federated), IamCredentials(provider, federated, Tokens())
