"""Writes data/google.json, data/googleMethods.json and data/kubernetes.json: the clouds' own models, cut down to what this
project uses.

    python3 -m venv /tmp/models && /tmp/models/bin/pip install google-api-python-client==2.202.0 kubernetes-validate==1.37.0
    /tmp/models/bin/python tests/conformance/extract_google.py

Google's discovery documents come from PyPI's google-api-python-client, Kubernetes' OpenAPI from PyPI's kubernetes-validate.
"""

import json
from importlib import metadata
from pathlib import Path

import googleapiclient
import kubernetes_validate

here = Path(__file__).parent / "data"

# What the provider writes for each resource, by API.
google = {
    "compute.v1": [
        "Network", "Subnetwork", "Router", "Disk", "HealthCheck", "BackendService", "Firewall", "Address", "SslCertificate",
        "UrlMap", "TargetHttpProxy", "TargetHttpsProxy", "ForwardingRule", "SslPolicy", "Snapshot", "ResourcePolicy",
        "DisksAddResourcePoliciesRequest",
    ],
    "container.v1": ["Cluster", "NodePool"],
    "sqladmin.v1": ["DatabaseInstance", "Database", "User"],
    "dns.v1": ["ManagedZone", "ResourceRecordSet"],
    "storage.v1": ["Bucket", "Object"],
    "monitoring.v3": ["AlertPolicy", "NotificationChannel", "UptimeCheckConfig"],
    "monitoring.v1": ["Dashboard"],
    "billingbudgets.v1": ["GoogleCloudBillingBudgetsV1Budget"],
    "certificatemanager.v1": ["DnsAuthorization", "Certificate", "CertificateMap", "CertificateMapEntry"],
    "iap.v1": ["IapSettings"],
    "iam.v1": ["ServiceAccount", "CreateServiceAccountRequest", "Binding", "WorkloadIdentityPool", "WorkloadIdentityPoolProvider"],
}  # fmt: skip

# What `doctor` asks. The schemas of requests and answers go into google.json.
methods = {
    "cloudresourcemanager.v1": ["projects.getEffectiveOrgPolicy"],
    "cloudresourcemanager.v3": ["projects.get", "projects.getIamPolicy", "projects.testIamPermissions", "organizations.get"],
    "cloudbilling.v1": ["projects.getBillingInfo"],
    "serviceusage.v1": ["services.batchGet"],
    "orgpolicy.v2": ["projects.policies.getEffectivePolicy"],
    "compute.v1": [
        "projects.get", "regions.get", "zones.get", "machineTypes.get", "globalAddresses.get", "networks.get", "networks.listPeeringRoutes",
        "subnetworks.get", "routers.list", "routes.list", "backendServices.get", "backendServices.getHealth", "sslCertificates.get",
        "zoneOperations.list", "instanceGroupManagers.listErrors", "globalForwardingRules.get", "firewalls.get",
    ],
    "container.v1": ["projects.locations.clusters.get"],
    "iam.v1": [
        "projects.serviceAccounts.get", "projects.serviceAccounts.getIamPolicy", "projects.locations.workloadIdentityPools.get",
        "projects.locations.workloadIdentityPools.providers.get",
    ],
    "dns.v1": ["managedZones.get", "resourceRecordSets.list"],
    "iap.v1": ["getIamPolicy"],
    "sqladmin.v1": ["instances.get"],
    "storage.v1": ["buckets.get"],
    "monitoring.v3": ["projects.timeSeries.list"],
    "certificatemanager.v1": ["projects.locations.certificates.get"],
}  # fmt: skip

# Minor versions in GKE's regular and rapid channels (https://docs.cloud.google.com/kubernetes-engine/docs/release-notes, September 2026).
kubernetes = ["1.34", "1.35", "1.36"]
kinds = [
    "configmap-v1", "deployment-apps-v1", "job-batch-v1", "namespace-v1", "networkpolicy-networking-v1", "persistentvolume-v1",
    "persistentvolumeclaim-v1", "pod-v1", "poddisruptionbudget-policy-v1", "role-rbac-v1",
    "rolebinding-rbac-v1", "secret-v1", "service-v1", "serviceaccount-v1", "statefulset-apps-v1",
    "horizontalpodautoscaler-autoscaling-v2", "podlist-v1", "nodelist-v1", "eventlist-v1", "joblist-batch-v1",
    "deploymentlist-apps-v1", "serviceaccountlist-v1",
]  # fmt: skip


