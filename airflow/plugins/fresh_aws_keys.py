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

from aws_federation import CONTAINER, ours
from google.auth import aws, exceptions

log = logging.getLogger(__name__)

ROUNDS = 3  # each is already three tries of botocore, of 2 s at most, 1 s apart
TRIES = 3  # of a call to Google's token servers
PATIENCE = 30  # seconds for each of them
PASSING = {429, 500, 502, 503, 504}

_lock = threading.Lock()
_session = None
_failure = (float("-inf"), exceptions.RefreshError())  # the last one, and when


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
    """The keys to sign with now. One thread looks, the others wait for it and share what it found, a failure too."""
    global _failure
    asked = time.monotonic()
    session = _current()
    with _lock:
        if _failure[0] >= asked:
            raise exceptions.RefreshError(str(_failure[1]), retryable=_failure[1].retryable)
        try:
            return _look(session)
        except exceptions.RefreshError as error:
            _failure = time.monotonic(), error
            raise


def _look(session):
    from botocore.exceptions import BotoCoreError, CredentialRetrievalError

    for attempt in range(1, ROUNDS + 1):
        try:
            found = session.get_credentials()
            keys = found and found.get_frozen_credentials()
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
        except KeyError as error:
            raise exceptions.RefreshError(
                f"No usable AWS keys for a Google token: the answer of their endpoint has no {error}"
            ) from error
        # RuntimeError: keys that arrive already expired. The last three: an answer of another form.
        except (BotoCoreError, RuntimeError, ValueError, TypeError, AttributeError) as error:
            raise exceptions.RefreshError(f"No usable AWS keys for a Google token: {error}") from error
    if not keys:
        raise exceptions.RefreshError(
            "No AWS credentials found to ask Google for a token with. On Amazon MWAA and ECS they come from "
            f"{CONTAINER[0]}, which is {'set' if os.environ.get(CONTAINER[0]) else 'not set'} in this process; "
            "elsewhere give the process a role, a profile or a web identity token that boto3 finds."
        )
    return keys


class FreshKeys(getattr(aws, "AwsSecurityCredentialsSupplier", object)):
    """The supplier. ``source`` is what the configuration had in its place; copying, deep-copying and pickling are safe."""

    def __init__(self, source: dict | None = None):
        self.source = source or {}

    def get_aws_security_credentials(self, context, request):
        """:raises google.auth.exceptions.RefreshError: where the chain has no keys, or cannot read them for a while."""
        keys = _keys()
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


def _patiently(request):
    """``request`` for Google's token servers: tried again where it may pass, with a line in the log each time.

    In the end a RefreshError, not the TransportError that it was: Google's clients try a call with the latter again for
    ten minutes and say nothing."""

    if getattr(request, "patient", False):  # of the credentials around these ones
        return request

    def call(url, *arguments, **more):
        host = url.split("/")[2]
        more.setdefault("timeout", PATIENCE)
        for attempt in range(1, TRIES + 1):
            try:
                answer = request(url, *arguments, **more)
                if answer.status not in PASSING or attempt == TRIES:
                    return answer
                problem = f"it answered {answer.status}"
            except exceptions.TransportError as error:
                problem = str(error)
                if attempt == TRIES:
                    raise exceptions.RefreshError(
                        f"No Google token: {host} could not be reached, tried {TRIES} times: {problem}"
                    ) from error
            log.warning("No Google token from %s yet, trying again: %s", host, problem)
            time.sleep(attempt * random.uniform(0.5, 1.0))

    call.patient = True
    return call


def _is_ours(credentials) -> bool:
    return isinstance(getattr(credentials, "_aws_security_credentials_supplier", None), FreshKeys)


def install(module=aws) -> None:
    """Make ``google.auth.aws.Credentials`` use the supplier where a configuration is ours; done once, however often it is
    called. Such credentials also try again what may pass, and tell of themselves without the supplier."""
    original = module.Credentials.from_info.__func__
    if getattr(original, "fresh_aws_keys", False):
        return

    @functools.wraps(original)
    def from_info(cls, info, **kwargs):
        if ours(info):
            if not hasattr(module, "AwsSecurityCredentialsSupplier"):
                from google.auth import version

                raise exceptions.DefaultCredentialsError(
                    f"google-auth {version.__version__} is too old for Google from AWS without a key: it needs 2.29 or "
                    "later. Take its pin out of airflow/requirements.txt, or write google-auth>=2.29"
                )
            info = {**info, "aws_security_credentials_supplier": FreshKeys(info["credential_source"])}
            del info["credential_source"]  # google-auth takes one or the other
        return original(cls, info, **kwargs)

    from_info.fresh_aws_keys = True
    module.Credentials.from_info = classmethod(from_info)
    refresh, described = module.Credentials.refresh, module.Credentials.info

    @functools.wraps(refresh)
    def patient_refresh(self, request):
        return refresh(self, _patiently(request) if _is_ours(self) else request)

    def info(self):
        found = described.fget(self)
        if _is_ours(self):
            found.pop("aws_security_credentials_supplier", None)
            found["credential_source"] = dict(self._aws_security_credentials_supplier.source)
        return found

    module.Credentials.refresh = patient_refresh
    module.Credentials.info = property(info, doc=described.__doc__)
