"""Search that answers with edits: where the blocks of a closed school go, and the merger of two schools."""

from .closing import BlockLeft, Closing, Receiver, Rule, receivers, send
from .merging import merge, zones_of_merger
from .moving import Distance
from .receiving import Zone

__all__ = [
    "BlockLeft",
    "Closing",
    "Distance",
    "Receiver",
    "Rule",
    "Zone",
    "merge",
    "receivers",
    "send",
    "zones_of_merger",
]
