"""A stand-in for Amazon ECS: one cluster that runs tasks of one definition. (moto's tasks never end with an exit code.)"""

import uuid

from .aws import Role, Sts
from .server import Call, Reply, Service

STATES = ["PROVISIONING", "PENDING", "RUNNING", "DEPROVISIONING", "STOPPED"]


class Ecs(Service):
    """``RunTask`` and ``DescribeTasks``, for callers who sign as the role; each look takes a task one state on."""

    hosts = ("ecs.ap-northeast-1.amazonaws.com",)

    def __init__(self, role: Role, cluster: str = "jobs", definition: str = "hello", container: str = "hello"):
        super().__init__()
        self.aws, self.cluster, self.definition, self.container = Sts(role), cluster, definition, container
        self.tasks: dict[str, dict] = {}

    def answer(self, call: Call):
        self.aws.verify(call, "ecs")
        asked, action = call.json, call.headers.get("x-amz-target", "").split(".")[-1]
        if asked.get("cluster") != self.cluster:
            raise self._refusal("ClusterNotFoundException", "Cluster not found.")
        if action == "RunTask":
            return self._run(asked)
        if action == "DescribeTasks":
            for arn in asked["tasks"]:
                self._advance(self.tasks[arn])
            return {"tasks": [self.tasks[arn] for arn in asked["tasks"]], "failures": []}
        raise self._refusal("InvalidAction", action)

    def _run(self, asked: dict) -> dict:
        if asked["taskDefinition"] != self.definition:
            raise self._refusal("ClientException", "TaskDefinition not found.")
        subnets = asked.get("networkConfiguration", {}).get("awsvpcConfiguration", {}).get("subnets")
        if asked.get("launchType") == "FARGATE" and not subnets:
            raise self._refusal("InvalidParameterException", "Network Configuration must be provided for awsvpc.")
        overrides = asked.get("overrides", {}).get("containerOverrides", [])
        if any(one["name"] != self.container for one in overrides):
            raise self._refusal("InvalidParameterException", "Override for container that is not in the definition.")
        name = f"arn:aws:ecs:ap-northeast-1:{self.aws.role.account}:task/{self.cluster}/{uuid.uuid4().hex}"
        container = {"name": self.container, "lastStatus": "PENDING"}
        task = {"taskArn": name, "lastStatus": STATES[0], "containers": [container], "overrides": asked["overrides"]}
        self.tasks[name] = task
        return {"tasks": [task], "failures": []}

    @staticmethod
    def _advance(task: dict) -> None:
        at = min(STATES.index(task["lastStatus"]) + 1, len(STATES) - 1)
        task["lastStatus"] = STATES[at]
        if STATES[at] == "STOPPED":
            task["containers"][0] |= {"lastStatus": "STOPPED", "exitCode": 0}

    @staticmethod
    def _refusal(kind: str, message: str) -> Reply:
        return Reply(400, {"__type": kind, "message": message})
