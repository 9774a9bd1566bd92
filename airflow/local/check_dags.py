"""Import every DAG file in this Airflow and say what is wrong with it: the part of `dags check` that runs inside Airflow.

    python check_dags.py < JSON      {"folder": DAGS, "files": [PATH in the folder] or null, "processes": N or null}

Writes one JSON object a line to standard output: first what it runs in, then one for each file, in the order in which they
are done. What DAG files print goes to standard error. Airflow is set up by the environment variables that it is started with;
it needs no database. Works in Airflow 2.10 to 3.3.
"""

import functools
import gc
import importlib
import inspect
import json
import multiprocessing
import os
import platform
import signal
import sys
import time
import traceback
import types
from collections import Counter
from contextlib import suppress
from multiprocessing.connection import wait
from pathlib import Path

from import_calls import Calls
from import_errors import located, readable

GRACE = 15  # seconds beyond Airflow's own limit, after which a process that hangs is ended


def dagbag_class():
    try:
        from airflow.dag_processing.dagbag import DagBag  # 3.2 and later
    except ImportError:
        from airflow.models.dagbag import DagBag
    return DagBag


def serialisation():
    from airflow.serialization import serialized_objects

    # It asks for the arguments of the same few classes again with every task: a quarter of its time.
    signature = functools.lru_cache(inspect.signature)
    serialized_objects.signature = signature
    serialized_objects.inspect = types.SimpleNamespace(**vars(inspect) | {"signature": signature})
    return getattr(serialized_objects, "DagSerialization", None) or serialized_objects.SerializedDAG


def module_name(path: str) -> str:
    from airflow.utils import file

    return file.get_unique_dag_module_name(path)


class Importer:
    """Imports one file after the other, in a process that has loaded Airflow already."""

    def __init__(self, folder: str):
        self.folder = folder
        self.calls = Calls(folder)
        self.dagbag = dagbag_class()
        self.form = serialisation()
        self.read_back: set[frozenset] = set()

    def check(self, path: str) -> dict:
        bag = self.dagbag(dag_folder=os.devnull, collect_dags=False)
        began = time.monotonic()
        found = []
        with self.calls.watched() as calls:
            try:
                found = bag.process_file(path, only_if_updated=False)
            except BaseException:  # SystemExit, which Airflow 2 lets through
                bag.import_errors[path] = traceback.format_exc()
        seconds = time.monotonic() - began
        findings = [located(self.folder, path, text) for text in bag.import_errors.values()]
        findings += [{"rule": "call", "level": "warning", **call} for call in calls]
        ids = Counter(dag.dag_id for dag in {id(dag): dag for dag in [*found, *self.named(path)]}.values())
        for dag_id in (one for one, times in ids.items() if times > 1):
            message = f'{ids[dag_id]} DAGs of this file have the id "{dag_id}": Airflow keeps the last alone'
            findings.append({"rule": "duplicate", "level": "error", "dagId": dag_id, "message": message})
        for dag in found:
            with suppress(AttributeError):
                if dag.parent_dag is not None:  # a part of another, in Airflow 2
                    continue
            problem = self.lost(dag)
            if problem:
                findings.append({"rule": "serialisation", "level": "error", "dagId": dag.dag_id, "message": problem})
        dags = sorted({dag.dag_id for dag in found})
        return {"seconds": round(seconds, 3), "dags": dags, "findings": findings}

    def named(self, path: str) -> list:
        """DAGs that the file's own names hold: of two with one id Airflow 3.3 gives the last alone."""
        module = sys.modules.get(module_name(path))
        return [
            one for one in vars(module or object).values() if type(one).__name__ == "DAG" and hasattr(one, "dag_id")
        ]

    def lost(self, dag) -> str | None:
        """Why the DAG cannot go through Airflow's database, where the scheduler and the page read it."""
        try:
            stored = json.dumps(self.form.to_dict(dag))
            # Reading back takes as long as the import: once for DAGs that are made of the same classes.
            kinds = frozenset({type(dag.timetable), *map(type, dag.tasks), *map(type, dag.params.values())})
            if kinds not in self.read_back:
                self.form.from_dict(json.loads(stored))
                self.read_back.add(kinds)
        except Exception as error:
            # Airflow wraps the reason: the first error is the one that names what cannot be stored.
            while error.__cause__ or error.__context__:
                error = error.__cause__ or error.__context__
            text = (
                f"{type(error).__name__}: {str(error).strip().splitlines()[0] if str(error).strip() else 'no reason'}"
            )
            return f"Airflow cannot store it: {readable(text)}"
        return None


def work(channel, importer: Importer) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends this process
    gc.set_threshold(50_000, 20, 100)  # a file makes thousands of objects that stay until it is done
    while (path := channel.recv()) is not None:
        try:
            channel.send(importer.check(path))
        except Exception:  # of this program's: no DAG file is at fault
            channel.send({"fault": traceback.format_exc()})
    # Not by `exit`: what Airflow and the DAGs left to be done at the end is of no use to anybody.
    os._exit(0)


