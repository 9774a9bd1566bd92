"""A file that Airflow takes for a DAG's and cannot import."""

from airflow import DAG
from airflow_module_that_does_not_exist import anything

with DAG("probe_broken"):
    anything()
