"""Stand-ins for AWS: the container credential endpoint, whose keys rotate, and STS ``GetCallerIdentity``."""

import datetime
import hashlib
import itertools
import re
import secrets
import threading
import time
from dataclasses import dataclass
from fnmatch import fnmatch

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from .server import Call, Reply, Service

SKEW = 300  # AWS accepts a signature that is at most five minutes off


@dataclass
class Key:
    access: str
    secret: str
    token: str
    expires: float  # seconds since the epoch


class Role:
    """A role that a container runs with: a new key each ``every`` seconds, each good for ``lives`` seconds."""

    def __init__(self, account="123456789012", name="airflow-execution", session="AmazonMWAA-airflow", partition="aws"):
        self.account, self.name, self.session, self.partition = account, name, session, partition
        self.every, self.lives = 3600.0, 6 * 3600.0
        self.keys: list[Key] = []
        self._guard = threading.Lock()
        self._serial = itertools.count(1)

    @property
    def arn(self) -> str:
        return f"arn:{self.partition}:sts::{self.account}:assumed-role/{self.name}/{self.session}"

    def current(self) -> Key:
        with self._guard:
            now = time.time()
            if not self.keys or now >= self.keys[-1].expires - self.lives + self.every:
                access = f"ASIA{next(self._serial):016d}"
                self.keys.append(Key(access, secrets.token_hex(20), secrets.token_hex(40), now + self.lives))
            return self.keys[-1]

    def hurry(self, every: float, lives: float) -> None:
        """From now on a new key each ``every`` seconds; those given out before end after ``lives``, as if hours passed."""
        with self._guard:
            self.every, self.lives = every, lives
            for key in self.keys:
                key.expires = min(key.expires, time.time() + lives)


