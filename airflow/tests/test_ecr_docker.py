"""``EcrDockerOperator`` in a real Airflow, with the real docker and boto3, moto's ECR and a daemon that checks the login."""

import json
import subprocess
import sys
import textwrap
import time
import urllib.request

import botocore.session
import pytest
from conftest import AIRFLOW, airflow_in
from standins.server import Reply

IMAGE = "123456789012.dkr.ecr.us-east-1.amazonaws.com/hello:1.0"


def run(docker, image: str, *, before: str = "", after: str = "", timeout: float = 120, **more):
    code = f"""
        import logging
        logging.basicConfig(level=logging.DEBUG)
        from ecr_docker import EcrDockerOperator
        operator = EcrDockerOperator(
            task_id="run", image={image!r}, docker_url={docker.host!r}, command=["echo", "hello"],
            mount_tmp_dir=False, auto_remove="success")
        """
    tail = "\nprint('RESULT', operator.execute({}))\n"
    code = textwrap.dedent(before) + textwrap.dedent(code) + tail + textwrap.dedent(after)
    return docker.python(code, timeout=timeout, AIRFLOW_HOME=str(docker.folder / "bare"), **more)


def test_the_dag_runs_its_image_and_leaves_no_password_anywhere(docker, migrated):
    airflow = airflow_in(docker, migrated)
    airflow.environment["DOCKER_HOST"] = docker.host
    conf = json.dumps({"image": IMAGE, "message": "hello there"})
    done = airflow.run("dags", "test", "ecr_image", "2026-03-01", "--conf", conf)
    output = done.stdout + done.stderr
    assert done.returncode == 0, output[-5000:]
    assert "hello there" in output
    (login,) = docker.daemon.logins
    assert login["username"] == "AWS" and set(login) == {"username", "password"}
    assert login["password"] not in output
    assert login["password"].encode() not in (airflow.home / "airflow.db").read_bytes()
    for path in docker.folder.rglob("*"):
        assert not path.is_file() or login["password"].encode() not in path.read_bytes(), path


def test_a_password_is_fetched_for_each_pull_and_a_stale_one_is_refused(docker):
    docker.ecr.lives = 2.0
    again = """
        import time
        time.sleep(2.5)  # the hours of the first one are over
        print("RESULT", operator.execute({}))
        """
    operator = "operator.force_pull = True\n"
    done = run(docker, IMAGE, after=operator + textwrap.dedent(again))
    assert done.returncode == 0, done.stderr[-4000:]
    assert done.stdout.count("RESULT hello") == 2
    first, second = docker.daemon.logins
    assert first["password"] != second["password"]
    time.sleep(2.5)
    with pytest.raises(urllib.error.HTTPError) as refused:
        pull(docker, json.dumps(second).encode())
    assert b"token has expired" in refused.value.read()
    with pytest.raises(urllib.error.HTTPError) as refused:
        pull(docker, None)
    assert b"no basic auth credentials" in refused.value.read()


def pull(docker, login: bytes | None):
    import base64

    url = f"http{docker.host.removeprefix('tcp')}/images/create?fromImage={IMAGE.split(':')[0]}&tag=1.0"
    headers = {"X-Registry-Auth": base64.urlsafe_b64encode(login).decode()} if login else {}
    return urllib.request.urlopen(urllib.request.Request(url, b"", headers), timeout=10)


def test_plain_docker_operator_fails_on_the_same_image(docker):
    """That the daemon bites: the parent class, without a login."""
    done = run(docker, IMAGE, before="import ecr_docker\necr_docker.EcrDockerOperator = ecr_docker.DockerOperator")
    assert done.returncode != 0 and "no basic auth credentials" in done.stderr


