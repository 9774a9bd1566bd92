"""The ground the stand-ins share: one loopback server for many host names, a record of calls, and faults on demand.

A client reaches a stand-in under the real name, with real TLS: ``redirect/sitecustomize.py`` leads its connections here
and ``Trust`` signs the certificates. So the client's own configuration, URLs and signatures stay what they are in a cloud.
"""

import contextlib
import json
import ssl
import threading
import time
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatch
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import trustme


@dataclass
class Call:
    """One request as a service sees it."""

    host: str
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]  # names in lower case
    body: bytes
    target: str  # path and query as sent

    @property
    def json(self):
        return json.loads(self.body or b"{}")

    @property
    def form(self) -> dict[str, str]:
        return dict(urllib.parse.parse_qsl(self.body.decode()))


class Reply(Exception):
    """An answer; raised or returned. ``body`` is sent as JSON unless it is bytes or text already. An iterator of bytes is
    sent piece by piece: in chunks, or where ``kind`` ends with raw-stream as it is, until the connection is closed."""

    def __init__(self, status: int, body=b"", kind: str = "application/json", headers: dict | None = None):
        super().__init__(status, body)
        self.status, self.kind, self.headers = status, kind, headers or {}
        if isinstance(body, str):
            body = body.encode()
        self.body = body if isinstance(body, (bytes, Iterator)) else json.dumps(body).encode()


class Service:
    """A stand-in: subclasses name their hosts and answer a call with ``Reply`` or plain JSON data."""

    hosts: tuple[str, ...] = ()
    tls = True

    def __init__(self):
        self.seen: list[tuple[float, int, Call]] = []  # monotonic time, status, call
        self._faults: list = []
        self._guard = threading.Lock()

    def answer(self, call: Call):
        raise NotImplementedError

    @property
    def statuses(self) -> list[int]:
        return [status for _, status, _ in self.seen]

    def fail(self, fault, times: int = 1) -> None:
        """Answer the next ``times`` calls with ``fault``: a ``Reply``, seconds to be slow, or None to hang up."""
        self._faults += [fault] * times

    def respond(self, call: Call) -> Reply | None:
        with self._guard:
            fault = self._faults.pop(0) if self._faults else 0
        if isinstance(fault, (int, float)):
            time.sleep(fault)
            try:
                reply = self.answer(call)
                reply = reply if isinstance(reply, Reply) else Reply(200, reply)
            except Reply as refusal:
                reply = refusal
        else:
            reply = fault
        self.seen.append((time.monotonic(), reply.status if reply else 0, call))
        return reply


@dataclass
class Trust:
    """A certificate authority made for one run; clients get its file through the usual environment variables."""

    folder: Path
    ca: trustme.CA = field(default_factory=trustme.CA)

    def __post_init__(self):
        self.bundle = self.folder / "ca.pem"
        self.ca.cert_pem.write_to_path(str(self.bundle))

    def context(self, hosts: list[str]) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.ca.issue_cert(*hosts).configure_cert(context)
        return context

    @property
    def environment(self) -> dict[str, str]:
        names = "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE", "AWS_CA_BUNDLE", "CURL_CA_BUNDLE", "HTTPLIB2_CA_CERTS"
        return dict.fromkeys(names, str(self.bundle))


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 60  # of an idle connection

    def _handle(self):
        host = self.headers.get("Host", "").split(":")[0]
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        url = urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(url.query, keep_blank_values=True))
        headers = {name.lower(): value for name, value in self.headers.items()}
        call = Call(host, self.command, url.path, query, headers, body, self.path)
        found = [one for one in self.server.services if any(fnmatch(host, pattern) for pattern in one.hosts)]
        reply = found[0].respond(call) if found else Reply(404, {"error": f"no stand-in for {host}"})
        if reply is None:  # hang up
            self.close_connection = True
            return
        with contextlib.suppress(ConnectionError):  # a client that gave up is no news
            self.send_response(reply.status)
            self.send_header("Content-Type", reply.kind)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            if isinstance(reply.body, bytes):
                self.send_header("Content-Length", str(len(reply.body)))
                self.end_headers()
                self.wfile.write(reply.body)
            elif reply.kind.endswith("raw-stream"):
                self.send_header("Connection", "close")
                self.end_headers()
                for piece in reply.body:
                    self.wfile.write(piece)
            else:
                self.send_header("Transfer-Encoding", "chunked")
                self.end_headers()
                for piece in [*reply.body, b""]:
                    self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = do_HEAD = _handle

    def log_message(self, *_):
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def __init__(self, services: list[Service], context: ssl.SSLContext | None, port: int = 0):
        self.services = services
        super().__init__(("127.0.0.1", port), _Handler)
        if context:
            # The handshake belongs to the connection's own thread: a client that stalls must not stop the others.
            self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)

    def handle_error(self, request, client_address):
        pass  # a client that breaks off


@contextlib.contextmanager
def serve(services: list[Service], trust: Trust | None = None, port: int = 0):
    """Run the services until the block ends; gives the routes for ``redirect/sitecustomize.py``: host pattern -> port.

    With ``trust``, those that want TLS get it; without, all speak plain HTTP on one port (the first given)."""
    groups = [(True, [s for s in services if s.tls]), (False, [s for s in services if not s.tls])]
    running, routes = [], {}
    for tls, members in groups if trust else [(False, services)]:
        if not members:
            continue
        hosts = [host for service in members for host in service.hosts]
        server = _Server(members, trust.context(hosts) if trust and tls else None, port)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()
        running.append(server)
        routes.update(dict.fromkeys(hosts, server.server_address[1]))
    try:
        yield routes
    finally:
        for server in running:
            server.shutdown()
            server.server_close()
