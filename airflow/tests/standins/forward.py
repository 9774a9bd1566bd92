"""Pass a call on to a real server on loopback, as a reverse proxy does."""

import http.client
from email.message import Message

from .server import Call, Reply

HOP = {"connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade", "content-length"}


def forward(call: Call, backend: str, headers: dict[str, str | None]) -> Reply:
    """The answer of ``backend`` (HOST:PORT) to ``call`` with ``headers`` changed; None takes one off."""
    sent = {name: value for name, value in (call.headers | headers).items() if name not in HOP and value is not None}
    connection = http.client.HTTPConnection(backend, timeout=60)
    try:
        connection.request(call.method, call.target, body=call.body, headers=sent)
        answer = connection.getresponse()
        body, passed = answer.read(), Message()  # a Message, because Set-Cookie comes more than once
        for name, value in answer.getheaders():
            if name.lower() not in HOP | {"content-type", "server", "date"}:
                passed.add_header(name, value)
        return Reply(answer.status, body, answer.getheader("Content-Type", "text/plain"), passed)
    except OSError:
        return Reply(502, "<html>Error: Server Error</html>", "text/html")
    finally:
        connection.close()