NAMES = {
    "123456789012.dkr.ecr.us-east-1.amazonaws.com": "api.ecr.us-east-1.amazonaws.com",
    "210987654321.dkr.ecr.ap-northeast-1.amazonaws.com": "api.ecr.ap-northeast-1.amazonaws.com",
    "123456789012.dkr.ecr-fips.us-east-1.amazonaws.com": "ecr-fips.us-east-1.amazonaws.com",
    "123456789012.dkr-ecr.us-east-1.on.aws": "api.ecr.us-east-1.amazonaws.com",
    "123456789012.dkr-ecr-fips.us-gov-west-1.on.aws": "ecr-fips.us-gov-west-1.amazonaws.com",
    "123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn": "api.ecr.cn-north-1.amazonaws.com.cn",
    "123456789012.dkr-ecr.cn-north-1.on.amazonwebservices.com.cn": "api.ecr.cn-north-1.amazonaws.com.cn",
    "123456789012.dkr.ecr.us-east-1.amazonaws.com:443": "api.ecr.us-east-1.amazonaws.com",
    "123456789012.DKR.ECR.US-East-1.AmazonAWS.com": "api.ecr.us-east-1.amazonaws.com",
    "123456789012.dkr.ecr.us-iso-east-1.c2s.ic.gov": "api.ecr.us-iso-east-1.c2s.ic.gov",
}
if "aws-eusc" in botocore.session.get_session().get_available_partitions():  # the botocore of Airflow 2.10 is older
    NAMES["123456789012.dkr.ecr.eusc-de-east-1.amazonaws.eu"] = "api.ecr.eusc-de-east-1.amazonaws.eu"


def test_the_login_comes_from_the_registry_that_the_image_names(docker):
    """One process for all names: the operator is made anew for each."""
    code = """
        from ecr_docker import EcrDockerOperator
        for image in IMAGES:
            operator = EcrDockerOperator(task_id="run", image=image, docker_url=HOST, command=["echo", "hello"],
                                         mount_tmp_dir=False, auto_remove="success")
            print(operator.execute({}))
        """
    images = [f"{registry}/team/hello:1.0" for registry in NAMES]
    code = f"IMAGES, HOST = {images!r}, {docker.host!r}\n" + textwrap.dedent(code)
    done = docker.python(code, timeout=120, AIRFLOW_HOME=str(docker.folder / "bare"))
    assert done.returncode == 0, done.stderr[-4000:]
    asked = [
        (call.host.replace("api.ecr-fips", "ecr-fips"), call.json["registryIds"]) for _, _, call in docker.ecr.seen
    ]
    assert asked == [(host, [registry[:12]]) for registry, host in NAMES.items()]
    assert docker.ecr.statuses == [200] * len(NAMES)


@pytest.mark.parametrize(
    "image", ["hello-world:latest", "docker.io/library/hello:1", "ghcr.io/a/b:1", "public.ecr.aws/amazonlinux/x:1"]
)
def test_other_images_are_left_alone(image):
    from ecr_docker import _Pull

    calls = []
    _Pull(lambda *args, **kwargs: calls.append((args, kwargs)), None)(image, stream=True, decode=True)
    assert calls == [((image,), {"stream": True, "decode": True})]


@pytest.mark.parametrize(
    "name",
    [
        "123456789012.dkr.ecr.us-east-1.amazonaws.com.evil.example/x",
        "x123456789012.dkr.ecr.us-east-1.amazonaws.com/x",
        "evil.example/123456789012.dkr.ecr.us-east-1.amazonaws.com/x",
        "123456789012.dkr.ecr.us-east-1.amazonaws.com:5000/x",
    ],
)
def test_a_name_that_only_looks_like_a_registry_gets_no_login(name):
    from ecr_docker import REGISTRY

    assert not REGISTRY.fullmatch(name.split("/")[0])


def test_template_fields_and_arguments_are_those_of_docker_operator():
    from airflow.providers.docker.operators.docker import DockerOperator
    from ecr_docker import EcrDockerOperator

    assert EcrDockerOperator.template_fields == DockerOperator.template_fields
    assert EcrDockerOperator.template_ext == DockerOperator.template_ext
    made = EcrDockerOperator(task_id="x", image=IMAGE, environment={"A": "{{ ds }}"}, retries=3, aws_conn_id="mine")
    assert (made.image, made.environment, made.retries, made.aws_conn_id) == (IMAGE, {"A": "{{ ds }}"}, 3, "mine")