def closure(roots, schemas, name_of):
    """The roots and all that they refer to, without prose."""
    kept, left = {}, list(roots)
    while left:
        name = left.pop()
        if name not in kept:
            kept[name] = bare(schemas[name])
            left += [name_of(ref) for ref in references(kept[name])]
    return dict(sorted(kept.items()))


def references(part):
    if isinstance(part, list):
        return [ref for item in part for ref in references(item)]
    if not isinstance(part, dict):
        return []
    own = [part["$ref"]] if isinstance(part.get("$ref"), str) else []
    return own + [ref for item in part.values() for ref in references(item)]


prose = {
    "description",
    "enumDescriptions",
    "enumDeprecated",
    "annotations",
    "deprecated",
    "readOnly",
    "default",
    "$schema",
    "$id",
    "id",
}


def bare(part):
    """A schema without what tells no value apart. A property may have the name of such a key."""
    if isinstance(part, list):
        return [bare(item) for item in part]
    if not isinstance(part, dict):
        return part
    kept = {key: value for key, value in part.items() if key not in prose and not key.startswith("x-kubernetes")}
    return {key: properties(value) if key == "properties" else bare(value) for key, value in kept.items()}


def properties(named):
    return {name: bare(schema) for name, schema in named.items()}


def write(name, data):
    """One definition a line, so that a change can be read."""
    groups = {key: value for key, value in data.items() if isinstance(value, dict) and key != "source"}
    lines = [f'  "source": {json.dumps(data["source"])}']
    for group, definitions in groups.items():
        inner = ",\n".join(
            f"    {json.dumps(key)}: {json.dumps(value, separators=(',', ':'))}" for key, value in definitions.items()
        )
        lines.append(f"  {json.dumps(group)}: {{\n{inner}\n  }}")
    (here / name).write_text("{\n" + ",\n".join(lines) + "\n}\n")


def google_models():
    documents = Path(googleapiclient.__file__).parent / "discovery_cache" / "documents"
    package = f"google-api-python-client {metadata.version('google-api-python-client')}"
    data, calls = {"source": {"package": package}}, {"source": {"package": package}}
    for api in dict.fromkeys([*google, *methods]):
        document = json.loads((documents / f"{api}.json").read_text())
        data["source"][api] = calls["source"][api] = document["revision"]
        calls[api] = {name: call(document, name) for name in methods.get(api, [])}
        bodies = [one[part] for one in calls[api].values() for part in ("request", "response") if part in one]
        data[api] = closure([*google.get(api, []), *bodies], document["schemas"], lambda ref: ref)
    write("google.json", data)
    write("googleMethods.json", {key: value for key, value in calls.items() if value})


def call(document, name):
    """A method as a server needs it: host, verb, path, parameters, schemas."""
    api = document["name"]
    method = next(one for one in walk(document) if one["id"] in (f"{api}.{name}", f"sql.{name}"))
    parameters = {**document.get("parameters", {}), **method.get("parameters", {})}
    found = {
        "host": document["rootUrl"].split("/")[2],
        "verb": method["httpMethod"],
        "path": "/" + document["servicePath"] + method["path"],
        "query": sorted(key for key, one in parameters.items() if one["location"] == "query"),
        "repeated": sorted(key for key, one in parameters.items() if one.get("repeated")),
    }
    patterns = {
        key: one["pattern"] for key, one in parameters.items() if one["location"] == "path" and "pattern" in one
    }
    bodies = {part: method[part]["$ref"] for part in ("request", "response") if part in method}
    return {**found, "patterns": patterns, **bodies}


def walk(resource):
    yield from resource.get("methods", {}).values()
    for inner in resource.get("resources", {}).values():
        yield from walk(inner)


def kubernetes_models():
    """The first version whole; of a later one only what is different."""
    data = {"source": {"package": f"kubernetes-validate {metadata.version('kubernetes-validate')}"}}
    known = {}
    for version in kubernetes:
        folder = Path(kubernetes_validate.__file__).parent / "kubernetes-json-schema" / f"v{version}.0-local-strict"
        definitions = json.loads((folder / "_definitions.json").read_text())["$defs"]
        schemas = {**definitions, **{kind: json.loads((folder / f"{kind}.json").read_text()) for kind in kinds}}
        wanted = closure(kinds, schemas, lambda ref: ref.rsplit("/", 1)[1])
        data[version] = {name: schema for name, schema in wanted.items() if known.get(name) != schema}
        known.update(wanted)
    write("kubernetes.json", data)


google_models()
kubernetes_models()
