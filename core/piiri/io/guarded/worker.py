"""The program's side of the reading process: starts it, asks it, watches the clock, and ends it.

Processes wait warm for the next file and end by themselves when nobody asks for a while. Each thread that reads at the
same time has one of its own.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import pickle
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from .channel import NotSaid, receive
from .child import FLAG

_TICK_S = 0.1
_START_S = 60.0
_CODE = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from {package}.child import serve; serve(sys.argv[2:])"
)
_OWN_DRIVERS = frozenset(
    ("GPKG", "GeoJSON", "TopoJSON", "ESRIJSON", "ESRI Shapefile", "LIBKML", "KML", "GML", "OSM", "MEM", "SQLite")
)
"""SQLite is what GML and OSM keep their temporary indices in; no file is opened with it (see ``sources.DRIVERS``)."""


@dataclass(frozen=True)
class Limits:
    """What reading one file may take.

    Attributes
    ----------
    seconds
        On the clock.
    memory_mb
        Beyond what the process needs to start.
    """

    seconds: float = 120.0
    memory_mb: int = 2048


LIMITS = Limits()
"""In force for every file; tests set others."""


class Late(Exception):
    """The file took longer than its time."""


class Died(Exception):
    """The reading process ended, or spoke nonsense."""


class Worker:
    """One reading process."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._folder = TemporaryDirectory(prefix="piiri-reading-", ignore_cleanup_errors=True)
        theirs_in, self._ask = Pipe(duplex=False)
        self._hear, theirs_out = Pipe(duplex=False)
        try:
            self.process = _start((theirs_in, theirs_out), limits, Path(self._folder.name))
        except OSError:
            self._close()
            raise Died("not started") from None
        finally:
            theirs_in.close()
            theirs_out.close()
        self._ready = False
        self.began = False
        _all.add(self)

    @property
    def alive(self) -> bool:
        """True while the process runs."""
        return self.process.poll() is None

    def ask(self, name: str, arguments: tuple[Any, ...], tick: Callable[[float], None]) -> tuple[Any, list[bytes]]:
        """Have one job done.

        Parameters
        ----------
        name, arguments
            As in :mod:`.jobs`.
        tick
            Called ten times a second with the seconds gone; what it raises ends the process and is passed on.

        Raises
        ------
        Late, Died
            The process is ended.
        """
        late = threading.Event()
        self.began = False
        try:
            if not self._ready:
                self._await(time.monotonic() + _START_S, tick, 0.0)
                self._expect("ready")
                self._ready = True
            self._ask.send_bytes(pickle.dumps((name, arguments)))
            started = time.monotonic()
            self._await(started + self.limits.seconds, tick, started)
            self._expect("taken")
            self.began = True
            self._await(started + self.limits.seconds, tick, started)
            # a message of which only the beginning comes must not hold this thread
            guard = threading.Timer(max(1.0, self.limits.seconds), self._kill, (late,))
            guard.daemon = True
            guard.start()
            try:
                return receive(self._hear)
            finally:
                guard.cancel()
        except Late:
            self.end()
            raise
        except (EOFError, OSError, NotSaid, ValueError) as problem:
            self.end()
            raise (Late() if late.is_set() else Died(str(problem))) from None
        except BaseException:  # cancelled
            self.end()
            raise

    def _await(self, until: float, tick: Callable[[float], None], started: float) -> None:
        """Wait for an answer."""
        wait = 0.005
        while not self._hear.poll(wait):
            wait = _TICK_S
            now = time.monotonic()
            if now > until:
                raise Late
            tick(now - started if started else 0.0)

    def _expect(self, word: str) -> None:
        said, _ = receive(self._hear)
        if said != word:
            raise NotSaid(word)

    def _kill(self, late: threading.Event) -> None:
        late.set()
        self.process.kill()

    def end(self) -> None:
        """End the process, whatever it does."""
        if self.alive:
            self.process.kill()
        self.process.wait()
        self._close()

    def _close(self) -> None:
        self._ask.close()
        self._hear.close()
        self._folder.cleanup()


def _start(theirs: tuple[Connection, Connection], limits: Limits, folder: Path) -> subprocess.Popen[bytes]:
    ends = [end.fileno() for end in theirs]
    words = [*map(str, ends), str(limits.memory_mb)]
    environment = _environment(folder)
    if getattr(sys, "frozen", False):
        command = [sys.executable, FLAG, *words]
    else:
        assert __package__
        command = [sys.executable, "-c", _CODE.format(package=__package__), json.dumps(sys.path), *words]
    options: dict[str, Any] = {}
    if sys.platform == "win32":
        base = getattr(sys, "_base_executable", sys.executable)
        if command[0] != base and not getattr(sys, "frozen", False):
            # a virtual environment's python.exe starts another one, which would not inherit the pipe
            command[0], environment["__PYVENV_LAUNCHER__"] = base, sys.executable
        for end in ends:
            os.set_handle_inheritable(end, True)
        options["startupinfo"] = subprocess.STARTUPINFO(lpAttributeList={"handle_list": ends})
        options["creationflags"] = subprocess.CREATE_NO_WINDOW
    else:
        options["pass_fds"] = ends
    return subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **options,
    )


def _environment(folder: Path) -> dict[str, str]:
    """Return the environment of the reading process: no other drivers, no network, temporary files in its folder."""
    import pyogrio

    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.upper().startswith(("GDAL_", "OGR_", "CPL_", "VSI_", "AWS_", "HTTP", "ALL_PROXY", "PYTHONSTARTUP"))
        or name.upper() == "GDAL_DATA"
    }
    others = ",".join(sorted(set(pyogrio.list_drivers()) - _OWN_DRIVERS))
    temporary = {name: str(folder) for name in ("TMPDIR", "TEMP", "TMP", "CPL_TMPDIR")}
    return (
        kept
        | temporary
        | {
            "GDAL_SKIP": others,
            "OGR_SKIP": others,
            "PROJ_NETWORK": "OFF",
            "GDAL_HTTP_MAX_RETRY": "0",
            "CPL_CURL_ENABLE_VSIMEM": "NO",
            "OGR_SQLITE_LOAD_EXTENSIONS": "",
            "OPENBLAS_NUM_THREADS": "1",
            "OMP_NUM_THREADS": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONUTF8": "1",
        }
    )


def running() -> tuple[int, ...]:
    """Return the process numbers of all reading processes that run."""
    return tuple(worker.process.pid for worker in list(_all) if worker.process.returncode is None)


_all: weakref.WeakSet[Worker] = weakref.WeakSet()
_idle: list[Worker] = []
_lock = threading.Lock()


def ask(name: str, arguments: tuple[Any, ...], tick: Callable[[float], None]) -> tuple[Any, list[bytes]]:
    """Have one job done by a warm process, or by a new one; see :meth:`Worker.ask`."""
    worker = _taken()
    try:
        answer = worker.ask(name, arguments, tick)
    except Died:
        if worker.began:
            raise
        # one that waited was on its way out, and never saw the file
        worker = Worker(LIMITS)
        answer = worker.ask(name, arguments, tick)
    with _lock:
        _idle.append(worker)
    return answer


def _taken() -> Worker:
    while True:
        with _lock:
            worker = _idle.pop() if _idle else None
        if worker is None:
            return Worker(LIMITS)
        if worker.alive and worker.limits == LIMITS and not worker._hear.poll(0):
            return worker
        worker.end()


@atexit.register
def end_all() -> None:
    """End the processes that wait."""
    with _lock:
        waiting, _idle[:] = list(_idle), []
    for worker in waiting:
        with contextlib.suppress(OSError):
            worker.end()
