"""Which credential configurations get their AWS keys from here. Standard library only: read in processes without Google too."""

import os
from urllib.parse import urlsplit

CONTAINER = ("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI")
METADATA = {"169.254.169.254", "fd00:ec2::254"}  # of an EC2 instance
STANDARD_URL = "https://sts.{region}.amazonaws.com?Action=GetCallerIdentity&Version=2011-06-15"
MARK = "/keys-of-the-parent/"  # in the address that a parent process answers at: child_keys.py


def ours(info) -> bool:
    """Whether the keys of this configuration have to come from here.

    Not where it brings its own supplier or another verification URL than the public one (google-auth gives a supplier no
    way to keep it), nor where it names a server of its own for the keys. The instance's metadata server is no such one
    where this process is in a container, which has none."""
    source = info.get("credential_source") or {}
    if info.get("aws_security_credentials_supplier") or not str(source.get("environment_id", "")).startswith("aws"):
        return False
    if source.get("regional_cred_verification_url", STANDARD_URL) != STANDARD_URL:
        return False
    if not source.get("url"):
        return True
    address = urlsplit(source["url"])
    in_container = any(os.environ.get(name) for name in CONTAINER)
    return in_container and (address.hostname in METADATA or address.path.startswith(MARK))
