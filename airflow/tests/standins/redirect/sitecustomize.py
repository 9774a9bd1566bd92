"""Lead a test process's connections to the stand-ins, and refuse every other way out of the machine.

Python runs this file at start when its folder is on PYTHONPATH. ``STANDIN_ROUTES`` is JSON: a host pattern -> the loopback
port that stands in for it. Only name resolution is changed, so URLs, host headers, TLS names and signatures stay real.
With ``STANDIN_LOG`` set, each name asked for (loopback excepted) is appended to that file.
"""

import json
import os
import socket
from fnmatch import fnmatch

LOOPBACK = {"localhost", "127.0.0.1", "::1", "0.0.0.0", "", None, socket.gethostname()}
routes = json.loads(os.environ.get("STANDIN_ROUTES", "{}"))
resolve = socket.getaddrinfo


def getaddrinfo(host, port, *args, **kwargs):
    host = host.decode() if isinstance(host, bytes) else host
    if host in LOOPBACK:
        return resolve(host, port, *args, **kwargs)
    if os.environ.get("STANDIN_LOG"):
        with open(os.environ["STANDIN_LOG"], "a") as log:
            log.write(f"{host}\n")
    for pattern, local in routes.items():
        if fnmatch(host, pattern):
            return [(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", ("127.0.0.1", local))]
    raise socket.gaierror(socket.EAI_NONAME, f"no stand-in for {host}: a test must not leave this machine")


socket.getaddrinfo = getaddrinfo
