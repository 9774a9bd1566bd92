"""A file that Airflow cannot import."""

from airflow_module_that_does_not_exist import anything  # noqa: F401
