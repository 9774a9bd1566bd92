"""Run images from private Amazon ECR registries with Airflow's ``DockerOperator``, with no login of one's own.

An ECR password lives for 12 hours, and ``DockerOperator`` takes none. The operator here fetches one at the moment of the
pull and sends it with that one request; there is no connection to keep up to date, and nothing reaches the metadata
database, an argument list, a disk or the log.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from airflow.exceptions import AirflowException
from airflow.providers.amazon.aws.hooks.ecr import EcrHook
from airflow.providers.docker.decorators.docker import _DockerDecoratedOperator
from airflow.providers.docker.operators.docker import DockerOperator
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError
from docker.errors import APIError

try:  # Airflow 3
    from airflow.sdk import task
    from airflow.sdk.bases.decorator import task_decorator_factory
except ImportError:  # Airflow 2
    from airflow.decorators import task
    from airflow.decorators.base import task_decorator_factory

if TYPE_CHECKING:
    from docker import APIClient

# Registry names of every partition, FIPS and dual-stack, as Amazon's own credential helper knows them
# (awslabs/amazon-ecr-credential-helper, ecr-login/api/client.go).
# A host's name may be written in capitals, and with the port of HTTPS.
REGISTRY = re.compile(
    r"(?P<account>\d{12})\.dkr[.-]ecr(?P<fips>-fips)?\.(?P<region>[a-z0-9][a-z0-9-]*)\."
    r"(?:amazonaws\.(?:com(?:\.cn)?|eu)|on\.(?:aws|amazonwebservices\.com\.cn)"
    r"|sc2s\.sgov\.gov|c2s\.ic\.gov|cloud\.adc-e\.uk|csp\.hci\.ic\.gov)(?::443)?",
    re.IGNORECASE,
)
PULL_PERMISSIONS = "ecr:BatchGetImage, ecr:GetDownloadUrlForLayer and ecr:BatchCheckLayerAvailability"


class EcrDockerOperator(DockerOperator):
    """
    ``DockerOperator`` for images in Amazon ECR; any other image is run as ``DockerOperator`` runs it.

    The registry, its account and its region are read from the image's name, so images of other accounts, regions and
    partitions need nothing more than the permissions. The role of the process (on MWAA: the execution role) needs
    ``ecr:GetAuthorizationToken`` on ``*``, and ``ecr:BatchGetImage``, ``ecr:GetDownloadUrlForLayer`` and
    ``ecr:BatchCheckLayerAvailability`` on the repository; for another account's repository its policy must allow the
    role as well.

    The image is pulled by the Docker daemon that ``docker_url`` or ``DOCKER_HOST`` names. Amazon MWAA has none: see
    ``docs/ecr-images.md``.

    :param image: (templated) ``ACCOUNT.dkr.ecr.REGION.amazonaws.com/REPOSITORY:TAG``, or any other image
    :param aws_conn_id: Airflow connection with the AWS credentials to log in with; by default none, so that the
        process's own are used and no connection is read.

    All other arguments and the template fields are those of
    :class:`~airflow.providers.docker.operators.docker.DockerOperator`.
    """

    def __init__(self, *, aws_conn_id: str | None = None, **kwargs) -> None:
        super().__init__(**kwargs)
        self.aws_conn_id = aws_conn_id

    @property
    def cli(self) -> APIClient:
        client = super().cli
        if not isinstance(client.pull, _Pull):
            client.pull = _Pull(client.pull, self.aws_conn_id)
        return client


class _EcrDockerDecoratedOperator(EcrDockerOperator, _DockerDecoratedOperator):
    custom_operator_name = "@task.ecr_docker"
    template_fields = _DockerDecoratedOperator.template_fields


def ecr_docker_task(python_callable=None, multiple_outputs: bool | None = None, **kwargs):
    """
    ``@task.ecr_docker``: ``@task.docker`` for an image in Amazon ECR; it is there as soon as this module is imported.

    :param python_callable: the function that runs in the container
    :param multiple_outputs: whether a dictionary that it returns becomes one XCom for each key; by default no
    :param kwargs: what ``@task.docker`` and :class:`EcrDockerOperator` take
    """
    return task_decorator_factory(
        python_callable=python_callable,
        multiple_outputs=multiple_outputs,
        decorated_operator_class=_EcrDockerDecoratedOperator,
        **kwargs,
    )


task.ecr_docker = ecr_docker_task


class _Pull:
    """The client's ``pull``, which logs in to ECR just before and reads the answers for a refusal."""

    def __init__(self, pull, aws_conn_id: str | None):
        self.pull, self.aws_conn_id = pull, aws_conn_id

    def __call__(self, repository: str, *args, **kwargs):
        credentials = login(repository, self.aws_conn_id)
        if credentials is None:
            return self.pull(repository, *args, **kwargs)
        kwargs["auth_config"] = credentials
        try:
            return self._checked(self.pull(repository, *args, **kwargs), repository)
        except APIError as error:
            raise _refused(repository, error.explanation or str(error)) from error

    @staticmethod
    def _checked(answers, repository: str):
        """Docker reports what goes wrong after its first byte as one more line, which DockerOperator passes over."""
        if isinstance(answers, str):
            return answers
        return (_fine(answer, repository) for answer in answers)


def _fine(answer, repository: str):
    if isinstance(answer, dict) and answer.get("error"):
        raise _refused(repository, answer["error"])
    return answer


def login(image: str, aws_conn_id: str | None = None) -> dict[str, str] | None:
    """
    A user and a fresh password for the registry of an image; they are good for 12 hours.

    :param image: the image's name
    :param aws_conn_id: Airflow connection with the AWS credentials; by default the process's own are used
    :return: ``username`` and ``password``, or None for an image that is not in a private ECR registry
    :raises AirflowException: where AWS gives none, with the permission that is missing
    """
    host, slash, _ = image.partition("/")
    registry = REGISTRY.fullmatch(host)
    if not registry or not slash:
        return None
    account, region = registry["account"], registry["region"].lower()
    config = Config(use_fips_endpoint=True) if registry["fips"] else None
    try:
        hook = EcrHook(aws_conn_id=aws_conn_id, region_name=region, config=config)
        found = hook.get_temporary_credentials(registry_ids=account)[0]
    except ClientError as error:
        code = error.response["Error"]["Code"]
        hint = (
            '; the role needs ecr:GetAuthorizationToken on resource "*"'
            if code in ("AccessDenied", "AccessDeniedException", "UnauthorizedOperation")
            else ""
        )
        raise AirflowException(f"No login for the ECR registry {account} in {region}: {error}{hint}") from error
    except NoCredentialsError as error:
        raise AirflowException(
            f"No login for the ECR registry {account} in {region}: this process has no AWS credentials. On MWAA they are "
            "those of the execution role; on GKE give the pods a role, or name a connection with aws_conn_id"
        ) from error
    except BotoCoreError as error:
        raise AirflowException(f"No login for the ECR registry {account} in {region}: {error}") from error
    return {"username": found.username, "password": found.password}


def _refused(repository: str, said: str) -> AirflowException:
    """What the daemon passed on from ECR, with what is likely missing."""
    named = re.search(r"not authorized to perform: (ecr:\w+)", said)
    if named:
        hint = f"the role needs {named[1]} on the repository"
    elif re.search(r"denied|authoriz|credential", said, re.IGNORECASE):
        hint = f"the role needs {PULL_PERMISSIONS} on the repository (for another account's, its policy must allow the role too)"
    else:
        hint = "the login was accepted"
    return AirflowException(f"The image {repository} could not be pulled: {said.strip().rstrip('.')}; {hint}")
