"""A deferrable operator or a trigger of each way that the Google provider has to credentials in the triggerer."""

import datetime

try:  # Airflow 3
    from airflow.sdk import DAG, BaseOperator
except ImportError:  # Airflow 2
    from airflow import DAG
    from airflow.models import BaseOperator

from airflow.providers.google.cloud.operators.bigquery import BigQueryCheckOperator
from airflow.providers.google.cloud.sensors.bigquery import BigQueryTableExistenceSensor
from airflow.providers.google.cloud.sensors.gcs import GCSObjectExistenceSensor
from airflow.providers.google.cloud.sensors.pubsub import PubSubPullSensor
from airflow.providers.google.cloud.triggers.cloud_sql import CloudSQLExportTrigger
from airflow.providers.google.cloud.triggers.dataproc import DataprocSubmitTrigger

PROJECT = "example-project"


class Wait(BaseOperator):
    """Gives itself to a trigger at once, for operators whose first half would need a whole service."""

    def __init__(self, trigger, **more):
        super().__init__(**more)
        self.trigger = trigger

    def execute(self, context):
        self.defer(trigger=self.trigger(), method_name="done")

    def done(self, context, event):
        print(f"EVENT {event}")
        if "error" in str(event.get("status", "")).lower():
            raise RuntimeError(event)


with DAG(
    "google_deferrable",
    schedule=None,
    start_date=datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc),
    catchup=False,
    # Airflow's scheduler may fail a task that its trigger has given back before the end of its first half was read from the
    # executor ("finished with state success, but the task instance's state is queued"); a try more is not what is tested here.
    default_args={"retries": 3, "retry_delay": datetime.timedelta(seconds=1)},
):
    # gcloud-aio with the credentials of google-auth
    GCSObjectExistenceSensor(task_id="gcs", bucket="a-bucket", object="late", deferrable=True, poke_interval=1)
    BigQueryTableExistenceSensor(
        task_id="table", project_id=PROJECT, dataset_id="a", table_id="late", deferrable=True, poke_interval=1
    )
    BigQueryCheckOperator(
        task_id="check", sql="SELECT 1 AS slow", use_legacy_sql=False, deferrable=True, poll_interval=1
    )
    # gcloud-aio with credentials that it looks for itself
    Wait(
        task_id="sql",
        trigger=lambda: CloudSQLExportTrigger(operation_name="an-export", project_id=PROJECT, poke_interval=1),
    )
    # Google's own asynchronous clients, over gRPC
    PubSubPullSensor(
        task_id="pubsub", project_id=PROJECT, subscription="a-subscription", deferrable=True, poke_interval=1
    )
    Wait(
        task_id="dataproc",
        trigger=lambda: DataprocSubmitTrigger(
            job_id="a-job", project_id=PROJECT, region="us-central1", polling_interval_seconds=1
        ),
    )
