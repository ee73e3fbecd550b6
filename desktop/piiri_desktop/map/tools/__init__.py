"""The tools of the map, one a file: each turns mouse and keys into edits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .base import Tool
from .corner import MoveCorner
from .paint import Paint
from .pan import Pan
from .pick import PickTarget
from .select import Select

if TYPE_CHECKING:
    from ..canvas import MapView

__all__ = ["MoveCorner", "Paint", "Pan", "PickTarget", "Select", "Tool", "make_tools"]


def make_tools(canvas: MapView) -> dict[str, Tool]:
    """Return the tools of a map by name, in the order of the rail."""
    made: tuple[Tool, ...] = (Pan(canvas), Select(canvas), Paint(canvas), PickTarget(canvas), MoveCorner(canvas))
    return {tool.name: tool for tool in made}
