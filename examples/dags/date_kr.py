"""A DAG that is started from outside with a date: ``{"conf": {"date_kr": "2019-11-24"}}``.

Without one the date is the run's own, as it is in Korea. The task returns the date, so the caller can read it back as the
run's result; the same run always gives the same one.
"""

import datetime
import zoneinfo

try:  # Airflow 3
    from airflow.sdk import Param, dag, task
except ImportError:  # Airflow 2
    from airflow.decorators import dag, task
    from airflow.models.param import Param


@dag(
    schedule=None,
    start_date=datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc),
    catchup=False,
    doc_md=__doc__,
    params={
        "date_kr": Param(None, type=["null", "string"], format="date", description="YYYY-MM-DD; the run's if empty")
    },
    tags=["trigger"],
)
def date_kr():
    @task
    def read(dag_run=None) -> str:
        given = (dag_run.conf or {}).get("date_kr")
        if given is None:
            moment = dag_run.logical_date or dag_run.run_after
            given = moment.astimezone(zoneinfo.ZoneInfo("Asia/Seoul")).date().isoformat()
        date = datetime.date.fromisoformat(given)
        print(f"date_kr = {date}")
        return date.isoformat()

    read()


date_kr()
