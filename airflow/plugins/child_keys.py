"""Google credentials for the processes that a task starts: another Python, dbt, gcloud, a Java or Go program.

They know nothing of the plugin, and their Google library knows no container endpoint of AWS; but each knows the metadata
server of EC2. So the process that starts them answers in its form, on loopback, with the keys of that moment, and gives them
a credential configuration that names this address. No key is written anywhere; the address ends with the process.

``install`` is called by ``airflow_local_settings.py``, on MWAA and ECS only.
"""

import functools
import json
import os
import secrets
import sys
import threading

from aws_federation import MARK, ours

VARIABLE = "GOOGLE_APPLICATION_CREDENTIALS"
GCLOUD = "CLOUDSDK_AUTH_CREDENTIAL_FILE_OVERRIDE"  # gcloud and bq do not read the other one
ORIGIN = "GOOGLE_APPLICATION_CREDENTIALS_OF_PARENT"  # for a child that is Airflow and has the plugin itself
POSITION = 10  # of ``env`` among the arguments of Popen

_lock = threading.Lock()
_made: dict[str, str] = {}  # configuration that this process was given -> the one for its children


def _forget() -> None:
    """A forked child has no thread that answers, and its parent may end before it: it makes its own."""
    global _lock
    _lock = threading.Lock()
    _made.clear()


os.register_at_fork(after_in_child=_forget)


def _serve() -> str:
    """Start to answer; gives the address. The name in it is a secret: a page that a task is made to fetch cannot guess it."""
    from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

    name = MARK + secrets.token_urlsafe(24)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            status, body = 404, "unknown address"
            if self.path in (f"{name}/keys", f"{name}/keys/role", f"{name}/zone"):
                try:
                    status, body = 200, _answer(self.path.removeprefix(f"{name}/"))
                except Exception as problem:  # said to the child, whose library prints it
                    status, body = 503, str(problem)
            self.send_response(status)
            self.send_header("Content-Type", "text/plain")
            self.send_header("Content-Length", str(len(body.encode())))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, name="keys-for-children", daemon=True).start()
    return f"http://127.0.0.1:{server.server_address[1]}{name}"


def _answer(asked: str) -> str:
    if asked == "keys":
        return "role"
    import google.auth.aws  # noqa: F401  (first: its import installs the other)
    from fresh_aws_keys import FreshKeys

    if asked == "zone":
        return FreshKeys().get_aws_region(None, None) + "a"  # the readers take off the zone's letter
    keys = FreshKeys().get_aws_security_credentials(None, None)
    names = {"AccessKeyId": keys.access_key_id, "SecretAccessKey": keys.secret_access_key, "Token": keys.session_token}
    return json.dumps({"Code": "Success", **names})


def _write(info: dict) -> str:
    """A file that only this user reads, in memory where there is such a folder; those of processes that are gone go now."""
    import tempfile
    from pathlib import Path

    memory = "/dev/shm"
    folder = Path(memory if os.access(memory, os.W_OK) else tempfile.gettempdir()) / f"google-credentials-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid != os.getuid():
        raise PermissionError(f"{folder} belongs to somebody else")
    for old in folder.glob("*.json"):
        if not os.path.exists(f"/proc/{old.name.split('-')[0]}"):
            old.unlink(missing_ok=True)
    file, path = tempfile.mkstemp(".json", f"{os.getpid()}-", folder)
    with open(file, "w") as opened:
        json.dump(info, opened)
    return path


def _config(path: str) -> str:
    """The path of a configuration for children that is like the one at ``path``, or that path where it is not ours."""
    with _lock:
        if path not in _made:
            _made[path] = path  # also where the rest fails: it would fail again
            with open(path) as file:
                info = json.load(file)
            if isinstance(info, dict) and info.get("type") == "external_account" and ours(info):
                address = _serve()
                source = {**info["credential_source"], "url": f"{address}/keys", "region_url": f"{address}/zone"}
                source.pop("imdsv2_session_token_url", None)
                _made[path] = _write({**info, "credential_source": source})
        return _made[path]


def _handed(environment) -> dict | None:
    """The environment for a child, or None where nothing has to change."""
    given = os.environ if environment is None else environment
    path = given.get(VARIABLE)
    if not path or path != os.environ.get(VARIABLE):
        return None
    config = _config(path)
    if config == path:
        return None
    changed = {**given, VARIABLE: config, ORIGIN: path}
    changed.setdefault(GCLOUD, config)
    if any(given.get(name) for name in ("http_proxy", "HTTP_PROXY")):
        for name in ("no_proxy", "NO_PROXY"):
            changed[name] = ",".join(filter(None, [given.get(name), "127.0.0.1"]))
    return changed


def install(module) -> None:
    """Make ``subprocess.Popen`` hand the configuration down; done once, however often it is called."""
    original = module.Popen.__init__
    if getattr(original, "child_keys", False) or sys.platform != "linux":
        return

    @functools.wraps(original)
    def __init__(self, *arguments, **more):
        positional = len(arguments) > POSITION
        try:
            changed = _handed(arguments[POSITION] if positional else more.get("env"))
        except Exception as problem:
            print(f"Google credentials are not handed to a child process: {problem}", file=sys.stderr)
            changed = None
        if changed is not None and positional:
            arguments = (*arguments[:POSITION], changed, *arguments[POSITION + 1 :])
        elif changed is not None:
            more["env"] = changed
        original(self, *arguments, **more)

    __init__.child_keys = True
    module.Popen.__init__ = __init__
