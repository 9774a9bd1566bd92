"""The DAGs of `docs/ecr-images.md` for ECS and Kubernetes, run as they are printed there."""

import json

from conftest import airflow_in
from standins.ecs import Ecs
from standins.kubernetes import Kubernetes
from standins.server import serve
from test_dags import blocks


def printed(folder, dag_id: str, **changes: str):
    """The block of the page with that DAG, in a folder of its own."""
    (text,) = [block for block in blocks() if f'"{dag_id}"' in block]
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    folder.mkdir()
    (folder / f"{dag_id}.py").write_text(text)
    return str(folder)


def test_the_dag_for_ecs_runs_its_task(clouds, migrated, tmp_path):
    ecs = Ecs(clouds.role)
    with serve([ecs], clouds.trust) as routes:
        clouds.routes |= routes
        airflow = airflow_in(clouds, migrated)
        airflow.environment["AIRFLOW__CORE__DAGS_FOLDER"] = printed(
            tmp_path / "dags", "ecr_on_ecs", **{"waiter_delay=6": "waiter_delay=1"}
        )
        conf = json.dumps({"subnet": "subnet-0a", "message": "from ECR"})
        done = airflow.run("dags", "test", "ecr_on_ecs", "2026-03-01", "--conf", conf)
    assert done.returncode == 0, (done.stdout + done.stderr)[-5000:]
    (task,) = ecs.tasks.values()
    assert task["lastStatus"] == "STOPPED"
    assert task["overrides"]["containerOverrides"] == [{"name": "hello", "command": ["echo", "from ECR"]}]


def test_the_dag_for_kubernetes_makes_its_pull_secret_and_runs_its_pod(docker, migrated, tmp_path):
    kubernetes = Kubernetes(docker.ecr)
    with serve([kubernetes]) as local:
        config = tmp_path / "kubeconfig"
        config.write_text(
            json.dumps(
                {
                    "apiVersion": "v1",
                    "kind": "Config",
                    "current-context": "one",
                    "clusters": [{"name": "one", "cluster": {"server": f"http://127.0.0.1:{local['127.0.0.1']}"}}],
                    "contexts": [{"name": "one", "context": {"cluster": "one", "user": "one"}}],
                    "users": [{"name": "one", "user": {"token": "x"}}],
                }
            )
        )
        airflow = airflow_in(docker, migrated)
        # The one change: this process is in no pod, so the cluster is named by a file.
        changes = {"in_cluster=True": f'in_cluster=False, config_file="{config}"'}
        airflow.environment["AIRFLOW__CORE__DAGS_FOLDER"] = printed(tmp_path / "dags", "ecr_on_kubernetes", **changes)
        outputs = []
        for _ in range(2):  # the second run finds the secret of the first
            done = airflow.run("dags", "test", "ecr_on_kubernetes", "2026-03-01")
            outputs.append(done.stdout + done.stderr)
            assert done.returncode == 0, outputs[-1][-5000:]
    assert all("hello" in output for output in outputs)
    assert [len(docker.ecr.passwords), list(kubernetes.secrets), kubernetes.pods] == [2, ["ecr-pull"], {}]
    assert not any(password in output for password in docker.ecr.passwords for output in outputs)
