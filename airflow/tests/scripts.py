"""Pieces of the small programs that tests run in a process of their own, with the plugin installed as MWAA installs it."""

import textwrap

from conftest import AIRFLOW

SETTINGS = AIRFLOW / "plugins" / "airflow_local_settings.py"

# What MWAA's own config/airflow_local_settings.py does with the file: run it, under another name, out of sys.modules.
INSTALL = f"""
import importlib.util, os, sys
before = set(sys.modules)
spec = importlib.util.spec_from_file_location("customer_plugins_airflow_local_settings", {str(SETTINGS)!r})
spec.loader.exec_module(importlib.util.module_from_spec(spec))
"""

TOKEN = """
import google.auth, google.auth.transport.requests
credentials, project = google.auth.default(scopes=["https://www.googleapis.com/auth/cloud-platform"])
request = google.auth.transport.requests.Request()
"""


def script(*parts: str) -> str:
    return INSTALL + "".join(textwrap.dedent(part) for part in parts)


def good(done) -> str:
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