DECORATED = """
import datetime
try:
    from airflow.sdk import DAG, task
except ImportError:
    from airflow import DAG
    from airflow.decorators import task
import ecr_docker

with DAG("decorated", schedule=None, start_date=datetime.datetime(2026, 1, 1), catchup=False):
    @task.ecr_docker(image=IMAGE, docker_url=HOST, mount_tmp_dir=False, expect_airflow=False)
    def add(one, two):
        return {"sum": one + two}

    @task
    def show(found):
        print("FOUND", found)

    show(add(2, 3))
"""


def test_a_function_runs_in_an_image_of_ecr_by_a_decorator(docker, migrated):
    airflow = airflow_in(docker, migrated)
    dags = docker.folder / "dags"
    dags.mkdir()
    (dags / "decorated.py").write_text(f"IMAGE, HOST = {IMAGE!r}, {docker.host!r}\n{DECORATED}")
    airflow.environment["AIRFLOW__CORE__DAGS_FOLDER"] = str(dags)
    done = airflow.run("dags", "test", "decorated", "2026-03-01")
    assert done.returncode == 0 and "FOUND {'sum': 5}" in done.stdout + done.stderr, (done.stdout + done.stderr)[-5000:]
    (login,) = docker.daemon.logins
    assert login["username"] == "AWS"


def test_a_refused_login_names_the_permission(docker):
    arn = "arn:aws:sts::123456789012:assumed-role/airflow-execution/AmazonMWAA-airflow"
    said = f"User: {arn} is not authorized to perform: ecr:GetAuthorizationToken on resource: *"
    docker.ecr.fail(Reply(400, {"__type": "AccessDeniedException", "message": said}), 9)
    done = run(docker, IMAGE)
    assert done.returncode != 0
    assert "No login for the ECR registry 123456789012 in us-east-1" in done.stderr
    assert 'the role needs ecr:GetAuthorizationToken on resource "*"' in done.stderr
    assert docker.daemon.logins == []


@pytest.mark.parametrize(
    ("denied", "hint"),
    [
        (
            "denied: User: arn:aws:sts::123456789012:assumed-role/a/b is not authorized to perform: ecr:BatchGetImage on "
            "resource: arn:aws:ecr:us-east-1:123456789012:repository/hello",
            "the role needs ecr:BatchGetImage on the repository",
        ),
        (
            "pull access denied for hello, repository does not exist or may require authorization",
            "the role needs ecr:BatchGetImage, ecr:GetDownloadUrlForLayer and ecr:BatchCheckLayerAvailability",
        ),
        ("toomanyrequests: Rate exceeded", "the login was accepted"),
    ],
)
def test_a_refused_pull_names_the_permission(docker, denied, hint):
    docker.daemon.denies = denied
    done = run(docker, IMAGE)
    assert done.returncode != 0
    assert f"The image {IMAGE} could not be pulled: {denied}; {hint}" in done.stderr


def test_without_aws_credentials_it_says_so(docker):
    before = "import os\nos.environ.pop('AWS_CONTAINER_CREDENTIALS_RELATIVE_URI')"
    done = run(docker, IMAGE, before=before, AWS_EC2_METADATA_DISABLED="true")
    assert done.returncode != 0 and "this process has no AWS credentials" in done.stderr


def test_it_is_not_loaded_as_a_plugin_in_processes_that_do_not_use_it(airflow):
    """Airflow runs each file of the plugins folder in each process; these are for import."""
    code = """
        import sys
        from airflow import plugins_manager
        plugins_manager.ensure_plugins_loaded() if hasattr(plugins_manager, "ensure_plugins_loaded") else plugins_manager._get_plugins()
        assert not {"ecr_docker", "fresh_aws_keys", "docker"} & set(sys.modules), set(sys.modules)
        from ecr_docker import EcrDockerOperator
        print(EcrDockerOperator.__name__)
        """
    command = [sys.executable, "-c", textwrap.dedent(code)]
    done = subprocess.run(command, env=airflow.environment, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "EcrDockerOperator"
    ignored = set((AIRFLOW / "plugins" / ".airflowignore").read_text().split())
    assert {path.name for path in (AIRFLOW / "plugins").glob("*.py")} <= ignored
