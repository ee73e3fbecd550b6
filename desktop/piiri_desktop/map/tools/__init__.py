"""The tools of the map, one a file: each turns mouse and keys into edits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .base import Tool
from .corner import MoveCorner
from .flood import Flood
from .lasso import Lasso
from .lock import Lock
from .nearer import Nearer
from .paint import Paint
from .pan import Pan
from .pick import PickTarget
from .rectangle import Rectangle
from .redraw import Redraw
from .school_move import MoveSchoolTool
from .school_place import PlaceSchool
from .select import Select
from .split import Split

if TYPE_CHECKING:
    from ..canvas import MapView

__all__ = [
    "Flood",
    "Lasso",
    "Lock",
    "MoveCorner",
    "MoveSchoolTool",
    "Nearer",
    "Paint",
    "Pan",
    "PickTarget",
    "PlaceSchool",
    "Rectangle",
    "Redraw",
    "Select",
    "Split",
    "Tool",
    "make_tools",
]


def make_tools(canvas: MapView) -> dict[str, Tool]:
    """Return the tools of a map by name, in the order of the rail."""
    blocks = (Pan, Select, Paint, Lasso, Rectangle, Flood, Nearer, PickTarget, MoveCorner, Redraw, Split)
    kinds = (*blocks, PlaceSchool, MoveSchoolTool, Lock)
    made: tuple[Tool, ...] = tuple(kind(canvas) for kind in kinds)
    return {tool.name: tool for tool in made}
