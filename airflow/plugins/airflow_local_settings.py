"""Give every Airflow process Google credentials whose AWS half never goes stale.

Airflow imports this file in each process it starts. On MWAA the image's own ``config/airflow_local_settings.py`` runs it
(``aws/amazon-mwaa-docker-images``), also before ``requirements.txt`` is installed, and an exception here would end the
container. So nothing but the standard library is imported now, and Google's libraries are touched only at the moment a
process imports one of them itself: ``google.auth.aws``, which google-auth does for an AWS ``external_account`` and nothing
else, or gcloud-aio's token, which deferrable operators do. A process without Google pays for one entry of
``sys.meta_path``; on GKE, where the metadata server gives the credentials, that entry is never used.
"""

import importlib
import importlib.machinery
import os
import sys

# Airflow copies the public names of this module into its settings: there are none to copy.
__all__: list[str] = []

# A process of Airflow's that another one started: it needs nothing of its parent, which may end before it.
if os.environ.get("GOOGLE_APPLICATION_CREDENTIALS_OF_PARENT"):
    os.environ["GOOGLE_APPLICATION_CREDENTIALS"] = os.environ.pop("GOOGLE_APPLICATION_CREDENTIALS_OF_PARENT")

# Module that is waited for -> ours, whose ``install`` gets it.
_TARGETS = {"google.auth.aws": "fresh_aws_keys", "gcloud.aio.auth.token": "fresh_aio_tokens"}
if os.environ.get("GOOGLE_APPLICATION_CREDENTIALS") and any(
    os.environ.get(f"AWS_CONTAINER_CREDENTIALS_{kind}_URI") for kind in ("RELATIVE", "FULL")
):
    _TARGETS["subprocess"] = "child_keys"


def _ours(name: str):
    # Airflow puts the plugins folder on the path; a process that runs this file in another way may not have it there.
    folder = os.path.dirname(__file__)
    if folder not in sys.path:
        sys.path.append(folder)
    return importlib.import_module(name)


def _install(module) -> None:
    _ours(_TARGETS[module.__name__]).install(module)


class _WhenImported:
    """Lets the ordinary finder find a module that is waited for, and adds a step after its loading.

    No subclass of ``importlib.abc.MetaPathFinder``: that module would bring 28 others into a process that has none yet."""

    def find_spec(self, fullname, path, target=None):
        if fullname not in _TARGETS:
            return None
        spec = importlib.machinery.PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.loader is not None:
            load = spec.loader.exec_module

            def exec_module(module):
                load(module)
                _install(module)

            spec.loader.exec_module = exec_module
        return spec


# The same file can be run more than once in a process (by Airflow, by MWAA, by a reload): one finder is enough.
if not any(type(finder).__name__ == _WhenImported.__name__ for finder in sys.meta_path):
    sys.meta_path.insert(0, _WhenImported())
for _name in _TARGETS:
    if _name in sys.modules:
        _install(sys.modules[_name])

# Only where Airflow runs this file, itself or by MWAA's module of that name: a DAG is read in no other process.
if "airflow_local_settings" in sys.modules:
    _ours("paused_until_woken").install(sys.modules["airflow_local_settings"])
