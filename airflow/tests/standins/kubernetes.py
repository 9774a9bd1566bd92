"""A stand-in for a Kubernetes API server outside AWS: secrets and pods, and a kubelet that pulls from ECR.

A pod runs only where its pull secret holds a login that ECR gave out for that registry and that has not ended.
"""

import base64
import json
import time
import urllib.parse

from .ecr import Ecr
from .server import Call, Reply, Service


class Kubernetes(Service):
    """One namespace; the container's program is ``echo``."""

    hosts = ("127.0.0.1",)
    tls = False

    def __init__(self, ecr: Ecr, namespace: str = "jobs"):
        super().__init__()
        self.ecr, self.namespace = ecr, namespace
        self.secrets: dict[str, dict] = {}
        self.pods: dict[str, dict] = {}

    def answer(self, call: Call):
        path = call.path.split("/")[1:]
        if path[:4] != ["api", "v1", "namespaces", self.namespace]:
            raise self._refusal(404, "NotFound", f"no such path or namespace: {call.path}")
        match call.method, path[4:]:
            case "POST", ["secrets"]:
                if call.json["metadata"]["name"] in self.secrets:
                    raise self._refusal(409, "AlreadyExists", "secret exists")
                return self._keep(call.json)
            case "PUT", ["secrets", name] if name in self.secrets:
                return self._keep(call.json)
            case "GET", ["pods"]:
                wanted = urllib.parse.unquote(call.query.get("labelSelector", ""))
                return {"kind": "PodList", "items": [pod for pod in self.pods.values() if self._fits(pod, wanted)]}
            case "POST", ["pods"]:
                return Reply(201, self._start(call.json))
            case "GET", ["events"]:
                return {"kind": "EventList", "items": []}
            case method, ["pods", name, *rest] if name in self.pods:
                return self._pod(method, name, rest)
        raise self._refusal(404, "NotFound", f"{call.method} {call.path}")

    def _keep(self, secret: dict):
        self.secrets[secret["metadata"]["name"]] = secret
        return Reply(201, secret)

    @staticmethod
    def _fits(pod: dict, selector: str) -> bool:
        labels = pod["metadata"].get("labels", {})
        equal = [term.split("=", 1) for term in selector.split(",") if "=" in term and "!=" not in term]
        return all(labels.get(name) == value for name, value in equal)

    def _may_pull(self, pod: dict) -> bool:
        registry = pod["spec"]["containers"][0]["image"].split("/")[0]
        for named in pod["spec"].get("imagePullSecrets") or []:
            secret = self.secrets.get(named["name"], {})
            if secret.get("type") == "kubernetes.io/dockerconfigjson":
                login = json.loads(base64.b64decode(secret["data"][".dockerconfigjson"]))["auths"].get(registry, {})
                account, ends = self.ecr.passwords.get(login.get("password", ""), ("", 0.0))
                if login.get("username") == "AWS" and account == registry.split(".")[0] and time.time() < ends:
                    return True
        return False

    def _start(self, pod: dict) -> dict:
        container = pod["spec"]["containers"][0]
        now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        if self._may_pull(pod):
            phase, state = "Succeeded", {"terminated": {"exitCode": 0, "startedAt": now, "finishedAt": now}}
        else:
            phase, state = "Pending", {"waiting": {"reason": "ErrImagePull", "message": "no basic auth credentials"}}
        status = {"name": container["name"], "image": container["image"], "imageID": "", "ready": False}
        status |= {"restartCount": 0, "state": state, "started": True}
        pod["status"] = {"phase": phase, "startTime": now, "containerStatuses": [status]}
        pod["metadata"] |= {"namespace": self.namespace, "uid": "1", "creationTimestamp": now}
        self.pods[pod["metadata"]["name"]] = pod
        return pod

    def _pod(self, method: str, name: str, rest: list[str]):
        pod = self.pods[name]
        match method, rest:
            case "GET", ["log"]:
                command = pod["spec"]["containers"][0]["command"]
                stamp = time.strftime("%Y-%m-%dT%H:%M:%S.000000000Z", time.gmtime())
                return Reply(200, f"{stamp} {' '.join(command[1:])}\n", "text/plain")
            case (("GET" | "PATCH"), []):
                return pod
            case "DELETE", []:
                return self.pods.pop(name)
        raise self._refusal(404, "NotFound", f"{method} {name} {rest}")

    @staticmethod
    def _refusal(code: int, reason: str, message: str) -> Reply:
        return Reply(code, {"kind": "Status", "status": "Failure", "code": code, "reason": reason, "message": message})
