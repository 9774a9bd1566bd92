"""Has every new DAG start paused while the stack's waking is not over.

MWAA's new environment has an empty database: each DAG in it is new. Airflow asks ``[core] dags_are_paused_at_creation`` then,
but ``is_paused_upon_creation`` of a DAG's file wins over it (``update_orm_from_dags`` / ``collection.py``), so no setting of the
environment alone holds them all. ``npm run sleep`` puts a marker into the DAG folder; ``npm run wake`` removes it once the set
of paused DAGs is back. A cluster policy is called for each DAG after its file was read and before its row is made
(https://airflow.apache.org/docs/apache-airflow/stable/administration-and-deployment/cluster-policies.html).
"""

import os

MARKER = ".paused-until-woken"


def dag_policy(dag) -> None:
    """Airflow's hook, by its name."""
    from airflow import settings

    if os.path.exists(os.path.join(settings.DAGS_FOLDER, MARKER)):
        dag.is_paused_upon_creation = True


def install(host) -> None:
    """Add the policy to ``host``, the module ``airflow_local_settings`` whose policies Airflow asks for.

    On MWAA that is the image's own, which exports nothing. A plugin of Airflow's plugin manager would not last: the process
    of Airflow 2 that reads DAG files loads ``airflow.settings`` anew and asks the same module again (``manager.py``)."""
    theirs = getattr(host, "dag_policy", None)
    if theirs is dag_policy:
        return
    if theirs is None:
        host.dag_policy = dag_policy
    else:

        def both(dag) -> None:
            theirs(dag)
            dag_policy(dag)

        host.dag_policy = both
    if "dag_policy" not in getattr(host, "__all__", ["dag_policy"]):
        host.__all__ = [*host.__all__, "dag_policy"]
