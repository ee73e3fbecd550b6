"""What nobody foresaw: one sentence for the person, the details in a rotating file without personal data.

An exception's own words may hold a name or an address from a pupil file, so only its type and the places in the code
are written down.
"""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Callable
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

import platformdirs

LARGEST_BYTES, KEPT = 256_000, 3
logger = logging.getLogger("piiri.faults")


def log_path() -> Path:
    """Return the file that holds the details."""
    return platformdirs.user_log_path("Piiri", appauthor=False) / "piiri.log"


def details(error: BaseException) -> str:
    """Return the type of an exception and the places it came through; no values, no folders of this computer."""
    lines = []
    seen: BaseException | None = error
    while seen is not None:
        lines.append(type(seen).__qualname__)
        for frame in traceback.extract_tb(seen.__traceback__):
            path = Path(frame.filename)
            lines.append(f"  {path.parent.name}/{path.name}:{frame.lineno} {frame.name}")
        seen = seen.__cause__ or seen.__context__
    return "\n".join(lines)


def record(error: BaseException) -> Path:
    """Write an exception's details to the log; returns the log's path. A log that cannot be written costs nothing."""
    path = log_path()
    text = details(error)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(path, maxBytes=LARGEST_BYTES, backupCount=KEPT, encoding="utf-8", delay=True)
    except OSError:
        return path
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    try:
        handler.emit(logger.makeRecord(logger.name, logging.ERROR, "", 0, text, (), None))
    finally:
        handler.close()
    return path


def catch_all(show: Callable[[BaseException, Path], None]) -> Callable[[], None]:
    """From now on record what nobody caught and show it; the program goes on.

    Parameters
    ----------
    show
        Told of the exception and the path of the log.

    Returns
    -------
    function
        Ends it.
    """
    before = sys.excepthook

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            before(kind, error, trace)
            return
        show(error, record(error))

    sys.excepthook = hook

    def end() -> None:
        if sys.excepthook is hook:
            sys.excepthook = before

    return end
