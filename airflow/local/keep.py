"""Run a command, and leave nothing of it behind: `local` starts Airflow through this.

    python keep.py COMMAND …

The command and everything that it starts, in whatever process group, are ended when standard input closes, which it does
even where the process at its other end is killed, or when a signal arrives. The exit code is the command's own. Standard
library only; Linux and macOS.
"""

import contextlib
import ctypes
import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

POLITE = (
    2.0  # seconds for Airflow to end by itself after Ctrl-C; a part of it that keeps its output open holds up the rest
)
FIRM = 4.0  # and after a SIGTERM to every process of it


def adopt_orphans() -> None:
    """Linux: a process whose parent is gone becomes this one's child, not init's (prctl(2), PR_SET_CHILD_SUBREAPER)."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)


def table() -> dict[int, int]:
    """Every process that runs, with its parent."""
    if Path("/proc/self/stat").exists():
        found = {}
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                with contextlib.suppress(OSError, IndexError, ValueError):
                    # The name, in brackets, may hold anything: what follows the last one is fields.
                    fields = (entry / "stat").read_text(errors="replace").rpartition(")")[2].split()
                    if fields[0] != "Z":
                        found[int(entry.name)] = int(fields[1])
        return found
    lines = subprocess.run(["ps", "-A", "-o", "pid=,ppid=,stat="], capture_output=True, text=True).stdout.splitlines()
    rows = [line.split() for line in lines]
    return {int(row[0]): int(row[1]) for row in rows if not row[2].startswith("Z")}


class Family:
    """All that came of the command. One that was seen is remembered, so that it is found without its parent too."""

    def __init__(self):
        self.known: set[int] = set()

    def alive(self) -> list[int]:
        parents = table()
        self.known &= set(parents)
        fresh = True
        while fresh:
            family = self.known | {os.getpid()}
            fresh = {pid for pid, parent in parents.items() if parent in family} - self.known - {os.getpid()}
            self.known |= fresh
        return sorted(self.known)

    def signal(self, number: int) -> None:
        for pid in self.alive():
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, number)

    def gone(self, seconds: float) -> bool:
        """Waits, so long at most, until no process is left."""
        until = time.monotonic() + seconds
        while self.alive():
            reap()
            if time.monotonic() > until:
                return False
            time.sleep(0.05)
        return True


def reap() -> None:
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def main() -> int:
    adopt_orphans()
    stop, wake = os.pipe()
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, lambda *_: os.write(wake, b"x"))
    family = Family()
    child = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL)
    while child.poll() is None:
        ready = select.select([0, stop], [], [], 0.5)[0]
        if ready:
            break
        family.alive()
        reap_others(child)
    code = child.poll()
    if code is None:
        family.alive()
        with contextlib.suppress(ProcessLookupError):
            child.send_signal(signal.SIGINT)
        until = time.monotonic() + POLITE
        while child.poll() is None and time.monotonic() < until:
            time.sleep(0.05)
        code = 0
    family.signal(signal.SIGTERM)
    if not family.gone(FIRM):
        family.signal(signal.SIGKILL)
        family.gone(FIRM)
    return code if code >= 0 else 128 - code


def reap_others(child: subprocess.Popen) -> None:
    """Of adopted processes that have ended nothing is kept; the command's own end is read by its object."""
    with contextlib.suppress(ChildProcessError, AttributeError):
        while (ended := os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)) and ended.si_pid != child.pid:
            os.waitpid(ended.si_pid, os.WNOHANG)


if __name__ == "__main__":
    sys.exit(main())
