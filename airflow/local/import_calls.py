"""Sees a DAG file that asks a database or the network while it is imported, which Airflow repeats at every parse.

Python reports its own sockets and SQLite to an audit hook (PEP 578). Drivers that are written in C have sockets of their own:
of those, the function that connects is wrapped when its module is imported.
"""

import contextlib
import functools
import importlib.machinery
import os
import sys

# Module -> functions that connect, with what tells where to.
CONNECT = {
    "psycopg2": ("connect",),
    "psycopg": ("connect",),
    "MySQLdb": ("connect",),
    "pymssql": ("connect",),
    "pyodbc": ("connect",),
    "cx_Oracle": ("connect",),
    "grpc": ("secure_channel", "insecure_channel"),
}
# Airflow 3 asks its own server: functions with the id that is asked for, and the variables that answer before.
ASK = {"_get_variable": "AIRFLOW_VAR_", "_get_connection": "AIRFLOW_CONN_"}
SDK = "airflow.sdk.execution_time.context"
EVENTS = {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "sqlite3.connect"}


OWN_DATABASE = "asks Airflow for a variable or a connection"


class Calls:
    """Watches this process; what it sees between the files of a folder is nobody's."""

    def __init__(self, folder: str):
        self.folder = folder + os.sep
        self.seen: dict[tuple, dict] | None = None
        sys.addaudithook(self.audit)
        sys.meta_path.insert(0, WhenImported(self))
        for module in {*CONNECT, SDK} & set(sys.modules):
            self.wrap(sys.modules[module])

    @contextlib.contextmanager
    def watched(self):
        found: list[dict] = []
        self.seen = {}
        try:
            yield found
        finally:
            found.extend(self.seen.values())
            self.seen = None

    def audit(self, event: str, arguments: tuple) -> None:
        if self.seen is None or event not in EVENTS:
            return
        if event == "sqlite3.connect":
            return self.note(database(str(arguments[0])))
        address = arguments[1] if event == "socket.connect" else arguments[:2]
        if isinstance(address, tuple) and len(address) > 1:
            self.note(f"connects to {text(address[0])}:{text(address[1])}")
        elif event == "socket.connect":
            self.note(f"connects to {text(address)}")
        else:
            self.note(f"looks up {text(address[0])}")

    def note(self, what: str) -> None:
        """Keeps it with the line of the folder that led to it; without one it is Airflow's own doing."""
        frame = sys._getframe(2)
        while frame is not None:
            file = os.path.realpath(frame.f_code.co_filename) if frame.f_code.co_filename[:1] == os.sep else ""
            if file.startswith(self.folder):
                at = (file, frame.f_lineno)
                # The first is the one with the name: an address of numbers follows it.
                self.seen.setdefault(at, {"message": what, "line": frame.f_lineno, "at": file[len(self.folder) :]})
                return
            frame = frame.f_back

    def wrap(self, module) -> None:
        if module.__name__ == SDK:
            return self.wrap_sdk(module)
        for name in CONNECT[module.__name__]:
            real = getattr(module, name, None)
            if real is None:
                continue

            @functools.wraps(real)
            def connect(*arguments, _real=real, _what=module.__name__, **more):
                if self.seen is not None:
                    where = more.get("host") or (arguments[0] if _what == "grpc" and arguments else "")
                    self.note(f"connects with {_what}" + (f" to {text(where)}" if where else ""))
                return _real(*arguments, **more)

            setattr(module, name, connect)

    def wrap_sdk(self, module) -> None:
        for name, prefix in ASK.items():
            real = getattr(module, name, None)
            if real is None:
                continue

            @functools.wraps(real)
            def ask(key, *arguments, _real=real, _prefix=prefix, **more):
                if self.seen is not None and f"{_prefix}{str(key).upper()}" not in os.environ:
                    self.note(OWN_DATABASE)
                return _real(key, *arguments, **more)

            setattr(module, name, ask)


class WhenImported:
    """Lets the ordinary finder find a driver, and wraps it once it is loaded."""

    def __init__(self, calls: Calls):
        self.calls = calls

    def find_spec(self, fullname, path, target=None):
        if fullname not in CONNECT and fullname != SDK:
            return None
        spec = importlib.machinery.PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.loader is not None:
            load = spec.loader.exec_module

            def exec_module(module):
                load(module)
                self.calls.wrap(module)

            spec.loader.exec_module = exec_module
        return spec


def database(path: str) -> str:
    home = os.environ.get("AIRFLOW_HOME", "")
    own = home and os.path.realpath(path).startswith(os.path.realpath(home) + os.sep)
    return OWN_DATABASE if own else f"opens the database {path}"


def text(value) -> str:
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)
