"""Foreign files are parsed in a process of their own: with limits of memory and time, without network.

What is opened there is parsed by GDAL, SQLite, openpyxl, expat and GEOS, whose faults a damaged or harmful file may
meet. A crash, a hang or a bomb ends that process and becomes one sentence; this program goes on. What comes back is
plain values and arrays (:mod:`.channel`), never pickled objects. A process stays warm for the next file.
"""

from .child import serve_if_asked
from .reading import Opened, header_rows_of, kept_readings, opened, read_table
from .worker import LIMITS, Limits

__all__ = [
    "LIMITS",
    "Limits",
    "Opened",
    "header_rows_of",
    "kept_readings",
    "opened",
    "read_table",
    "serve_if_asked",
]
