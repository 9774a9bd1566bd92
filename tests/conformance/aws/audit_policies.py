"""Audits IAM policies with Parliament: {name: document} as JSON on stdin, one finding a line on stdout."""

import json
import sys
import warnings

warnings.simplefilter("ignore")  # Parliament still imports pkg_resources

import parliament  # noqa: E402

# A role's trust has no resource; Parliament knows only policies that have.
OF_TRUST = "Statement contains neither Resource nor NotResource"

for name, document in json.load(sys.stdin).items():
    for finding in parliament.analyze_policy_string(json.dumps(document)).findings:
        if not (finding.detail == OF_TRUST and "assumeRolePolicy" in name):
            print(f"{name}: {finding.issue} {finding.detail or ''} {finding.location.get('string', '')}".strip())
