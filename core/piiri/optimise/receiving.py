"""Who may take in pupils, and how many: catchments and their schools once a school has left them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..errors import EditRejected
from ..i18n import N_
from ..model.arrays import Array, BoolArray, FloatArray, IntArray
from ..model.plan import UNASSIGNED, Plan

Shares = FloatArray
"""(K, H) float64: the part of each catchment's pupils that each school takes; a row of zeros where none is left."""


@dataclass(frozen=True, slots=True)
class Zone:
    """A joint zone that goes on without a school.

    Attributes
    ----------
    catchment
        Id of the catchment; its blocks stay.
    schools, shares
        Ids of the schools that serve it from now on, and their shares, which add up to 1.
    """

    catchment: str
    schools: tuple[str, ...]
    shares: tuple[float, ...]


def shares_of(plan: Plan) -> Shares:
    """Return the shares of a plan's catchments."""
    c = plan.catchments
    shares = np.zeros((len(c), len(plan.schools)))
    np.add.at(shares, (c.server_catchment, c.server_school), c.server_share)
    return shares


def shares_without(plan: Plan, school: int, stages: Sequence[int], heir: int | None = None) -> Shares:
    """Return the shares once a school no longer serves some stages.

    Parameters
    ----------
    plan
        The plan.
    school
        Index of the school.
    stages
        Indices of the stages it leaves.
    heir
        Index of the school that takes its share of joint zones; None where the zone's other schools do, each in
        proportion to its own share. Catchments that it serves alone get no heir: their blocks are assigned anew.
    """
    shares = shares_of(plan)
    left = np.isin(plan.catchments.stage, list(stages)) & (shares[:, school] > 0)
    part = shares[left, school]
    shares[left, school] = 0.0
    rest = shares[left].sum(axis=1)
    # a share may be so small that 1 - share says it is nothing; what is left is asked, not what was taken
    joint = rest > 0
    rows = np.flatnonzero(left)[joint]
    if heir is None:
        shares[rows] /= rest[joint, None]
    else:
        shares[rows, heir] += part[joint]
    return shares


def zones_changed(plan: Plan, shares: Shares) -> tuple[Zone, ...]:
    """Return the joint zones whose schools or shares differ from the plan's, in the plan's order."""
    differ = (shares != shares_of(plan)).any(axis=1) & shares.any(axis=1)
    zones = []
    for catchment in np.flatnonzero(differ):
        schools = np.flatnonzero(shares[catchment])
        zones.append(
            Zone(
                plan.catchments.ids[catchment],
                tuple(plan.schools.ids[h] for h in schools),
                tuple(shares[catchment, schools].tolist()),
            )
        )
    return tuple(zones)


def servers_table(shares: Shares) -> IntArray:
    """Return (K, L) int32: the schools of each catchment, ascending, filled up with −1."""
    serves = shares > 0
    table = np.full((len(shares), max(int(serves.sum(axis=1).max(initial=0)), 1)), -1, dtype=np.int32)
    catchment, school = np.nonzero(serves)
    table[catchment, (np.cumsum(serves, axis=1) - 1)[catchment, school]] = school
    return table


def schools_locked(plan: Plan) -> BoolArray:
    """Return (H,) True for locked schools."""
    return np.array([school in plan.locked for school in plan.schools.ids], dtype=bool)


def catchments_locked(plan: Plan) -> BoolArray:
    """Return (K,) True for catchments that no edit may change: locked themselves, or served by a locked school."""
    named: frozenset[str] = getattr(plan, "locked_catchments", frozenset())
    locked = np.array([catchment in named for catchment in plan.catchments.ids], dtype=bool)
    c = plan.catchments
    locked[c.server_catchment[schools_locked(plan)[c.server_school]]] = True
    return locked


def faces_locked(plan: Plan) -> BoolArray:
    """Return (F,) True for blocks that are locked themselves."""
    named: frozenset[str] = getattr(plan, "locked_faces", frozenset())
    locked = np.zeros(plan.coverage.face_count, dtype=bool)
    index = plan.coverage.topology.face_index
    locked[[index[face] for face in named if face in index]] = True
    return locked


def may_receive(plan: Plan, shares: Shares, to: Sequence[int], away: Sequence[int], year: int) -> BoolArray:
    """Return (K,) True for catchments that may take in blocks.

    Not those without a school, nor locked ones, nor those of a school that closes at any time, that opens after
    ``year`` (0: no matter when), or that is in ``away``. With ``to``, those served by these schools only; of such a
    school that has none of its own at a stage, the zone in which it has the largest share.
    """
    serves = shares > 0
    count = len(plan.schools)
    never = np.zeros(count, dtype=bool)
    never[list(away)] = True
    never |= np.asarray(getattr(plan.schools, "closed_from", np.zeros(count))) > 0
    if year:
        never |= np.asarray(getattr(plan.schools, "open_from", np.zeros(count))) > year
    able = serves.any(axis=1) & ~serves[:, never].any(axis=1) & ~catchments_locked(plan)
    if not len(to):
        return np.asarray(able)
    named = np.zeros(count, dtype=bool)
    named[list(to)] = True
    chosen = able & ~serves[:, ~named].any(axis=1)
    for stage in range(len(plan.stages)):
        here = plan.catchments.stage == stage
        for school in to:
            mine = np.flatnonzero(here & able & serves[:, school])
            if len(mine) and not (chosen & here & serves[:, school]).any():
                chosen[mine[np.argmax(shares[mine, school])]] = True
    return np.asarray(chosen)


def refuse_locked_school(plan: Plan, school: int) -> None:
    """Refuse, with code ``locked``, where a school is locked."""
    if plan.schools.ids[school] in plan.locked:
        raise EditRejected(
            "locked",
            N_("{school} is locked."),
            N_("Unlock it or choose another target."),
            school=plan.schools.names[school],
        )


def refuse_locked_zones(plan: Plan, school: int, stages: Sequence[int]) -> None:
    """Refuse, with code ``locked``, where a school shares a locked zone: its share could go to nobody."""
    c = plan.catchments
    mine = c.server_catchment[(c.server_school == school) & np.isin(c.stage[c.server_catchment], list(stages))]
    for catchment in mine[catchments_locked(plan)[mine]]:
        if len(c.schools_of(int(catchment))) > 1:
            raise EditRejected(
                "locked",
                N_("{school} is locked."),
                N_("Unlock it or choose another target."),
                school=c.names[catchment],
            )


def refuse_without_receiver(plan: Plan, stage: int, able: Array) -> None:
    """Refuse, with code ``no-receiver``, where no catchment of a stage may take in blocks."""
    if not (able & (plan.catchments.stage == stage)).any():
        raise EditRejected(
            "no-receiver",
            N_("There is no school that can take in blocks of {stage}."),
            N_("Open or unlock a school of this stage, or name other schools."),
            stage=plan.stages[stage].name,
        )


def own_catchment(plan: Plan, shares: Shares, school: int, stage: int) -> int:
    """Return the catchment of a stage in which a school has the largest share, or :data:`UNASSIGNED`."""
    mine = np.flatnonzero((plan.catchments.stage == stage) & (shares[:, school] > 0))
    return int(mine[np.argmax(shares[mine, school])]) if len(mine) else UNASSIGNED
