"""Every DAG of the project and of its documentation: parsed by a real Airflow with no call to anywhere, then run."""

import json
import re
import subprocess
import sys
import textwrap

import pytest
from conftest import AIRFLOW, DAGS

DOCS = AIRFLOW.parent / "docs"

PARSE = """
import sys
from airflow.models import DagBag
bag = DagBag(sys.argv[1])
print("PARSED", sorted(bag.dags), bag.import_errors)
"""


def parse(airflow, folder) -> str:
    """The last line of the parse, and a list of every name that was looked up in it."""
    log = airflow.home / "names.log"
    environment = airflow.environment | {"STANDIN_LOG": str(log), "DOCKER_HOST": "tcp://docker.example:2375"}
    command = [sys.executable, "-c", PARSE, str(folder)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stderr[-4000:]
    asked = log.read_text().split() if log.exists() else []
    assert asked == []
    return next(line for line in done.stdout.splitlines() if line.startswith("PARSED"))


def test_the_dags_parse_with_no_call_to_anywhere(airflow):
    wanted = ["bigquery_insert", "bigquery_insert_deferrable", "date_kr", "ecr_image"]
    assert parse(airflow, DAGS) == f"PARSED {wanted} {{}}"


def blocks() -> list[str]:
    return re.findall(r"```python\n(.*?)```", (DOCS / "ecr-images.md").read_text(), re.DOTALL)


def test_the_dags_of_the_page_on_ecr_parse_too(airflow, tmp_path):
    folder = tmp_path / "from-docs"
    folder.mkdir()
    for number, block in enumerate(blocks()):
        (folder / f"block_{number}.py").write_text(block)
    wanted = ["ecr_function", "ecr_on_docker", "ecr_on_ecs", "ecr_on_eks", "ecr_on_kubernetes"]
    assert parse(airflow, folder) == f"PARSED {wanted} {{}}"


def run_date_kr(airflow, *arguments: str) -> str:
    done = airflow.run("dags", "test", "date_kr", "2026-03-01T20:00:00+00:00", *arguments)
    return f"{done.returncode} {done.stdout}{done.stderr}"


def test_date_kr_reads_the_date_it_was_started_with(airflow):
    out = run_date_kr(airflow, "--conf", json.dumps({"date_kr": "2019-11-24"}))
    assert out.startswith("0 ") and "date_kr = 2019-11-24" in out, out[-3000:]


def test_date_kr_without_a_date_takes_the_run_s_own_in_korea(airflow):
    out = run_date_kr(airflow)
    assert out.startswith("0 ") and "date_kr = 2026-03-02" in out, out[-3000:]  # five in the morning there


@pytest.mark.parametrize("given", ["2019-11-31", "yesterday", 20191124])
def test_date_kr_refuses_what_is_not_a_date(airflow, given):
    """Airflow checks the parameter when a run is made: one process for the check itself, without a run."""
    code = f"""
        import sys
        sys.path.insert(0, {str(DAGS)!r})
        import date_kr
        dag = date_kr.date_kr()
        dag.params["date_kr"] = {given!r}
        """
    command = [sys.executable, "-c", textwrap.dedent(code)]
    done = subprocess.run(command, env=airflow.environment, capture_output=True, text=True, timeout=240)
    assert done.returncode != 0 and "ParamValidationError" in done.stderr, done.stderr[-2000:]
