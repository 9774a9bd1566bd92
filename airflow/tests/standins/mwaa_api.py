"""Stand-in for MWAA's API (InvokeRestApi, CreateWebLoginToken) and for an environment's web server login.

Every call's SigV4 is computed again by botocore, as the stand-in STS does. Sources: the API reference's InvokeRestApi and
CreateWebLoginToken, and "Accessing the Apache Airflow REST API" of MWAA's user guide.
"""

import json
import secrets
import urllib.parse
from dataclasses import dataclass, field
from http.cookies import SimpleCookie

from .aws import Role, Sts
from .forward import forward
from .logins import AirflowLogin
from .server import Call, Reply, Service

MOST_BYTES = 6 * 1024 * 1024


@dataclass
class Environment:
    """One environment: the login of the Airflow role that the caller has there, and which actions IAM allows."""

    login: AirflowLogin
    actions: set[str] = field(default_factory=lambda: {"InvokeRestApi", "CreateWebLoginToken"})
    web_tokens: set[str] = field(default_factory=set)
    sessions: set[str] = field(default_factory=set)


class MwaaApi(Sts):
    """env.airflow.REGION.amazonaws.com"""

    hosts = ("env.airflow.eu-west-1.amazonaws.com",)

    def __init__(self, role: Role, environments: dict[str, Environment]):
        super().__init__(role)
        self.environments = environments

    def answer(self, call: Call):
        region = call.host.split(".")[2]
        self.verify(call, "airflow", f"env.airflow.{region}.amazonaws.com")
        kind, _, name = call.path.strip("/").partition("/")
        action = {"restapi": "InvokeRestApi", "webtoken": "CreateWebLoginToken"}.get(kind)
        if not action or call.method != "POST":
            raise self._refusal(404, "UnknownOperationException", "")
        if name not in self.environments:
            raise self._refusal(404, "ResourceNotFoundException", f"Environment {name} not found")
        environment = self.environments[name]
        if action not in environment.actions:
            raise self._refusal(
                403, "AccessDeniedException", f"User: {self.role.arn} is not authorized to perform: airflow:{action}"
            )
        if action == "InvokeRestApi":
            return self._invoke(call, environment)
        token = secrets.token_urlsafe(30)
        environment.web_tokens.add(token)
        return {"WebToken": token, "WebServerHostname": f"{name}.c10.airflow.{region}.on.aws"}

    def _invoke(self, call: Call, environment: Environment):
        if len(call.body) > MOST_BYTES:
            raise self._refusal(413, "RequestEntityTooLargeException", "Request size exceeded")
        asked = call.json
        path = asked.get("Path", "")
        if (
            not path.startswith("/")
            or path.startswith("/api/")
            or asked.get("Method") not in ("GET", "POST", "PATCH", "DELETE")
        ):
            raise self._refusal(400, "ValidationException", f"Path {path} is not valid")
        login = environment.login
        # AWS does not say whether it encodes a path; Amazon's own provider sends it as it is, so this one does.
        target = f"/api/{'v1' if login.two else 'v2'}{urllib.parse.quote(path)}"
        if asked.get("QueryParameters"):
            target += "?" + "&".join(f"{name}={value}" for name, value in asked["QueryParameters"].items())
        # The body goes on as it came: what a JSON number is must not change on the way.
        body = _member(call.body.decode(), "Body").encode() if "Body" in asked else b""
        headers = {
            "content-type": "application/json",
            "accept": "application/json",
            "authorization": login.authorization,
        }
        answer = forward(Call(call.host, asked["Method"], path, {}, {}, body, target), login.backend, headers)
        text = answer.body.decode() or "null"
        if "json" not in answer.kind:
            text = json.dumps(text)
        inner = f'{{"RestApiStatusCode": {answer.status}, "RestApiResponse": {text}}}'
        if answer.status < 400:
            return Reply(200, inner)
        kind = "RestApiServerException" if answer.status >= 500 else "RestApiClientException"
        return Reply(400, inner, headers={"x-amzn-ErrorType": kind})

    @staticmethod
    def _refusal(status: int, code: str, message: str) -> Reply:
        return Reply(status, {"message": message}, headers={"x-amzn-ErrorType": f"{code}:http://internal.amazon.com/"})


class MwaaWeb(Service):
    """The web servers of the environments: a login token buys a session; without one there is a login page."""

    def __init__(self, environments: dict[str, Environment], region: str = "eu-west-1"):
        super().__init__()
        self.environments = environments
        self.hosts = tuple(f"{name}.c10.airflow.{region}.on.aws" for name in environments)

    def answer(self, call: Call) -> Reply:
        environment = self.environments[call.host.split(".")[0]]
        login = environment.login
        page = "/aws_mwaa/login" if login.two else "/pluginsv2/aws_mwaa/login"
        if (call.method, call.path) == ("POST", page):
            token = call.form.get("token", "")
            if token not in environment.web_tokens:
                raise Reply(401, "Invalid token", "text/html")
            environment.web_tokens.discard(token)  # good once
            session = secrets.token_urlsafe(16) if login.two else login.token
            environment.sessions.add(session)
            cookie = f"{'session' if login.two else '_token'}={session}; Secure; HttpOnly; Path=/"
            return Reply(302, headers={"Set-Cookie": cookie, "Location": "/home"})
        if not login.two:  # its token is a real one, which Airflow checks
            return forward(call, login.backend, {})
        session = SimpleCookie(call.headers.get("cookie", "")).get("session")
        if not session or session.value not in environment.sessions:
            raise Reply(401, {"title": "Unauthorized", "status": 401, "type": "about:blank", "detail": None})
        return forward(call, login.backend, {"authorization": login.authorization, "cookie": None})


def _member(text: str, key: str) -> str:
    """The raw text of a member of a JSON object."""
    at = 1
    decoder = json.JSONDecoder()
    while True:
        at += len(text[at:]) - len(text[at:].lstrip(" \t\r\n,"))
        name, at = decoder.raw_decode(text, at)
        at = text.index(":", at) + 1
        at += len(text[at:]) - len(text[at:].lstrip())
        _, end = decoder.raw_decode(text, at)
        if name == key:
            return text[at:end]
        at = end
