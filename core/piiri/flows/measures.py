"""What flows say of a school: how well it holds its own, and whom it draws.

Shares of fewer pupils than the minimum base (:data:`piiri.indicators.registry.INDICATORS`) are noise: one pupil is a
tenth of ten."""

from __future__ import annotations

import numpy as np

from ..model.arrays import FloatArray, LongArray
from .matrix import Flows


def hold(flows: Flows) -> FloatArray:
    """Return the share of the pupils assigned to a school who attend it, (H,) 0..1; NaN where nobody is assigned."""
    return _share(flows.staying, flows.living)


def going_out(flows: Flows) -> FloatArray:
    """Return the share of the pupils assigned to a school who attend another, (H,) 0..1: ``1 - hold``."""
    return _share(flows.left, flows.living)


def coming_in(flows: Flows) -> FloatArray:
    """Return the share of a school's pupils who are assigned to another school or to none, (H,) 0..1; NaN where nobody
    attends it."""
    return _share(flows.came, flows.enrolled)


def net_attraction(flows: Flows) -> FloatArray:
    """Return the share who came, of those enrolled, less the share who left, of those assigned, (H,) −1..1.

    Above 0 the school draws more than it loses. NaN where nobody is enrolled, or nobody assigned.
    """
    return coming_in(flows) - going_out(flows)


def _share(part: LongArray, base: LongArray) -> FloatArray:
    return np.asarray(np.divide(part, base, out=np.full(len(base), np.nan), where=base > 0))
