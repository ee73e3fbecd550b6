"""The command line: the same functions as the window, for scripts and for QGIS.

Figures go to standard output, as JSON with ``--json``; everything else goes to standard error. Exit code 0: done; 1:
the data or the file have a problem, which is said; 2: wrong use of the command."""

from .commands import main

__all__ = ["main"]
