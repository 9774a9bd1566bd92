"""Processes that a task starts: they know nothing of the plugin, and reach Google with keys of that moment."""

import importlib.metadata
import json
import re
import shutil
import subprocess
import sys
import textwrap

import pytest
from conftest import AIRFLOW

from scripts import INSTALL, good

AIRFLOW_2 = importlib.metadata.version("apache-airflow").startswith("2.")
ASK = textwrap.dedent("""
    import google.auth, google.auth.transport.requests, sys
    assert "fresh_aws_keys" not in sys.modules
    credentials, project = google.auth.default(scopes=["https://www.googleapis.com/auth/cloud-platform"])
    credentials.refresh(google.auth.transport.requests.Request())
    print("TOKEN", credentials.token[:5], project)
    """)


@pytest.fixture
def asks(clouds):
    (clouds.folder / "ask.py").write_text(ASK)
    return str(clouds.folder / "ask.py")


@pytest.fixture(scope="session")
def virtualenv():
    """A Python environment with google-auth and nothing of Airflow or of the plugin."""
    import env

    return env.make("child") / "bin" / "python"


def run(clouds, code: str, **more: str) -> str:
    return good(clouds.python(INSTALL + textwrap.dedent(code), **more))


def test_a_bash_operator_s_python_has_fresh_keys(clouds, asks):
    code = f"""
        try:
            from airflow.providers.standard.operators.bash import BashOperator
        except ImportError:
            from airflow.operators.bash import BashOperator
        import logging
        logging.basicConfig(level=logging.INFO)
        for more in {{}}, {{"env": {{"MINE": "1"}}, "append_env": True}}:
            print("RESULT", BashOperator(task_id="x", bash_command="{sys.executable} {asks}", **more).execute({{}}))
        """
    out = run(clouds, code, AIRFLOW_HOME=str(clouds.folder / "home"))
    assert out.count("RESULT TOKEN ya29. example-project") == 2


def test_an_external_python_and_a_virtual_environment_have_them_too(clouds, virtualenv):
    """As ExternalPythonOperator does it; PythonVirtualenvOperator starts the same way what it has installed."""
    code = f"""
        try:
            from airflow.providers.standard.operators.python import ExternalPythonOperator
            from airflow.sdk import DAG
        except ImportError:
            from airflow import DAG
            from airflow.operators.python import ExternalPythonOperator
        def ask():
            import google.auth, google.auth.transport.requests
            credentials, project = google.auth.default(scopes=["https://www.googleapis.com/auth/cloud-platform"])
            credentials.refresh(google.auth.transport.requests.Request())
            return credentials.token[:5], project
        with DAG("d"):
            operator = ExternalPythonOperator(
                task_id="x", python={str(virtualenv)!r}, python_callable=ask, expect_airflow=False)
        import types
        context = {{"ti": types.SimpleNamespace(bundle_instance=None)}}
        if __import__("airflow").__version__.startswith("2."):
            from airflow.utils.context import Context
            context = Context(context)
        print("RESULT", operator.execute(context))
        """
    path = clouds.folder / "dag.py"  # the operator reads its function's source from a file
    path.write_text(INSTALL + textwrap.dedent(code))
    runs = f"import runpy; runpy.run_path({str(path)!r}, run_name='__main__')"
    out = good(clouds.python(runs, AIRFLOW_HOME=str(clouds.folder / "home")))
    assert "RESULT ('ya29.', 'example-project')" in out, out


def test_keys_that_rotate_while_the_child_runs_are_fresh_again(clouds, virtualenv):
    clouds.role.hurry(every=2, lives=3)
    clouds.exchange.tokens.lives = clouds.iam.tokens.lives = 2.0
    child = textwrap.dedent("""
        import google.auth, google.auth.transport.requests, time
        credentials, _ = google.auth.default(scopes=["https://www.googleapis.com/auth/cloud-platform"])
        for _ in range(3):
            credentials.refresh(google.auth.transport.requests.Request())
            time.sleep(2.1)
        print("DONE", credentials.token[:5])
        """)
    code = f"import subprocess\nprint(subprocess.run([{str(virtualenv)!r}, '-c', {child!r}], stdout=subprocess.PIPE, text=True).stdout)"
    assert "DONE ya29." in run(clouds, code)
    assert clouds.sts.statuses == [200] * 3 and len(clouds.role.keys) >= 3


