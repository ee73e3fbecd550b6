"""Linux refuses this process new sockets and new programs, for every library in it.

A filter of system calls as ``seccomp(2)`` describes it: a few instructions of the classic packet filter, read by the
kernel for each call. It needs no rights and cannot be taken off again. On an architecture that is not listed nothing is
filtered; the audit hook remains.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct

_CALLS = {
    # audit architecture, then: socket, connect, execve, execveat, ptrace, io_uring_setup
    "x86_64": (0xC000003E, (41, 42, 59, 322, 101, 425)),
    "aarch64": (0xC00000B7, (198, 203, 221, 281, 117, 425)),
}
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | errno.EACCES
_X32 = 0x40000000
_NUMBER_AT, _ARCHITECTURE_AT = 0, 4
_SET_NO_NEW_PRIVILEGES, _SET_SECCOMP, _FILTER = 38, 22, 2


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p)]


def refuse_network() -> bool:
    """Set the filter; False where this system takes none."""
    known = _CALLS.get(platform.machine())
    if known is None or struct.calcsize("P") != 8:
        return False
    architecture, calls = known
    refuse_at = 5 + len(calls)  # the last instruction but one
    program = [
        (_LOAD, 0, 0, _ARCHITECTURE_AT),
        (_EQUAL, 0, refuse_at - 2, architecture),  # another ABI: refused whole
        (_LOAD, 0, 0, _NUMBER_AT),
        (_AT_LEAST, refuse_at - 4, 0, _X32),
        *((_EQUAL, refuse_at - 5 - n, 0, call) for n, call in enumerate(calls)),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE),
    ]
    code = b"".join(struct.pack("<HBBI", *instruction) for instruction in program)
    library = ctypes.CDLL(None, use_errno=True)
    if library.prctl(_SET_NO_NEW_PRIVILEGES, 1, 0, 0, 0):
        return False
    whole = _Program(len(program), code)
    return bool(library.prctl(_SET_SECCOMP, _FILTER, ctypes.byref(whole), 0, 0) == 0)
