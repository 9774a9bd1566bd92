"""Writes commands/plan/against/replacing/google.json: the inputs of Google's resources whose change replaces the resource.

    git clone https://github.com/hashicorp/terraform-provider-google-beta && git -C terraform-provider-google-beta checkout v7.45.0
    python3 tests/conformance/extract_replacing.py terraform-provider-google-beta v7.45.0

Pulumi's schema marks only some of them, so they are read where the provider's own diff has them: `ForceNew` in the Go source of the
upstream provider. Names are Pulumi's, held against the SDK in node_modules; a list's
items have no index in a path, and `#` is the number of a block.
"""

import json
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

ROOT = Path(__file__).parents[2]
SDK = ROOT / "node_modules" / "@pulumi" / "gcp"
OUT = ROOT / "commands" / "plan" / "against" / "replacing" / "google.json"
SERVICES = "google-beta/services"
MEMBER = "google-beta/tpgiamresource/resource_iam_member.go"

# Pulumi's type by the files that have its schema.
TYPES = {
    "artifactregistry/repository:Repository": ["artifactregistry/resource_artifact_registry_repository"],
    "artifactregistry/repositoryIamMember:RepositoryIamMember": [
        "artifactregistry/iam_artifact_registry_repository",
        MEMBER,
    ],
    "billing/budget:Budget": ["billingbudgets/resource_billing_budget"],
    "certificatemanager/certificate:Certificate": ["certificatemanager/resource_certificate_manager_certificate"],
    "certificatemanager/certificateMap:CertificateMap": [
        "certificatemanager/resource_certificate_manager_certificate_map"
    ],
    "certificatemanager/certificateMapEntry:CertificateMapEntry": [
        "certificatemanager/resource_certificate_manager_certificate_map_entry"
    ],
    "certificatemanager/dnsAuthorization:DnsAuthorization": [
        "certificatemanager/resource_certificate_manager_dns_authorization"
    ],
    "compute/address:Address": ["compute/resource_compute_address"],
    "compute/backendService:BackendService": ["compute/resource_compute_backend_service"],
    "compute/disk:Disk": ["compute/resource_compute_disk"],
    "compute/diskResourcePolicyAttachment:DiskResourcePolicyAttachment": [
        "compute/resource_compute_disk_resource_policy_attachment"
    ],
    "compute/firewall:Firewall": ["compute/resource_compute_firewall"],
    "compute/forwardingRule:ForwardingRule": ["compute/resource_compute_forwarding_rule"],
    "compute/globalAddress:GlobalAddress": ["compute/resource_compute_global_address"],
    "compute/globalForwardingRule:GlobalForwardingRule": ["compute/resource_compute_global_forwarding_rule"],
    "compute/healthCheck:HealthCheck": ["compute/resource_compute_health_check"],
    "compute/managedSslCertificate:ManagedSslCertificate": ["compute/resource_compute_managed_ssl_certificate"],
    "compute/network:Network": ["compute/resource_compute_network"],
    "compute/resourcePolicy:ResourcePolicy": ["compute/resource_compute_resource_policy"],
    "compute/router:Router": ["compute/resource_compute_router"],
    "compute/routerNat:RouterNat": ["compute/resource_compute_router_nat"],
    "compute/sSLPolicy:SSLPolicy": ["compute/resource_compute_ssl_policy"],
    "compute/snapshot:Snapshot": ["compute/resource_compute_snapshot"],
    "compute/subnetwork:Subnetwork": ["compute/resource_compute_subnetwork"],
    "compute/subnetworkIAMMember:SubnetworkIAMMember": ["compute/iam_compute_subnetwork", MEMBER],
    "compute/targetHttpProxy:TargetHttpProxy": ["compute/resource_compute_target_http_proxy"],
    "compute/targetHttpsProxy:TargetHttpsProxy": ["compute/resource_compute_target_https_proxy"],
    "compute/uRLMap:URLMap": ["compute/resource_compute_url_map"],
    "container/cluster:Cluster": ["container/resource_container_cluster", "container/node_config"],
    "container/nodePool:NodePool": ["container/resource_container_node_pool", "container/node_config"],
    "dns/managedZone:ManagedZone": ["dns/resource_dns_managed_zone"],
    "dns/recordSet:RecordSet": ["dns/resource_dns_record_set"],
    "iam/workloadIdentityPool:WorkloadIdentityPool": ["iambeta/resource_iam_workload_identity_pool"],
    "iam/workloadIdentityPoolProvider:WorkloadIdentityPoolProvider": [
        "iambeta/resource_iam_workload_identity_pool_provider"
    ],
    "iap/settings:Settings": ["iap/resource_iap_settings"],
    "iap/webBackendServiceIamMember:WebBackendServiceIamMember": ["iap/iam_iap_web_backend_service", MEMBER],
    "kms/cryptoKey:CryptoKey": ["kms/resource_kms_crypto_key"],
    "kms/cryptoKeyIAMMember:CryptoKeyIAMMember": ["kms/iam_kms_crypto_key", MEMBER],
    "kms/keyRing:KeyRing": ["kms/resource_kms_key_ring"],
    "logging/metric:Metric": ["logging/resource_logging_metric"],
    "monitoring/alertPolicy:AlertPolicy": ["monitoring/resource_monitoring_alert_policy"],
    "monitoring/dashboard:Dashboard": ["monitoring/resource_monitoring_dashboard"],
    "monitoring/notificationChannel:NotificationChannel": ["monitoring/resource_monitoring_notification_channel"],
    "monitoring/uptimeCheckConfig:UptimeCheckConfig": ["monitoring/resource_monitoring_uptime_check_config"],
    "projects/iAMMember:IAMMember": ["resourcemanager/iam_project", MEMBER],
    "projects/service:Service": ["resourcemanager/resource_google_project_service"],
    "projects/serviceIdentity:ServiceIdentity": ["resourcemanager/resource_project_service_identity"],
    "serviceaccount/account:Account": ["resourcemanager/resource_google_service_account"],
    "serviceaccount/iAMMember:IAMMember": ["resourcemanager/iam_service_account", MEMBER],
    "sql/database:Database": ["sql/resource_sql_database"],
    "sql/databaseInstance:DatabaseInstance": ["sql/resource_sql_database_instance"],
    "sql/user:User": ["sql/resource_sql_user"],
    "storage/bucket:Bucket": ["storage/resource_storage_bucket"],
    "storage/bucketIAMMember:BucketIAMMember": ["storage/iam_storage_bucket", MEMBER],
    "storage/bucketObject:BucketObject": ["storage/resource_storage_bucket_object"],
}
# Where ForceNew hangs on the values: CustomizeDiff, ForceNewIfChange of the same files.
WHEN = {
    "compute/disk:Disk": {"size": "smaller"},
    "compute/subnetwork:Subnetwork": {"ipCidrRange": "always"},
    "sql/databaseInstance:DatabaseInstance": {"settings.diskSize": "smaller"},
}