def test_node_s_library_understands_it_as_well(clouds):
    """For the languages that are not Python: Google's library for Node, which this project has."""
    node, library = shutil.which("node"), AIRFLOW.parent / "node_modules" / "google-auth-library"
    if not node or not library.exists():
        pytest.skip("no node, or `npm ci` was not run: Google's library for Node is not here")
    program = clouds.folder / "ask.cjs"
    redirect = json.dumps(clouds.routes)
    program.write_text(
        textwrap.dedent(f"""
        const dns = require("node:dns"), net = require("node:net"), routes = {redirect};
        const connect = net.Socket.prototype.connect;
        net.Socket.prototype.connect = function (...given) {{
          const wanted = Array.isArray(given[0]) ? given[0][0] : given[0];
          for (const [pattern, port] of Object.entries(routes))
            if (wanted && wanted.host === pattern) {{ wanted.servername ??= wanted.host; wanted.host = "127.0.0.1"; wanted.port = port; }}
          return connect.apply(this, given);
        }};
        const {{ GoogleAuth }} = require({str(library)!r});
        new GoogleAuth({{ scopes: "https://www.googleapis.com/auth/cloud-platform" }}).getAccessToken()
          .then((token) => console.log("TOKEN", token.slice(0, 5)), (error) => console.log(error.message));
        """)
    )
    extra = f"NODE_EXTRA_CA_CERTS={clouds.trust.bundle}"
    code = f"import subprocess\nprint(subprocess.run(['env', {extra!r}, {node!r}, {str(program)!r}], capture_output=True, text=True))"
    assert "TOKEN ya29." in run(clouds, code)


LOOK = "import json, os; print('CHILD', json.dumps(dict(os.environ)))"


def seen_by_child(clouds, code: str, **more: str) -> dict[str, str]:
    out = run(clouds, f"import subprocess, sys\nLOOK = {LOOK!r}\n" + textwrap.dedent(code), **more)
    return json.loads(next(line for line in out.splitlines() if line.startswith("CHILD"))[6:])


def test_the_child_gets_an_address_and_no_key_and_nothing_is_on_a_disk(clouds):
    kept = {path for path in clouds.folder.rglob("*")} | {clouds.folder / "google-credentials.json"}
    code = """
        print(open(subprocess.run([sys.executable, "-c", "import os; print(os.environ['GOOGLE_APPLICATION_CREDENTIALS'])"],
                                  capture_output=True, text=True).stdout.strip()).read())
        """
    config = json.loads(run(clouds, f"import subprocess, sys\n{textwrap.dedent(code)}", PYTHONDONTWRITEBYTECODE="1"))
    original = clouds.exchange.provider.config()
    address = config["credential_source"].pop("url").removesuffix("/keys")
    assert address.startswith("http://127.0.0.1:") and len(address.split("/")[-1]) >= 32
    assert config["credential_source"].pop("region_url") == f"{address}/zone"
    assert config == original
    assert {path for path in clouds.folder.rglob("*")} == kept


def test_gcloud_is_told_and_a_proxy_is_not_asked(clouds):
    code = "subprocess.run([sys.executable, '-c', LOOK])"
    seen = seen_by_child(clouds, code, HTTP_PROXY="http://proxy.example:3128", NO_PROXY="internal")
    assert seen["CLOUDSDK_AUTH_CREDENTIAL_FILE_OVERRIDE"] == seen["GOOGLE_APPLICATION_CREDENTIALS"]
    assert seen["NO_PROXY"] == "internal,127.0.0.1"


