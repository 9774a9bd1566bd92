"""Run a container from a private image in Amazon ECR, with no login step, no connection and no stored token.

The image is a parameter; the Docker daemon is the one that ``DOCKER_HOST`` names (MWAA has none of its own: see
``docs/ecr-images.md`` for ECS and Kubernetes). The command changes nothing outside its container, so a run can be repeated.
"""

import datetime

try:  # Airflow 3
    from airflow.sdk import DAG, Param
except ImportError:  # Airflow 2
    from airflow import DAG
    from airflow.models.param import Param

from ecr_docker import EcrDockerOperator

with DAG(
    "ecr_image",
    doc_md=__doc__,
    schedule=None,
    start_date=datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc),
    catchup=False,
    params={
        "image": Param(
            "123456789012.dkr.ecr.us-east-1.amazonaws.com/hello:latest",
            type="string",
            description="ACCOUNT.dkr.ecr.REGION.amazonaws.com/REPOSITORY:TAG",
        ),
        "message": Param("hello from ECR", type="string"),
    },
    tags=["aws"],
):
    EcrDockerOperator(
        task_id="run",
        image="{{ params.image }}",
        command=["echo", "{{ params.message }}"],
        mount_tmp_dir=False,
        auto_remove="success",
        force_pull=True,
    )
