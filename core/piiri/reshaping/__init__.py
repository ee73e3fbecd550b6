"""Blocks of another shape: split along a line, joined again, with a corner more or less; and a border drawn anew.

All of it is decided on whole centimetres in integers, so that a step kept in a journal gives the same blocks on every
machine and with every version of the geometry libraries. What would not be a valid coverage is refused."""

from .corners import with_corner, without_corner
from .joining import joined, needless_splits
from .redrawing import corner_for_stage, redrawn
from .splitting import Split, split

__all__ = [
    "Split",
    "corner_for_stage",
    "joined",
    "needless_splits",
    "redrawn",
    "split",
    "with_corner",
    "without_corner",
]
