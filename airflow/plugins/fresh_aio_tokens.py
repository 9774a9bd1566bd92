"""Tokens of google-auth for gcloud-aio, which most of the Google provider's deferrable operators use.

``gcloud.aio.auth.Token`` reads the file in ``GOOGLE_APPLICATION_CREDENTIALS`` by itself, also where Airflow's own subclass
of it then asks google-auth. Before 5.5 it knows no ``external_account`` at all (``'external_account' is not a valid Type``),
and up to 5.6 none of AWS (``aws credential_source is not supported``). Here such a file is left to google-auth.

``install`` is called by ``airflow_local_settings.py``; nothing here has to be imported by a DAG.
"""

import asyncio
import functools
import os

SCOPE = "https://www.googleapis.com/auth/cloud-platform"


class _OfGoogleAuth(dict):
    """What gcloud-aio takes for "the metadata server gives the tokens", with the file that google-auth reads instead."""

    path = ""


def _token(path: str, scopes: list[str]) -> tuple[str, int]:
    import google.auth
    from google.auth import _helpers
    from google.auth.transport.requests import Request

    credentials, _ = google.auth.load_credentials_from_file(path, scopes=scopes or [SCOPE])
    credentials.refresh(Request())
    left = (credentials.expiry - _helpers.utcnow()).total_seconds() if credentials.expiry else 3600
    return credentials.token, max(1, int(left))


def install(module) -> None:
    """Make ``module``, which is ``gcloud.aio.auth.token``, leave an AWS configuration to google-auth; done once."""
    read = module.get_service_data
    if getattr(read, "fresh_aio_tokens", False):
        return
    from_metadata = module.Token._refresh_gce_metadata

    @functools.wraps(read)
    def get_service_data(service):
        data = read(service)
        if not isinstance(data, dict) or data.get("type") != "external_account":
            return data
        if not str((data.get("credential_source") or {}).get("environment_id", "")).startswith("aws"):
            return data
        found = _OfGoogleAuth()
        found.path = str(service or os.environ["GOOGLE_APPLICATION_CREDENTIALS"])
        return found

    async def _refresh_gce_metadata(self, timeout):
        if not isinstance(self.service_data, _OfGoogleAuth):
            return await from_metadata(self, timeout=timeout)
        value, seconds = await asyncio.to_thread(_token, self.service_data.path, self.scopes.split())
        return module.TokenResponse(value=value, expires_in=seconds)

    get_service_data.fresh_aio_tokens = True
    module.get_service_data = get_service_data
    module.Token._refresh_gce_metadata = _refresh_gce_metadata