def braces(text: str, start: int) -> int:
    """Index after the brace that closes the one at `start`; strings are skipped."""
    depth, i = 0, start
    while i < len(text):
        char = text[i]
        if char in '"`':
            end = i + 1
            while text[end] != char:
                end += 2 if char == '"' and text[end] == "\\" else 1
            i = end
        elif text.startswith("//", i):
            i = text.index("\n", i)
        elif char == "'":
            i += 3 if text[i + 1] == "\\" else 2
        elif char == "{":
            depth += 1
        elif char == "}":
            depth -= 1
            if depth == 0:
                return i + 1
        i += 1
    raise ValueError("no end")


FIELD = re.compile(r'\s*(?://[^\n]*\n\s*)*"(\w+)":\s*')


def fields(text: str, start: int) -> dict[str, str]:
    """The entries of a map of schemas that opens at `start`: name and body; a body that is a call is that call."""
    end, i, found = braces(text, start) - 1, start + 1, {}
    while match := FIELD.match(text, i, end):
        line = text.index("\n", match.end())
        brace = text.find("{", match.end(), line)
        stop = line if brace < 0 else braces(text, brace)
        found[match[1]] = text[match.end() if brace < 0 else brace : stop]
        i = text.index("\n", stop)
    if text[i:end].strip() and not re.fullmatch(r"(\s*//[^\n]*)*\s*", text[i:end]):
        raise ValueError(f"not understood: {text[i : i + 200]}")
    return found


