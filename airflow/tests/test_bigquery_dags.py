"""The DAGs that prove the federation, run by a real Airflow against the stand-ins."""

ROWS = "SELECT id, name, strftime(inserted_at, '%Y-%m-%d %H:%M') FROM airflow_check.inserted"


def test_the_row_is_written_once_however_often_the_run_is_repeated(airflow, clouds):
    for dag_id in "bigquery_insert", "bigquery_insert", "bigquery_insert_deferrable":
        done = airflow.run("dags", "test", dag_id, "2026-03-01T09:30:00+00:00")
        assert done.returncode == 0, (done.stdout + done.stderr)[-6000:]
    assert clouds.bigquery.rows(ROWS) == [(555, "ydak", "2026-03-01 09:30")]
    assert len(clouds.bigquery.jobs) == 6
