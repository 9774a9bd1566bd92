"""Stand-ins for Amazon ECR: the API, which is moto's behind a check of the signature, and a Docker daemon that pulls.

moto gives every caller the same password; here each call gets one of its own, for one registry and with an end, and the
daemon takes only such a one.
"""

import base64
import contextlib
import io
import itertools
import json
import os
import secrets
import struct
import subprocess
import tarfile
import tempfile
import threading
import time
import urllib.request

from .aws import Role, Sts
from .server import Call, Reply, Service


class Ecr(Service):
    """``GetAuthorizationToken``; other calls go to moto as they are."""

    hosts = (
        *(f"api.ecr.{region}.amazonaws.com" for region in ("us-east-1", "ap-northeast-1", "us-gov-west-1")),
        # botocore changed the FIPS name it uses between the versions of Airflow 2.10 and 3.2.
        *(f"{api}ecr-fips.{region}.amazonaws.com" for api in ("", "api.") for region in ("us-east-1", "us-gov-west-1")),
        "api.ecr.cn-north-1.amazonaws.com.cn",
        "api.ecr.us-iso-east-1.c2s.ic.gov",
        "api.ecr.eusc-de-east-1.amazonaws.eu",
    )

    def __init__(self, role: Role, moto: str, lives: float = 12 * 3600.0):
        super().__init__()
        self.aws, self.moto, self.lives = Sts(role), moto, lives
        self.passwords: dict[str, tuple[str, float]] = {}  # password -> (account, when it ends)

    def answer(self, call: Call):
        self.aws.verify(call, "ecr")
        action = call.headers.get("x-amz-target", "")
        kept = ("authorization", "content-type", "x-amz-target", "x-amz-date", "x-amz-security-token")
        headers = {name: call.headers[name] for name in kept if name in call.headers}
        request = urllib.request.Request(f"{self.moto}{call.target}", call.body, headers, method=call.method)
        with urllib.request.urlopen(request, timeout=20) as response:
            data = json.load(response)
        if action.endswith(".GetAuthorizationToken"):
            accounts = call.json.get("registryIds", [self.aws.role.account])
            for one, account in zip(data["authorizationData"], accounts, strict=True):
                password = secrets.token_urlsafe(60)
                self.passwords[password] = (account, time.time() + self.lives)
                one["authorizationToken"] = base64.b64encode(f"AWS:{password}".encode()).decode()
                one["expiresAt"] = time.time() + self.lives
        return Reply(200, data, "application/x-amz-json-1.1")


