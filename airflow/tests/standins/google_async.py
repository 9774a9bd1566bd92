"""Stand-ins for what deferrable operators ask: Cloud Storage, Cloud SQL and BigQuery's tables, and two services over gRPC.

Each thing asked for is there at the third call, so that a sensor has to defer first. gRPC resolves names by itself: its calls
come through an HTTP proxy, which leads them to the one server here; TLS and the names in it are real.
"""

import contextlib
import re
import socket
import threading
from concurrent.futures import ThreadPoolExecutor

import grpc

from .google import Tokens
from .server import Call, Reply, Service, Trust

GRPC_HOSTS = ["pubsub.googleapis.com", "us-central1-dataproc.googleapis.com"]


class Late(Service):
    """Paths that answer 404, or a status of going on, until they were asked for twice."""

    hosts = ("storage.googleapis.com", "sqladmin.googleapis.com")
    PENDING = {"sqladmin.googleapis.com": {"status": "RUNNING", "name": "an-export"}}

    def __init__(self, tokens: Tokens):
        super().__init__()
        self.tokens, self.asked = tokens, {}

    def answer(self, call: Call):
        self.tokens.bearer(call)
        times = self.asked[call.path] = self.asked.get(call.path, 0) + 1
        if times < 3:
            pending = self.PENDING.get(call.host)
            raise Reply(200, pending) if pending else Reply(404, {"error": {"code": 404, "message": "Not Found"}})
        return {"kind": "storage#object", "name": "late", "bucket": "a-bucket", "status": "DONE", "size": "1"}


class _Methods(grpc.GenericRpcHandler):
    """One unary method each: full name -> its answer, as bytes."""

    def __init__(self, tokens: Tokens, answers: dict[str, list[bytes]]):
        self.tokens, self.answers, self.seen = tokens, answers, []

    def service(self, details):
        metadata = {key: value for key, value in details.invocation_metadata}

        def answer(_, context):
            token = metadata.get("authorization", "").partition(" ")[2]
            self.seen.append((details.method, token))
            if token not in self.tokens.issued:
                context.abort(grpc.StatusCode.UNAUTHENTICATED, "no valid access token")
            left = self.answers.get(details.method)
            if not left:
                context.abort(grpc.StatusCode.UNIMPLEMENTED, details.method)
            return left.pop(0) if len(left) > 1 else left[0]

        return grpc.unary_unary_rpc_method_handler(answer)


def _answers() -> dict[str, list[bytes]]:
    from google.cloud import dataproc_v1, pubsub_v1

    def job(state: str) -> bytes:
        made = dataproc_v1.Job(status=dataproc_v1.JobStatus(state=state), reference={"job_id": "a-job"})
        return dataproc_v1.Job.serialize(made)

    message = pubsub_v1.types.ReceivedMessage(ack_id="1", message=pubsub_v1.types.PubsubMessage(data=b"hello"))
    pulls = [pubsub_v1.types.PullResponse(), pubsub_v1.types.PullResponse(received_messages=[message])]
    return {
        "/google.pubsub.v1.Subscriber/Pull": [pubsub_v1.types.PullResponse.serialize(one) for one in pulls],
        "/google.cloud.dataproc.v1.JobController/GetJob": [job("RUNNING"), job("DONE")],
    }


@contextlib.contextmanager
def over_grpc(tokens: Tokens, trust: Trust):
    """Serves both until the block ends; gives what was called, and the environment that leads a process there."""
    key = trust.ca.issue_cert(*GRPC_HOSTS)
    pair = key.private_key_pem.bytes(), b"".join(one.bytes() for one in key.cert_chain_pems)
    methods = _Methods(tokens, _answers())
    server = grpc.server(ThreadPoolExecutor(8))
    server.add_generic_rpc_handlers((methods,))
    port = server.add_secure_port("127.0.0.1:0", grpc.ssl_server_credentials([pair]))
    server.start()
    proxy = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=_lead, args=(proxy, port), daemon=True).start()
    address = f"http://127.0.0.1:{proxy.getsockname()[1]}"
    try:
        yield methods.seen, {"grpc_proxy": address, "GRPC_DEFAULT_SSL_ROOTS_FILE_PATH": str(trust.bundle)}
    finally:
        proxy.close()
        server.stop(None)


def _lead(proxy: socket.socket, port: int) -> None:
    with contextlib.suppress(OSError):
        while True:
            client, _ = proxy.accept()
            threading.Thread(target=_tunnel, args=(client, port), daemon=True).start()


def _tunnel(client: socket.socket, port: int) -> None:
    with contextlib.suppress(OSError), client:
        head = b""
        while b"\r\n\r\n" not in head:
            head += client.recv(4096)
        wanted = re.match(rb"CONNECT ([^:]+):443 ", head)
        if not wanted or wanted[1].decode() not in GRPC_HOSTS:
            client.sendall(b"HTTP/1.1 403 Forbidden\r\n\r\n")
            return
        with socket.create_connection(("127.0.0.1", port)) as server:
            client.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            back = threading.Thread(target=_pass, args=(server, client), daemon=True)
            back.start()
            _pass(client, server)
            back.join()


def _pass(one: socket.socket, other: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while data := one.recv(65536):
            other.sendall(data)
        other.shutdown(socket.SHUT_WR)
