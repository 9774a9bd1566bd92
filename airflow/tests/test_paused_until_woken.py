"""While the marker is in the DAG folder every DAG starts paused, whatever its file and the setting say."""

import subprocess
import sys
import textwrap

from conftest import AIRFLOW

DAG = """
import datetime
from airflow import DAG

with DAG("one", start_date=datetime.datetime(2026, 1, 1), schedule=None, is_paused_upon_creation=False):
    pass
"""

# MWAA's own config/airflow_local_settings.py runs the plugins' under another name, and asks it for no policy by name.
WRAPPER = """
import importlib.util
__all__ = []
spec = importlib.util.spec_from_file_location("customer_plugins_airflow_local_settings", {settings!r})
spec.loader.exec_module(importlib.util.module_from_spec(spec))
"""

# As the process of Airflow 2 that reads DAG files begins (airflow/dag_processing/manager.py).
LOOK = """
import importlib
from airflow import settings
importlib.reload(settings)
settings.initialize()
try:
    from airflow.dag_processing.dagbag import DagBag
except ImportError:
    from airflow.models.dagbag import DagBag
bag = DagBag({folder!r}, include_examples=False)
assert not bag.import_errors, bag.import_errors
print("paused:", bag.dags["one"].is_paused_upon_creation)
"""


def test_the_marker_wins_over_the_file(tmp_path):
    home, dags = tmp_path / "home", tmp_path / "home" / "dags"
    (home / "config").mkdir(parents=True)
    dags.mkdir()
    (dags / "one.py").write_text(DAG)
    settings = str(AIRFLOW / "plugins" / "airflow_local_settings.py")
    (home / "config" / "airflow_local_settings.py").write_text(WRAPPER.format(settings=settings))

    def look() -> str:
        done = subprocess.run(
            [sys.executable, "-c", textwrap.dedent(LOOK.format(folder=str(dags)))],
            env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "AIRFLOW_HOME": str(home), "LANG": "C.UTF-8"},
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return [line for line in done.stdout.splitlines() if line.startswith("paused:")][-1]

    assert look() == "paused: False"
    (dags / ".paused-until-woken").touch()
    assert look() == "paused: True"
