"""Plans side by side: maps that move together, every figure, the blocks that differ, and who moves. It only draws."""

from .page import ComparePage
from .source import PlanSource

__all__ = ["ComparePage", "PlanSource"]
