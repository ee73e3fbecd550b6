"""What the reading process may not do: grow without end, write outside its folder, start programs, use a network.

Three gates, each where the system has it: limits of the process (POSIX) or of a job (Windows); Python's audit hook; and
on Linux a filter of system calls, which binds GDAL and every other library too.
"""

from __future__ import annotations

import contextlib
import os
import sys
from typing import Any

_NETWORK = ("socket.connect", "socket.bind", "socket.getaddrinfo", "socket.sendto", "socket.sendmsg", "socket.__new__")
_PROGRAMS = ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.forkpty")
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_LARGEST_FILE = 2_000_000_000


def confine(memory_mb: int, folder: str) -> None:
    """Close the gates; they cannot be opened again.

    Parameters
    ----------
    memory_mb
        What may be taken beyond what is in use now.
    folder
        The only one in which files may be written.
    """
    if sys.platform == "win32":
        from .windows_job import limit_memory

        limit_memory(memory_mb)
    else:
        import resource

        used = _address_space()
        for what, most in (
            (resource.RLIMIT_AS, used + memory_mb * 2**20),
            (resource.RLIMIT_FSIZE, _LARGEST_FILE),
            (resource.RLIMIT_CORE, 0),
        ):
            # a stricter limit of the system stays as it is; macOS knows no limit of memory
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(what, (most, most))
    sys.addaudithook(_gate(os.path.realpath(folder)))
    if sys.platform == "linux":
        from .system_calls import refuse_network

        refuse_network()


def peak_mb() -> float:
    """Return the most memory this process has used, 0 where the system does not tell."""
    if sys.platform == "win32":
        return 0.0
    # what getrusage says on Linux is inherited from the program that started this one
    with contextlib.suppress(OSError, StopIteration), open("/proc/self/status", encoding="ascii") as told:
        return float(next(line for line in told if line.startswith("VmHWM")).split()[1]) / 2**10
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 2**20 if sys.platform == "darwin" else peak / 2**10


def _gate(folder: str) -> Any:
    def refuse(event: str, arguments: tuple[Any, ...]) -> None:
        if event in _NETWORK or event in _PROGRAMS:
            raise PermissionError(f"{event} is closed while foreign files are read")
        if event == "open":
            path, _, flags = arguments
            writes = isinstance(flags, int) and flags & _WRITES
            if writes and isinstance(path, str) and not _inside(path, folder):
                raise PermissionError(f"{path} is not written while foreign files are read")

    return refuse


def _inside(path: str, folder: str) -> bool:
    return path == os.devnull or f"{os.path.realpath(path)}{os.sep}".startswith(folder + os.sep)


def _address_space() -> int:
    try:
        with open("/proc/self/statm", encoding="ascii") as told:
            return int(told.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 2**31
