"""Stand-in for Cloud Composer's web server: Google's access token outside, Airflow's own login inside."""

from .forward import forward
from .google import Tokens
from .logins import AirflowLogin
from .server import Call, Reply, Service


class Composer(Service):
    """``users`` hold roles/composer.user; whoever is let in is the Airflow user of ``login`` (Composer gives new ones Op)."""

    def __init__(self, host: str, login: AirflowLogin, tokens: Tokens, users: set[str]):
        super().__init__()
        self.hosts = (host,)
        self.login, self.tokens, self.users = login, tokens, users

    def answer(self, call: Call) -> Reply:
        if "authorization" not in call.headers:
            raise Reply(302, headers={"Location": "https://accounts.google.com/ServiceLogin"})
        try:
            who = self.tokens.bearer(call)
        except Reply:
            raise Reply(401, "<html>Unauthorized</html>", "text/html") from None
        if who not in self.users:
            raise Reply(403, "<html>Error 403 (Forbidden)</html>", "text/html")
        return forward(call, self.login.backend, {"authorization": self.login.authorization})


class Dropper(Service):
    """A path that passes on every call but loses the answer to each first POST of a body."""

    def __init__(self, host: str, login: AirflowLogin):
        super().__init__()
        self.hosts = (host,)
        self.login = login
        self.lost: set[bytes] = set()

    def respond(self, call: Call) -> Reply | None:
        reply = forward(call, self.login.backend, {})
        key = (
            call.json.get("dag_run_id", "").encode() if call.method == "POST" and call.path.endswith("dagRuns") else b""
        )
        with self._guard:
            first = bool(key) and key not in self.lost
            self.lost |= {key}
        self.seen.append((0.0, reply.status, call))
        return None if first else reply
