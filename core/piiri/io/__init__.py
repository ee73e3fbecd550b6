"""Foreign files in: problems named with file, row and reason, nothing dropped silently, nothing repaired unasked."""

from .importing import Imported, import_mapping
from .report import ImportBlocked, ImportReport, Ledger, Problem

__all__ = ["ImportBlocked", "ImportReport", "Imported", "Ledger", "Problem", "import_mapping"]