OPEN = re.compile(r"map\[string\]\*schema\.Schema\s*\{")


def forced(text: str, start: int, functions: dict[str, str]) -> dict:
    """ForceNew of a map of schemas: True, or the same of what is inside."""
    out = {}
    for name, body in fields(text, start).items():
        call = None if body.startswith("{") else re.match(r"(?:\w+\.)?(\w+)\(", body)
        if call:
            body = functions.get(call[1], "{}")
        inner = OPEN.search(body)
        head = body if inner is None else body[: inner.start()] + body[braces(body, inner.end() - 1) :]
        elem = re.search(r"Elem:\s*(\w+)\(\)", head)
        whole = re.search(r"ForceNew:\s*true", head) is not None
        if inner is None and elem and elem[1] in functions:
            body, inner = functions[elem[1]], OPEN.search(functions[elem[1]])
        if inner is None:
            out[name] = whole
        else:
            # Of a block it means that there is one more or one less of it (terraform-plugin-sdk, schemaMap.diffList).
            out[name] = {**forced(body, inner.end() - 1, functions), **({"#": True} if whole else {})}
    return {name: value for name, value in out.items() if value}


def camel(name: str) -> str:
    return re.sub(r"_(\w)", lambda match: match[1].upper(), name)


def pulumi_name(name: str, known: str) -> str | None:
    """As the SDK has it: a list is in the plural there."""
    one = camel(name)
    for form in (one, f"{one}s", f"{one}es", re.sub("y$", "ies", one)):
        if re.search(rf"^\s+{form}\??: ", known, re.M):
            return form
    return None


def paths(tree: dict, known: str, inputs: str, before: str = "") -> list[str]:
    out = []
    for name, inner in tree.items():
        found = name if name == "#" else pulumi_name(name, known if before == "" else inputs)
        if found is None:
            continue
        out += [before + found] if inner is True else paths(inner, known, inputs, f"{before}{found}.")
    return out


def main() -> None:
    clone, version = sys.argv[1:]

    def source(name: str) -> str:
        path = name if name.endswith(".go") else f"{SERVICES}/{name}.go"
        return subprocess.check_output(["git", "-C", clone, "show", f"{version}:{path}"], text=True)

    inputs = (SDK / "types" / "input.d.ts").read_text()
    types = {}
    for pulumi_type, files in TYPES.items():
        texts = [source(name) for name in files]
        functions, maps = {}, []
        for text in texts:
            for match in re.finditer(r"^func (\w+)\([^)]*\)[^{\n]*\{", text, re.M):
                functions[match[1]] = text[match.end() - 1 : braces(text, match.end() - 1)]
            for match in re.finditer(r"^var (\w+)\s*=\s*map\[string\]\*schema\.Schema\s*\{", text, re.M):
                maps.append((text, match.end() - 1))
        for name, body in functions.items():
            schema = re.search(r"\n\t\tSchema: map\[string\]\*schema\.Schema\s*\{", body)
            if schema and re.fullmatch(r"Resource\w+(?<!V\d)", name) and body in "".join(texts[:1]):
                maps = [(body, schema.end() - 1)]
        room, name = pulumi_type.split(":")[0].split("/")
        known = next(f for f in (SDK / room).glob("*.d.ts") if f.name.lower() == f"{name}.d.ts".lower()).read_text()
        known = known[known.index("Args {") :]
        found = {path for text, start in maps for path in paths(forced(text, start, functions), known, inputs)}
        when = WHEN.get(pulumi_type, {})
        found |= {path for path, how in when.items() if how == "always"}
        types[f"gcp:{pulumi_type}"] = {
            "replaces": sorted(found),
            **({"when": smaller} if (smaller := {k: v for k, v in when.items() if v != "always"}) else {}),
        }
    about = {
        "source": "https://github.com/hashicorp/terraform-provider-google-beta",
        "version": version,
        "read": date.today().isoformat(),
    }
    lines = ",\n".join(f"    {json.dumps(name)}: {json.dumps(value)}" for name, value in sorted(types.items()))
    head = ",\n".join(f"  {json.dumps(key)}: {json.dumps(value)}" for key, value in about.items())
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text("{\n" + head + ',\n  "types": {\n' + lines + "\n  }\n}\n")


if __name__ == "__main__":
    main()
