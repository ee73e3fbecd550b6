"""Two or three plans beside each other: their figures, the blocks that differ, and who would change school.

A pure function of a dataset and plans of one project, which need not have the same blocks, catchments or schools:
those are matched by id, and each pupil is looked at in every plan.
"""

from .blocks import MovedBlocks, ReshapedBlocks
from .comparing import Comparison, PlanDifference, compare
from .counting import CountedPlan, count_plan
from .figures import FigureKind, FigureTable
from .moves import Moves
from .places import Place
from .problems import SharedProblem, shared_problems

__all__ = [
    "Comparison",
    "CountedPlan",
    "FigureKind",
    "FigureTable",
    "MovedBlocks",
    "Moves",
    "Place",
    "PlanDifference",
    "ReshapedBlocks",
    "SharedProblem",
    "compare",
    "count_plan",
    "shared_problems",
]
