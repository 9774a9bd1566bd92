"""Logins at real Airflow servers, for stand-ins that answer for them: what to send in Authorization."""

import base64
import json
import threading
import urllib.request


class AirflowLogin:
    """One user of one real server. Airflow 2 takes name and password each time, Airflow 3 a token for them."""

    def __init__(self, backend: str, two: bool, username: str, password: str):
        self.backend, self.two, self.username, self.password = backend, two, username, password
        self._token = ""
        self._guard = threading.Lock()

    @property
    def authorization(self) -> str:
        if self.two:
            return "Basic " + base64.b64encode(f"{self.username}:{self.password}".encode()).decode()
        return f"Bearer {self.token}"

    @property
    def token(self) -> str:
        with self._guard:
            if not self._token:
                body = json.dumps({"username": self.username, "password": self.password}).encode()
                ask = urllib.request.Request(
                    f"http://{self.backend}/auth/token", body, {"Content-Type": "application/json"}
                )
                with urllib.request.urlopen(ask, timeout=30) as answer:
                    self._token = json.load(answer)["access_token"]
            return self._token
