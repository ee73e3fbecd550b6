"""The funding of a plan: figures of its schools, who chose another school, and what a border moves in money.

The formula itself knows no plan: :mod:`piiri.funding`.
"""

from .basis import Funding, FundingBasis
from .borders import BorderEffect, border_effect
from .choices import Choices, enrolled
from .figures import Count, joined, plan_inputs

__all__ = [
    "BorderEffect",
    "Choices",
    "Count",
    "Funding",
    "FundingBasis",
    "border_effect",
    "enrolled",
    "joined",
    "plan_inputs",
]
