"""Search that answers with edits: where the blocks of a closed school go, and the merger of two schools."""

from .closing import BlockLeft, Closing, Receiver, Rule, receivers, send
from .closing_again import closing_again
from .closing_edit import WorkedOut, work_out
from .merging import merge, zones_of_merger
from .receiving import Zone

__all__ = [
    "BlockLeft",
    "Closing",
    "Receiver",
    "Rule",
    "WorkedOut",
    "Zone",
    "closing_again",
    "merge",
    "receivers",
    "send",
    "work_out",
    "zones_of_merger",
]
