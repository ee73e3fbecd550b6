"""The reading process: takes one job after another from its pipe, confined before it opens anything foreign."""

from __future__ import annotations

import gc
import os
import pickle
import sys
from multiprocessing.connection import Connection
from typing import Any

FLAG = "--piiri-reader"
_IDLE_S = 60.0
_GROWN_MB = 700


def serve_if_asked() -> None:
    """Become the reading process where the command line says so; first thing in the ``main`` of a frozen program."""
    if len(sys.argv) >= 2 and sys.argv[1] == FLAG:
        serve(sys.argv[2:])
        raise SystemExit(0)


def serve(words: list[str]) -> None:
    """Serve jobs until nobody asks any more.

    Parameters
    ----------
    words
        Numbers of the pipe's ends, to read and to write, and of megabytes that may be taken.
    """
    source, target = _end(int(words[0]), writes=False), _end(int(words[1]), writes=True)
    from .channel import problem_said, send
    from .confined import confine, peak_mb
    from .jobs import done  # before the gates close, so that all libraries are loaded

    gc.freeze()  # what is loaded stays: it need not be looked through while millions of cells come
    gc.set_threshold(100_000, 50, 50)
    confine(int(words[2]), os.getcwd())
    from ..report import Findings, ImportBlocked

    send(target, "ready")
    while source.poll(_IDLE_S):
        try:
            # only this direction is pickled: what comes from the program itself is trusted
            name, arguments = pickle.loads(source.recv_bytes())
        except EOFError:
            return
        send(target, "taken")
        findings = Findings()
        answer: dict[str, Any] = {}
        parts: list[bytes] = []
        try:
            answer["value"], parts = done(name, findings, arguments)
        except ImportBlocked:
            answer["blocked"] = True  # the findings say why
        except MemoryError:
            answer["memory"] = True
        except Exception as problem:  # a parser's own fault with a damaged file, whatever it raises
            answer["fault"] = f"{type(problem).__name__}: {problem}"[:300]
        answer["problems"] = [problem_said(each) for each in findings.problems]
        try:
            send(target, answer, parts)
        except MemoryError:
            send(target, {"memory": True, "problems": []})
        del answer, parts, findings
        if peak_mb() > _GROWN_MB:
            return  # what it holds goes back to the system; the next file gets a fresh process


def _end(number: int, *, writes: bool) -> Connection:
    if sys.platform == "win32":
        from multiprocessing.connection import PipeConnection

        return PipeConnection(number, readable=not writes, writable=writes)
    return Connection(number, readable=not writes, writable=writes)
