"""Writes models.json: what AWS publishes (botocore's service models) about the calls that this program's resources become.

    $(python3 airflow/tests/env.py policies)/bin/python tests/conformance/aws/extract_models.py

Only the calls that `commands/doctor/aws/account/calls.ts` names are kept, without their prose.
"""

import gzip
import json
from datetime import date
from pathlib import Path

import botocore

WANTED = {
    "mwaa": ["CreateEnvironment", "UpdateEnvironment"],
    "ec2": [
        "AllocateAddress",
        "AssociateRouteTable",
        "AuthorizeSecurityGroupEgress",
        "AuthorizeSecurityGroupIngress",
        "CreateInternetGateway",
        "CreateNatGateway",
        "CreateRoute",
        "CreateRouteTable",
        "CreateSecurityGroup",
        "CreateSubnet",
        "CreateVpc",
        "CreateVpcEndpoint",
    ],
    "s3": [
        "CreateBucket",
        "PutBucketTagging",
        "PutBucketEncryption",
        "PutBucketPolicy",
        "PutBucketVersioning",
        "PutObject",
        "PutPublicAccessBlock",
    ],
    "iam": [
        "AttachGroupPolicy",
        "AttachRolePolicy",
        "AttachUserPolicy",
        "CreateOpenIDConnectProvider",
        "CreatePolicy",
        "CreateRole",
        "PutRolePolicy",
        "SimulatePrincipalPolicy",
    ],
    "kms": ["CreateKey"],
    "cloudwatch": ["PutDashboard", "PutMetricAlarm"],
    "sns": ["CreateTopic", "SetTopicAttributes", "Subscribe"],
    "budgets": ["CreateBudget"],
    "logs": ["CreateLogGroup", "PutRetentionPolicy"],
}
# What the tests of doctor answer in AWS's place, because moto does not.
ANSWERED = {
    "mwaa": ["GetEnvironment", "ListEnvironments", "InvokeRestApi"],
    "iam": ["SimulatePrincipalPolicy"],
    "cloudtrail": ["LookupEvents"],
    "service-quotas": ["GetServiceQuota", "ListServiceQuotas"],
}
KEPT = ("type", "document", "required", "enum", "pattern", "min", "max")
ROOT = Path(botocore.__file__).parent / "data"


def compact(shape: dict) -> dict:
    """A shape without prose and without how it goes over the wire."""
    out = {key: shape[key] for key in KEPT if key in shape}
    for key in ("member", "key", "value"):
        if key in shape:
            out[key] = shape[key]["shape"]
    if "members" in shape:
        out["members"] = {name: member["shape"] for name, member in sorted(shape["members"].items())}
    return out


def service(name: str) -> dict:
    """The shapes of what is sent and of what is answered, and all that they need."""
    newest = sorted((ROOT / name).glob("*/service-2.json.gz"))[-1]
    model = json.loads(gzip.decompress(newest.read_bytes()))
    inputs = {operation: model["operations"][operation]["input"]["shape"] for operation in WANTED.get(name, [])}
    answers = {operation: model["operations"][operation]["output"]["shape"] for operation in ANSWERED.get(name, [])}
    shapes: dict[str, dict] = {}
    todo = [*inputs.values(), *answers.values()]
    while todo:
        shape = todo.pop()
        if shape not in shapes:
            shapes[shape] = compact(model["shapes"][shape])
            inner = shapes[shape]
            todo += [inner[key] for key in ("member", "key", "value") if key in inner]
            todo += inner.get("members", {}).values()
    return {"operations": inputs, "answers": answers, "shapes": dict(sorted(shapes.items()))}


def main() -> None:
    endpoints = json.loads((ROOT / "endpoints.json").read_text())
    regions = {
        one["partition"]: sorted(one["services"].get("airflow", {}).get("endpoints", {}))
        for one in endpoints["partitions"]
    }
    models = {
        "source": f"botocore {botocore.__version__} (PyPI, Apache-2.0)",
        "read": date.today().isoformat(),
        "mwaaRegions": {partition: found for partition, found in regions.items() if found},
        "services": {name: service(name) for name in [*WANTED, *(set(ANSWERED) - set(WANTED))]},
    }
    out = Path(__file__).with_name("models.json")
    text = json.dumps(models, separators=(",", ":"))
    for key in ("services", "shapes"):
        text = text.replace(f'"{key}":', f'\n"{key}":')
    out.write_text(text + "\n")
    print(f"{out.name}: {models['source']}, {out.stat().st_size} bytes")


if __name__ == "__main__":
    main()
