"""Who lives where, is assigned to, is expected at and attends which school: flows between areas and schools, and what
choice of school does to segregation."""

from .choice import CHOICES, Choice, choice_of
from .live import PlanFlows
from .matrix import AreaFlows, Flows, area_flows_of, flows_of
from .measures import coming_in, going_out, hold, net_attraction
from .whereabouts import Whereabouts, whereabouts

__all__ = [
    "CHOICES",
    "AreaFlows",
    "Choice",
    "Flows",
    "PlanFlows",
    "Whereabouts",
    "area_flows_of",
    "choice_of",
    "coming_in",
    "flows_of",
    "going_out",
    "hold",
    "net_attraction",
    "whereabouts",
]