@pytest.mark.parametrize(
    "code",
    [
        "subprocess.run([sys.executable, '-c', LOOK], env={'GOOGLE_APPLICATION_CREDENTIALS': '/mine.json'})",
        "subprocess.Popen([sys.executable, '-c', LOOK], -1, None, None, None, None, None, True, False, None, {'A': 'b'}).wait()",
    ],
    ids=["a file of its own", "an environment without"],
)
def test_what_a_task_sets_for_a_child_is_left_alone(clouds, code):
    seen = seen_by_child(clouds, code)
    assert seen.get("GOOGLE_APPLICATION_CREDENTIALS") in ("/mine.json", None)
    assert not {name for name in seen if name.startswith("CLOUDSDK") or name.endswith("OF_PARENT")}


def test_a_child_that_is_airflow_goes_on_with_the_file_of_the_environment(clouds):
    child = INSTALL + "print('CHILD', __import__('json').dumps(dict(os.environ)))"
    seen = seen_by_child(clouds, f"subprocess.run([sys.executable, '-c', {child!r}])")
    assert seen["GOOGLE_APPLICATION_CREDENTIALS"] == str(clouds.folder / "google-credentials.json")
    assert "GOOGLE_APPLICATION_CREDENTIALS_OF_PARENT" not in seen


def test_a_forked_process_answers_its_own_children_when_its_parent_is_gone(clouds, asks):
    code = f"""
        import subprocess, time
        subprocess.run(["true"])  # the parent answers from now on
        reader, writer = os.pipe()
        if os.fork() == 0:
            os.close(reader)
            time.sleep(1)
            done = subprocess.run([{sys.executable!r}, {asks!r}], capture_output=True, text=True)
            os.write(writer, (done.stdout + done.stderr).encode())
            os._exit(0)
        os.close(writer)
        if os.fork() == 0:
            os.dup2(reader, 0)
            os.execvp("cat", ["cat"])
        """
    assert "TOKEN ya29. example-project" in run(clouds, code)


def test_without_a_container_nothing_is_changed(clouds):
    code = "subprocess.run([sys.executable, '-c', LOOK])"
    seen = seen_by_child(clouds, code, AWS_CONTAINER_CREDENTIALS_RELATIVE_URI="")
    assert seen["GOOGLE_APPLICATION_CREDENTIALS"] == str(clouds.folder / "google-credentials.json")


def test_a_fault_of_the_endpoint_reaches_the_child_in_words(clouds, asks):
    clouds.endpoint.fail(None, 99)
    code = f"import subprocess\nprint(subprocess.run([{sys.executable!r}, {asks!r}], capture_output=True, text=True).stderr)"
    assert "could not be read, tried 3 times" in run(clouds, code)


def test_the_plugin_is_why(clouds, asks):
    """That the tests above bite: the same child of a process without it."""
    done = subprocess.run([sys.executable, asks], env=clouds.environment, capture_output=True, text=True, timeout=120)
    assert done.returncode != 0 and "TOKEN" not in done.stdout


@pytest.mark.skipif(AIRFLOW_2, reason="dbt is started alike in Airflow 2 and takes its time: tried in Airflow 3")
def test_dbt_runs_on_bigquery(clouds):
    """dbt-bigquery from PyPI, as a task starts it: its connection check runs a query."""
    import env

    dbt = env.make("dbt") / "bin" / "dbt"
    project = clouds.folder / "dbt"
    project.mkdir()
    (project / "dbt_project.yml").write_text("name: probe\nversion: 1.0.0\nprofile: probe\n")
    output = {
        "type": "bigquery",
        "method": "oauth",
        "project": "example-project",
        "dataset": "airflow_check",
        "threads": 1,
    }
    profile = {"probe": {"target": "here", "outputs": {"here": output}}}
    (project / "profiles.yml").write_text(json.dumps(profile))
    environment = {"DBT_SEND_ANONYMOUS_USAGE_STATS": "false", "DO_NOT_TRACK": "1"}
    command = [str(dbt), "--no-version-check", "debug", "--project-dir", str(project), "--profiles-dir", str(project)]
    code = f"import subprocess\nprint(subprocess.run({command!r}, capture_output=True, text=True).stdout)"
    out = run(clouds, code, timeout=300, **environment)
    assert "Connection test: [OK connection ok]" in re.sub(r"\x1b\[\d+m", "", out), out
    assert 200 in clouds.bigquery.statuses and 200 in clouds.iam.statuses