class Worker:
    """A process for files, one at a time; where a file ends it, that is known to be this file's doing."""

    def __init__(self, importer: Importer):
        self.channel, other = multiprocessing.Pipe()
        self.process = multiprocessing.get_context("fork").Process(target=work, args=(other, importer), daemon=True)
        self.process.start()
        other.close()
        self.path: str | None = None
        self.since = 0.0

    def give(self, path: str) -> None:
        self.path, self.since = path, time.monotonic()
        self.channel.send(path)

    def end(self) -> None:
        with suppress(OSError):
            self.channel.send(None)
        self.process.join(2)
        self.process.kill()
        self.process.join()

    def ended(self, limit: float) -> dict:
        """The result of a file that ended its process, or kept it beyond the limit."""
        self.process.join(1)  # its end of the channel closes a moment before it is gone
        hung = self.process.is_alive()
        self.process.kill()
        self.process.join()
        code = self.process.exitcode or 0
        how = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        message = (
            f"its import takes more than {limit:.0f} s, and could not be stopped"
            if hung
            else f"its import ends the whole process ({how})"
        )
        finding = {"rule": "import", "level": "error", "message": message}
        return {"seconds": round(time.monotonic() - self.since, 3), "dags": [], "findings": [finding]}


def checked(paths: list[str], importer: Importer, processes: int):
    """Yields each path with its result."""
    from airflow.configuration import conf

    limit = conf.getfloat("core", "dagbag_import_timeout", fallback=30.0) + GRACE
    waiting = list(reversed(paths))
    workers = [Worker(importer) for _ in range(min(processes, len(paths)))]
    for worker in workers:
        worker.give(waiting.pop())
    while busy := [worker for worker in workers if worker.path]:
        ready = wait([worker.channel for worker in busy], timeout=1)
        for worker in busy:
            late = time.monotonic() - worker.since > limit
            if worker.channel not in ready and not late:
                continue
            path, result = worker.path, None
            with suppress(EOFError, OSError):
                result = None if worker.channel not in ready else worker.channel.recv()
            if result is None:
                result = worker.ended(limit)
                workers.remove(worker)
                worker = Worker(importer)
                workers.append(worker)
            if "fault" in result:
                raise RuntimeError(f"checking {path}: {result['fault']}")
            worker.path = None
            if waiting:
                worker.give(waiting.pop())
            yield path, result
    for worker in workers:
        worker.end()


def listed(folder: str, only: list[str] | None) -> list[str]:
    """Files in which Airflow looks for DAGs, sorted; of these the ones that the home gets."""
    from airflow.utils.file import list_py_file_paths

    paths = sorted({os.path.realpath(path) for path in list_py_file_paths(folder)})
    wanted = None if only is None else {os.path.realpath(os.path.join(folder, path)) for path in only}
    return [path for path in paths if wanted is None or path in wanted]


def preload(paths: list[str]) -> None:
    """Imports what of Airflow the files import, once for all processes, as Airflow's own processor does before it forks
    (``scheduler.parsing_pre_import_modules``). What fails here fails again in its file."""
    from airflow.utils.file import iter_airflow_imports

    for module in sorted({module for path in paths for module in iter_airflow_imports(path)}):
        with suppress(Exception):
            importlib.import_module(module)


def plugin_problems(folder: str) -> list[dict]:
    """What Airflow says of plugins that cannot be loaded."""
    from airflow import plugins_manager

    if hasattr(plugins_manager, "ensure_plugins_loaded"):
        plugins_manager.ensure_plugins_loaded()
    told = getattr(plugins_manager, "get_import_errors", None)
    errors = told() if told else plugins_manager.import_errors
    return [
        {"rule": "import", "level": "error", "file": source, "message": f"a plugin that Airflow cannot load: {text}"}
        for source, text in sorted(errors.items())
    ]


def main() -> None:
    asked = json.loads(sys.stdin.read())
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what DAG files print

    def tell(**what) -> None:
        print(json.dumps(what), file=out, flush=True)

    folder = os.path.realpath(asked["folder"])
    sys.path.append(folder)  # as Airflow has it
    try:
        import airflow  # sets itself up: a second time would register the policies of the stack's settings twice

        paths = listed(folder, asked.get("files"))
        files = [Path(path).relative_to(folder).as_posix() for path in paths]
        tell(airflow=airflow.__version__, python=platform.python_version(), files=files)
        problems = plugin_problems(folder)
        preload(paths)
        importer = Importer(folder)
    except Exception:
        return tell(fault=traceback.format_exc())
    tell(findings=problems)
    gc.collect()
    gc.freeze()  # the pages that the processes share stay shared
    processes = asked.get("processes") or os.cpu_count() or 1
    for path, result in checked(paths, importer, processes):
        tell(file=Path(path).relative_to(folder).as_posix(), **result)
    tell(done=True)


if __name__ == "__main__":
    main()
    sys.stderr.flush()
    os._exit(0)  # there is nothing to tidy up, which would take Airflow a moment
