"""Has every new DAG start paused while the stack's waking is not over.

MWAA's new environment has an empty database: each DAG in it is new. Airflow asks ``[core] dags_are_paused_at_creation`` then,
but ``is_paused_upon_creation`` of a DAG's file wins over it (``update_orm_from_dags`` / ``collection.py``), so no setting of the
environment alone holds them all. ``npm run sleep`` puts a marker into the DAG folder; ``npm run wake`` removes it once the set
of paused DAGs is back. A cluster policy is called for each DAG after its file was read and before its row is made
(https://airflow.apache.org/docs/apache-airflow/stable/administration-and-deployment/cluster-policies.html).
"""

import os

MARKER = ".paused-until-woken"
NAME = "paused_until_woken"


def install(settings) -> None:
    """Register the policy in ``airflow.settings``, once a process."""
    from airflow.policies import hookimpl

    class Policy:
        @staticmethod
        @hookimpl
        def dag_policy(dag) -> None:
            if os.path.exists(os.path.join(settings.DAGS_FOLDER, MARKER)):
                dag.is_paused_upon_creation = True

    # Airflow 3 makes it when it is asked for; 2 before it imports the local settings.
    ask = getattr(settings, "get_policy_plugin_manager", None)
    manager = ask() if ask else settings.POLICY_PLUGIN_MANAGER
    if not manager.has_plugin(NAME):
        manager.register(Policy, NAME)