class ContainerEndpoint(Service):
    """169.254.170.2, as a Fargate task sees it. With ``limited`` it answers 80 requests a second, 120 in a burst, and 429
    beyond that, as the real one does."""

    hosts = ("169.254.170.2",)
    tls = False
    path = "/v2/credentials/6f0e5f5e-0d0f-4f0a-9f3e-1c9a7b0c2d11"
    STEADY, BURST = 80.0, 120.0

    def __init__(self, role: Role, limited: bool = False):
        super().__init__()
        self.role, self.limited = role, limited
        self._left, self._at = self.BURST, time.monotonic()
        self._bucket = threading.Lock()

    def _over(self) -> bool:
        with self._bucket:
            now = time.monotonic()
            self._left = min(self.BURST, self._left + (now - self._at) * self.STEADY)
            self._at = now
            if self._left < 1:
                return True
            self._left -= 1
            return False

    def answer(self, call: Call):
        if call.method != "GET" or call.path != self.path:
            raise Reply(404, {"code": "InvalidIdInRequest", "message": "CredentialsV2Request: ID not found"})
        if self.limited and self._over():
            raise Reply(429, {"code": "ThrottlingException", "message": "Rate exceeded"})
        key = self.role.current()
        expiration = datetime.datetime.fromtimestamp(key.expires, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        return {
            "RoleArn": f"arn:{self.role.partition}:iam::{self.role.account}:role/{self.role.name}",
            "AccessKeyId": key.access,
            "SecretAccessKey": key.secret,
            "Token": key.token,
            "Expiration": expiration,
        }


class Sts(Service):
    """``GetCallerIdentity``: computes the signature again from what arrived, and refuses expired or unknown keys."""

    hosts = tuple(f"sts.{region}.amazonaws.com" for region in ("ap-northeast-1", "eu-west-1", "us-east-1"))

    def __init__(self, role: Role):
        super().__init__()
        self.role = role
        self.clock = 0.0  # seconds by which AWS's clock is ahead of this machine's

    def answer(self, call: Call):
        params = call.query | call.form
        if params.get("Action") != "GetCallerIdentity" or params.get("Version") != "2011-06-15":
            raise self._refusal(400, "InvalidAction", f"Could not find operation {params.get('Action')}")
        key = self.verify(call, "sts")
        arn = self.role.arn
        user = f"AROAEXAMPLEROLEID0000:{self.role.session}"
        if "json" in call.headers.get("accept", ""):
            result = {"Account": self.role.account, "Arn": arn, "UserId": user}
            identity = {"GetCallerIdentityResult": result, "ResponseMetadata": {"RequestId": key.access}}
            return {"GetCallerIdentityResponse": identity}
        return Reply(
            200,
            '<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>'
            f"<Arn>{arn}</Arn><UserId>{user}</UserId><Account>{self.role.account}</Account></GetCallerIdentityResult>"
            f"<ResponseMetadata><RequestId>{key.access}</RequestId></ResponseMetadata></GetCallerIdentityResponse>",
            "text/xml",
        )

    def verify(self, call: Call, service: str, host: str | None = None) -> Key:
        """The key the call was signed with. The check is botocore's own signer, which is not the one google-auth has."""
        pattern = r"AWS4-HMAC-SHA256 Credential=(\w+)/(\d{8})/([\w-]+)/(\w+)/aws4_request, ?SignedHeaders=([^,]+), ?Signature=(\w+)"
        found = re.fullmatch(pattern, call.headers.get("authorization", ""))
        if not found:
            raise self._refusal(403, "MissingAuthenticationToken", "Request is missing Authentication Token")
        access, day, region, signed_for, names, signature = found.groups()
        signed = names.split(";")
        date = call.headers.get("x-amz-date", "")
        named = host or (f"sts.{region}.amazonaws.com" if service == "sts" else f"*.{region}.*")
        if not fnmatch(call.host, named) or signed_for != service or not date.startswith(day):
            raise self._refusal(403, "SignatureDoesNotMatch", "Credential should be scoped to a valid region")
        token = call.headers.get("x-amz-security-token")
        key = next((one for one in self.role.keys if one.access == access), None)
        if not key or token != key.token or not {"host", "x-amz-date", "x-amz-security-token"} <= set(signed):
            raise self._refusal(403, "InvalidClientTokenId", "The security token included in the request is invalid.")
        request = AWSRequest(method=call.method, url=f"https://{call.host}{call.target}", data=call.body)
        for name in signed:
            request.headers[name] = call.headers.get(name, "")
        request.context["timestamp"] = date
        request.context["payload_signing_enabled"] = True
        signer = _Verifier(Credentials(key.access, key.secret, key.token), service, region)
        if signer.expected(request, hashlib.sha256(call.body).hexdigest()) != signature:
            raise self._refusal(
                403, "SignatureDoesNotMatch", "The request signature we calculated does not match the one provided."
            )
        sent = datetime.datetime.strptime(date, "%Y%m%dT%H%M%SZ").replace(tzinfo=datetime.timezone.utc).timestamp()
        now = time.time() + self.clock
        if abs(now - sent) > SKEW:
            way = "expired" if now > sent else "not yet current"
            raise self._refusal(
                403, "SignatureDoesNotMatch", f"Signature {way}: {date} is not within 5 min of our clock"
            )
        if time.time() > key.expires:
            raise self._refusal(403, "ExpiredToken", "The security token included in the request is expired")
        return key

    @staticmethod
    def _refusal(status: int, code: str, message: str) -> Reply:
        return Reply(
            status,
            '<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>'
            f"<Code>{code}</Code><Message>{message}</Message></Error><RequestId>0</RequestId></ErrorResponse>",
            "text/xml",
        )


class _Verifier(SigV4Auth):
    def expected(self, request: AWSRequest, body_digest: str) -> str:
        self._digest = body_digest
        return self.signature(self.string_to_sign(request, self.canonical_request(request)), request)

    def headers_to_sign(self, request):
        """Only the headers that the caller signed are in the request here."""
        return request.headers

    def payload(self, request):
        return self._digest
