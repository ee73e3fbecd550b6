"""The frozen values that everything else reads: points, coverage, stages, schools, dataset and plan."""

from .coverage import Coverage, Topology
from .dataset import Backdrop, Dataset, DistanceLimit, Group, Pupils
from .plan import Catchments, Plan
from .points import Column, PointLayer
from .schools import Schools
from .stages import Stage

__all__ = [
    "Backdrop",
    "Catchments",
    "Column",
    "Coverage",
    "Dataset",
    "DistanceLimit",
    "Group",
    "Plan",
    "PointLayer",
    "Pupils",
    "Schools",
    "Stage",
    "Topology",
]
