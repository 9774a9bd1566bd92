"""Fresh AWS keys for each Google token, from botocore's default chain.

A Google credential configuration of type ``external_account`` for AWS makes google-auth sign a ``GetCallerIdentity``
request with AWS keys each time the Google token is renewed. google-auth itself takes those keys from the environment or
from the EC2 metadata server only; MWAA has neither, and keys copied into the environment once go stale after hours
(google-auth-library-python issue 1556 declines other sources and points to a supplier, which is what this is). botocore
knows the container endpoint, renews the keys before they expire and keeps them in memory: nothing is written to the
environment or to a disk.

``install`` is called by ``airflow_local_settings.py``; nothing here has to be imported by a DAG.
"""

import functools
import logging
import os
import random
import threading
import time

from google.auth import aws, exceptions

log = logging.getLogger(__name__)

CONTAINER = ("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI")
STANDARD_URL = "https://sts.{region}.amazonaws.com?Action=GetCallerIdentity&Version=2011-06-15"
ROUNDS = 3  # each is already three tries of botocore, of 2 s at most, 1 s apart

_lock = threading.Lock()
_session = None


def _forget() -> None:
    """A forked child starts with a lock of its own and no half-used session: another thread of the parent may have held
    the lock at that moment, and it does not exist in the child."""
    global _lock, _session
    _lock = threading.Lock()
    _session = None


os.register_at_fork(after_in_child=_forget)


def _current():
    """The process's botocore session; its credentials object caches the keys and is safe to share between threads."""
    global _session
    with _lock:
        if _session is None:
            # A process that has Google credentials of another kind must not pay for this import.
            import botocore.session

            _session = botocore.session.Session()
        return _session


def _keys():
    """The keys to sign with now, or None where the chain has none; botocore's errors pass through."""
    session = _current()
    with _lock:  # looking for the first time is not safe between threads, and one call is enough for all of them
        found = session.get_credentials()
    return found and found.get_frozen_credentials()


class FreshKeys(aws.AwsSecurityCredentialsSupplier):
    """The supplier. It holds nothing, so copying, deep-copying and pickling it are safe by construction."""

    def get_aws_security_credentials(self, context, request):
        """:raises google.auth.exceptions.RefreshError: where the chain has no keys, or cannot read them for a while."""
        from botocore.exceptions import BotoCoreError, CredentialRetrievalError

        for attempt in range(1, ROUNDS + 1):
            try:
                keys = _keys()
                break
            except CredentialRetrievalError as error:
                # Refused for a moment: the container endpoint answers 80 requests a second and 429 beyond that.
                if attempt == ROUNDS:
                    raise exceptions.RefreshError(
                        f"The AWS keys needed for a Google token could not be read, tried {ROUNDS} times: {error}",
                        retryable=True,
                    ) from error
                log.warning("AWS keys for a Google token not read, trying again: %s", error)
                time.sleep(attempt * random.uniform(0.5, 1.5))
            except (BotoCoreError, RuntimeError) as error:  # RuntimeError: keys that arrive already expired
                raise exceptions.RefreshError(f"No usable AWS keys for a Google token: {error}") from error
        if not keys:
            raise exceptions.RefreshError(
                "No AWS credentials found to ask Google for a token with. On Amazon MWAA and ECS they come from "
                f"{CONTAINER[0]}, which is {'set' if os.environ.get(CONTAINER[0]) else 'not set'} in this process; "
                "elsewhere give the process a role, a profile or a web identity token that boto3 finds."
            )
        return aws.AwsSecurityCredentials(keys.access_key, keys.secret_key, keys.token)

    def get_aws_region(self, context, request):
        """:raises google.auth.exceptions.RefreshError: where neither the environment nor the AWS profile names one."""
        region = (
            os.environ.get("AWS_REGION")
            or os.environ.get("AWS_DEFAULT_REGION")
            or _current().get_config_variable("region")
        )
        if not region:
            raise exceptions.RefreshError("No AWS region to sign a Google token request for: set AWS_REGION.")
        return region


def _ours(info) -> bool:
    """Whether the keys of this configuration have to come from here.

    Not where it brings its own supplier or another verification URL than the public one (google-auth gives a supplier no
    way to keep it), nor where it names a metadata server, unless this process is in a container that has none."""
    source = info.get("credential_source") or {}
    if info.get("aws_security_credentials_supplier") or not source:
        return False
    if source.get("regional_cred_verification_url", STANDARD_URL) != STANDARD_URL:
        return False
    return not source.get("url") or any(os.environ.get(name) for name in CONTAINER)


def install(module=aws) -> None:
    """Make ``google.auth.aws.Credentials.from_info`` use the supplier; done once, however often it is called."""
    original = module.Credentials.from_info.__func__
    if getattr(original, "fresh_aws_keys", False):
        return

    @functools.wraps(original)
    def from_info(cls, info, **kwargs):
        if _ours(info):
            info = {**info, "aws_security_credentials_supplier": FreshKeys()}
            del info["credential_source"]  # google-auth takes one or the other
        return original(cls, info, **kwargs)

    from_info.fresh_aws_keys = True
    module.Credentials.from_info = classmethod(from_info)
