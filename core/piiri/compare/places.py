"""Where pupils can belong, the same in every plan: a school, a joint zone, no catchment, or no place on the map."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from ..i18n import N_, tr
from ..model.arrays import IntArray, frozen
from ..model.plan import Plan

Kind = Literal["school", "zone", "unassigned", "unlocated"]

UNASSIGNED_NAME = N_("No catchment")
UNLOCATED_NAME = N_("Without a place on the map")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a pupil belongs.

    Two catchments served by the same schools are one place: whoever goes from one to the other keeps the school.

    Attributes
    ----------
    kind
        ``"school"``, ``"zone"`` (a joint zone: several schools), ``"unassigned"`` (the block belongs to no catchment,
        or the home to no block), or ``"unlocated"`` (no place on the map: a protected address).
    schools
        Ids of the schools, ascending; empty for the last two kinds.
    own_name
        Name of the school or of the zone, empty for the last two kinds.
    """

    kind: Kind
    schools: tuple[str, ...]
    own_name: str

    @property
    def name(self) -> str:
        """What it is called, in the current language.

        >>> Place("unassigned", (), "").name
        'No catchment'
        """
        if self.kind == "unassigned":
            return tr(UNASSIGNED_NAME)
        return tr(UNLOCATED_NAME) if self.kind == "unlocated" else self.own_name

    @property
    def key(self) -> str:
        """Stable key for programs: the schools' ids joined by ``+``, else the kind."""
        return "+".join(self.schools) or self.kind


NOWHERE = (Place("unassigned", (), ""), Place("unlocated", (), ""))
"""The two places that every plan has, first in the list of places."""


def places_of(plans: Sequence[Plan]) -> tuple[tuple[Place, ...], tuple[IntArray, ...]]:
    """Return all places of some plans, and for each plan the place of each row of its tally.

    Returns
    -------
    places
        :data:`NOWHERE` first, then schools and zones in the order in which they are met.
    place_of_row
        For each plan (K + 2S + 1,) int32: catchments, then for each stage *unassigned* and *unlocated* as in
        :mod:`piiri.tally`; the last entry answers to row −1, pupils whom no stage places.
    """
    position: dict[tuple[str, ...], int] = {}
    found: list[Place] = list(NOWHERE)
    rows: list[IntArray] = []
    for plan in plans:
        sets = [_schools(plan, catchment) for catchment in range(len(plan.catchments))]
        for catchment, schools in enumerate(sets):
            if schools not in position:
                position[schools] = len(found)
                found.append(_place(plan, schools, (k for k in range(catchment, len(sets)) if sets[k] == schools)))
        stages = len(plan.stages)
        rows.append(frozen([*(position[each] for each in sets), *[0] * stages, *[1] * stages, 0], np.int32))
    return tuple(found), tuple(rows)


def _schools(plan: Plan, catchment: int) -> tuple[str, ...]:
    servers = plan.catchments.servers[catchment]
    return tuple(sorted(plan.schools.ids[school] for school in servers[servers >= 0]))


def _place(plan: Plan, schools: tuple[str, ...], catchments: Iterable[int]) -> Place:
    if len(schools) == 1:
        return Place("school", schools, plan.schools.names[plan.schools.index(schools[0])])
    names = sorted({plan.catchments.names[k] for k in catchments})
    joined = " + ".join(plan.schools.names[plan.schools.index(school)] for school in schools)
    return Place("zone", schools, names[0] if len(names) == 1 else joined)
