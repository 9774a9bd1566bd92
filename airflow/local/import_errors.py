"""Where in the DAG folder an import failed, read from what Airflow keeps of it."""

import os
import re

FRAME = re.compile(r'^ +File "(?P<file>[^"]+)", line (?P<line>\d+)', re.MULTILINE)


def located(folder: str, path: str, text: str) -> dict:
    """A finding from the text of an import error: a traceback, or one line."""
    lines = [line for line in text.strip().splitlines() if line.strip()]
    frames = [(match["file"], int(match["line"])) for match in FRAME.finditer(text)]
    # The innermost one that is the user's: of an error in a library, the line that calls it.
    own = [(file, line) for file, line in frames if os.path.realpath(file).startswith(folder + os.sep)]
    finding = {"rule": "import", "level": "error", "message": reason(lines)}
    if own:
        file, finding["line"] = own[-1]
        if os.path.realpath(file) != path:
            # The file is the finding's own; the place is in a module that it imports.
            finding["at"] = os.path.relpath(os.path.realpath(file), folder)
    return finding


def reason(lines: list[str]) -> str:
    """The error itself: of a traceback, the first line that stands out again after its last frame."""
    frames = [at for at, line in enumerate(lines) if FRAME.match(line)]
    rest = [line for line in lines[frames[-1] + 1 :] if not line.startswith(" ")] if frames else lines
    first = rest[0] if rest else lines[-1] if lines else "no reason is given"
    first = re.sub(r"^(?:[a-z_]\w*\.)+(?=[A-Z])", "", first)  # airflow.exceptions.X: X
    return readable(first.strip())


def readable(text: str) -> str:
    """Without the name that Airflow makes up for a DAG file's module."""
    return re.sub(r"unusual_prefix_[0-9a-f]+_", "", text)
