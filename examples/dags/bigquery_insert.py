"""Write one row to BigQuery with no Google key: as a plain task, and as a deferrable one.

``bigquery_insert`` holds a worker while the job runs; ``bigquery_insert_deferrable`` gives it back and lets the triggerer
wait. Both take the Google project and identity from the process, so the file is the same on MWAA and on GKE.

The table is made by the first run. A run that is retried or cleared adds no second row: the statement is an INSERT under a
MERGE, which BigQuery runs one at a time for a table, keyed by the run's own time.
"""

import datetime

try:  # Airflow 3
    from airflow.sdk import DAG, Param
except ImportError:  # Airflow 2
    from airflow import DAG
    from airflow.models.param import Param

from airflow.providers.google.cloud.operators.bigquery import BigQueryInsertJobOperator

CREATE = "CREATE TABLE IF NOT EXISTS `{{ params.dataset }}.{{ params.table }}` (id INT64, name STRING, inserted_at TIMESTAMP)"

# A run of Airflow 3 that was triggered without a logical date still has the time from which it may run.
INSERT = """
MERGE `{{ params.dataset }}.{{ params.table }}` AS kept
USING (SELECT 555 AS id, "ydak" AS name, TIMESTAMP("{{ (dag_run.logical_date or dag_run.run_after).isoformat() }}") AS inserted_at) AS new
ON kept.id = new.id AND kept.inserted_at = new.inserted_at
WHEN NOT MATCHED THEN INSERT (id, name, inserted_at) VALUES (new.id, new.name, new.inserted_at)
"""


def query(task_id: str, sql: str, deferrable: bool = False) -> BigQueryInsertJobOperator:
    return BigQueryInsertJobOperator(
        task_id=task_id,
        configuration={"query": {"query": sql, "useLegacySql": False}},
        deferrable=deferrable,
        poll_interval=2,  # seconds, of the triggerer
    )


for dag_id, deferrable in {"bigquery_insert": False, "bigquery_insert_deferrable": True}.items():
    with DAG(
        dag_id,
        doc_md=__doc__,
        schedule=None,
        start_date=datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc),
        catchup=False,
        default_args={"retries": 1, "retry_delay": datetime.timedelta(seconds=30)},
        params={
            "dataset": Param("airflow_check", type="string", pattern=r"^\w+$", description="an existing dataset"),
            "table": Param("inserted", type="string", pattern=r"^\w+$"),
        },
        tags=["google"],
    ):
        query("create_table", CREATE) >> query("insert", INSERT, deferrable)
