"""IAP's public keys: kept in memory, renewed beside the requests. A key server that hangs must not stop the API server."""

import json
import logging
import threading
import time

import requests

log = logging.getLogger(__name__)

CERTS_URL = "https://www.gstatic.com/iap/verify/public_key"
LARGEST = 100_000  # bytes; the real answer has about 1,500


class Unavailable(Exception):
    """Nobody can be verified now, for a reason that is not the caller's; ``retry_after`` is in seconds."""

    retry_after = 10


class UnknownKey(Exception):
    """The key is not one of IAP's."""


class PublicKeys:
    """Google's current keys by key id.

    ``get`` never fetches by itself: a thread of its own does, one at a time. After ``keep`` seconds the keys are renewed while
    those held go on being used, for at most ``hold`` seconds. A failure is remembered for ``pause`` seconds. An unknown id
    asks again, at most once in ``retry`` seconds, because Google rotates the keys and a caller may send any id.
    """

    def __init__(self, keep=3600.0, hold=86400.0, retry=60.0, pause=10.0, limit=10.0, waiting=8):
        self._keep, self._hold, self._retry, self._pause, self._limit = keep, hold, retry, pause, limit
        self._keys: dict[str, str] = {}
        self._fetched = self._failed = self._began = float("-inf")
        self._problem = "they were never fetched"
        self._change = threading.Condition()
        # The API server has 40 threads for all that it does: logins must leave most of them alone.
        self._waiters = threading.BoundedSemaphore(waiting)

    def get(self, key_id: str, wait: float = 0.0) -> str:
        """The key, after waiting ``wait`` seconds at most for a fetch that is needed for it.

        Raises UnknownKey where Google does not have it, Unavailable where that cannot be told now."""
        with self._change:
            age = time.monotonic() - self._fetched
            if age > self._keep or (key_id not in self._keys and age > self._retry):
                self._start()
            if key_id in self._keys and age <= self._hold:
                return self._keys[key_id]
            if age <= self._retry:
                raise UnknownKey("its key is not one of IAP's")
            before = self._fetched
        if wait and self._waiters.acquire(blocking=False):
            try:
                with self._change:
                    self._change.wait_for(lambda: self._fetched != before or not self._running(), wait)
            finally:
                self._waiters.release()
        with self._change:
            if self._fetched == before:
                why = "they are being fetched" if self._running() else self._problem
                raise Unavailable(f"IAP's public keys cannot be had from {CERTS_URL}: {why}")
            if key_id not in self._keys:
                raise UnknownKey("its key is not one of IAP's")
            return self._keys[key_id]

    def prepare(self) -> None:
        """Begin to fetch, so that the first login finds the keys."""
        with self._change:
            self._start()

    def _running(self) -> bool:
        # By time, not by the thread alone: a forked child has no thread, and one that hangs must not be the last.
        return self._began > max(self._fetched, self._failed) and time.monotonic() - self._began < 2 * self._limit

    def _start(self) -> None:
        if not self._running() and time.monotonic() - self._failed > self._pause:
            self._began = time.monotonic()
            threading.Thread(target=self._renew, name="iap-public-keys", daemon=True).start()

    def _renew(self) -> None:
        try:
            keys = _fetch(self._limit)
        except Exception as problem:
            log.warning("IAP's public keys were not renewed: %s", problem)
            with self._change:
                self._failed, self._problem = time.monotonic(), str(problem)
                self._change.notify_all()
            return
        with self._change:
            self._keys, self._fetched = keys, time.monotonic()
            self._change.notify_all()


def _fetch(limit: float) -> dict[str, str]:
    """The keys, within ``limit`` seconds also where the server sends a byte now and then."""
    ends, body = time.monotonic() + limit, b""
    with requests.get(CERTS_URL, timeout=limit / 2, stream=True) as answer:
        answer.raise_for_status()
        for piece in answer.iter_content(1):  # more would wait for all of it
            body += piece
            if time.monotonic() > ends or len(body) > LARGEST:
                raise ValueError(f"the answer took longer than {limit:.0f} s or was too large")
    keys = json.loads(body)
    if not isinstance(keys, dict) or not keys or not all(isinstance(key, str) for key in keys.values()):
        raise ValueError("the answer holds no keys")
    return keys