class DockerDaemon(Service):
    """As much of Docker's API as running one container takes. Its images have ``echo`` and ``bash``, which is this machine's
    with a folder of its own for the files that ``@task.docker`` exchanges."""

    hosts = ("127.0.0.1", "localhost")
    tls = False

    def __init__(self, ecr: Ecr):
        super().__init__()
        self.ecr = ecr
        self.images: set[str] = set()
        self.containers: dict[str, dict] = {}
        self.logins: list[dict | None] = []  # what each pull was sent with
        self.denies: str | None = None  # an error that the registry gives in the middle of a pull
        self._serial = itertools.count(1)

    def answer(self, call: Call):
        path = call.path.split("/")[1:]
        if path and path[0].startswith("v1."):
            path = path[1:]
        match call.method, path:
            case _, ["_ping"]:
                return Reply(200, "OK", "text/plain")
            case "GET", ["version"]:
                return {"ApiVersion": "1.41", "Version": "20.10.0"}
            case "GET", ["images", "json"]:
                name = json.loads(call.query.get("filters", "{}")).get("reference", [call.query.get("filter")])[0]
                return [{"Id": image} for image in self.images if image == name]
            case "POST", ["images", "create"]:
                return self._pull(call)
            case "POST", ["containers", "create"]:
                name = f"{next(self._serial):064x}"
                self.containers[name] = {**call.json, "started": threading.Event()}
                if call.json["Image"] not in self.images:
                    raise Reply(404, {"message": f"No such image: {call.json['Image']}"})
                return Reply(201, {"Id": name, "Warnings": []})
            case _, ["containers", name, *rest] if name in self.containers:
                return self._container(call.method, name, rest)
        raise Reply(404, {"message": f"page not found: {call.method} {call.path}"})

    def _pull(self, call: Call):
        image = f"{call.query['fromImage']}:{call.query.get('tag', 'latest')}"
        sent = call.headers.get("x-registry-auth")
        login = json.loads(base64.urlsafe_b64decode(sent)) if sent else None
        self.logins.append(login)
        registry = call.query["fromImage"].split("/")[0].lower()
        if "ecr" in registry:
            account, ends = self.ecr.passwords.get((login or {}).get("password", ""), ("", 0.0))
            if not login:
                text = f'Head "https://{registry}/v2/": no basic auth credentials'
                raise Reply(500, {"message": text})
            if login.get("username") != "AWS" or account != registry.split(".")[0] or time.time() > ends:
                text = "denied: Your authorization token has expired. Reauthenticate and try again."
                raise Reply(500, {"message": text})
        elif login:
            raise Reply(500, {"message": "a login for ECR was sent to another registry"})
        lines = [{"status": f"Pulling from {image}", "id": "latest"}]
        if self.denies:
            lines.append({"error": self.denies, "errorDetail": {"message": self.denies}})
        else:
            lines.append({"status": f"Downloaded newer image for {image}"})
            self.images.add(image)
        return Reply(200, (json.dumps(line).encode() + b"\r\n" for line in lines))

    @staticmethod
    def _run(container: dict) -> tuple[str, int]:
        program, *words = container["Cmd"]
        if program == "echo":
            return " ".join(words) + "\n", 0
        if program != "bash":
            return "no such program\n", 127
        with tempfile.TemporaryDirectory() as folder:
            there = dict(one.split("=", 1) for one in container["Env"]) | {"PATH": os.environ["PATH"]}
            line = [word.replace("/tmp/script", f"{folder}/script") for word in words]
            done = subprocess.run([program, *line], env=there, capture_output=True, text=True, timeout=60)
            tar = io.BytesIO()
            with tarfile.open(fileobj=tar, mode="w") as archive, contextlib.suppress(OSError):
                archive.add(f"{folder}/script.out", "script.out")
            container["archive"] = tar.getvalue()
        return done.stdout + done.stderr, done.returncode

    def _container(self, method: str, name: str, rest: list[str]):
        container = self.containers[name]
        if "output" not in container:
            container["output"], container["code"] = self._run(container)
        output = container["output"]
        match method, rest:
            case "POST", ["attach"]:
                return Reply(200, self._attached(container, output.encode()), "application/vnd.docker.raw-stream")
            case "POST", ["start"]:
                container["started"].set()
                return Reply(204)
            case "POST", ["wait"]:
                return {"StatusCode": container["code"]}
            case "GET", ["archive"]:
                stat = {"name": "script.out", "size": len(container["archive"]), "mode": 420}
                told = base64.b64encode(json.dumps(stat).encode()).decode()
                return Reply(200, container["archive"], "application/x-tar", {"X-Docker-Container-Path-Stat": told})
            case "GET", ["json"]:
                return {"Id": name, "Config": {"Tty": False}, "State": {"Status": "exited"}}
            case "GET", ["logs"]:
                return Reply(200, self._framed(output.encode()), "application/vnd.docker.raw-stream")
            case "DELETE", []:
                del self.containers[name]
                return Reply(204)
        raise Reply(404, {"message": f"page not found: {method} {'/'.join(rest)}"})

    @staticmethod
    def _framed(data: bytes) -> bytes:
        return struct.pack(">BxxxL", 1, len(data)) + data

    def _attached(self, container: dict, data: bytes):
        """Output comes when the container runs, after the headers of the answer."""
        container["started"].wait(20)
        time.sleep(0.2)
        yield self._framed(data)
