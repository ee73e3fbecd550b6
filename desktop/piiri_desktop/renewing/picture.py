"""The map of what differs: this year's areas, what is new, gone and of another shape, and the current fact."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely

from piiri.again import Fact, Renewal
from piiri.model.arrays import FloatArray
from piiri.model.plan import Plan

from ..importing.small_map import Drawn
from ..map.view import Extent

_LEAST_M = 400.0
"""So much of the town is shown around one thing at least."""
NEW_TONE, CHANGED_TONE = 1, 3


@dataclass(frozen=True, eq=False)
class Picture:
    """What can be drawn of a renewal; made once."""

    renewal: Renewal

    @cached_property
    def layers(self) -> tuple[Drawn, ...]:
        """Areas below, what differs on them, schools above."""
        blocks = self.renewal.differences.blocks
        today, before = self.renewal.today, self.renewal.before
        made = [Drawn("areas", rings_of(today.coverage.polygons()))]
        made.append(Drawn("patch", self._blocks(today, [key for key, _ in blocks.new]), tone=NEW_TONE))
        made.append(Drawn("patch", self._blocks(today, [key for key, _, _ in blocks.changed]), tone=CHANGED_TONE))
        made.append(Drawn("defect", self._blocks(before, [key for key, _ in blocks.gone])))
        schools, changed = self.renewal.dataset.schools, self.renewal.differences.schools
        made.append(Drawn("schools", points=schools.xy))
        gone = [before.schools.index(key) for key, _ in changed.gone]
        made.append(Drawn("far", points=before.schools.xy[gone]))
        return tuple(each for each in made if each.rings or len(each.points))

    @staticmethod
    def _blocks(plan: Plan, ids: list[str]) -> tuple[FloatArray, ...]:
        faces = plan.coverage.topology.face_index
        at = np.array([faces[key] for key in ids], dtype=np.int64)
        return rings_of(plan.coverage.polygons(at)) if len(at) else ()

    def of(self, fact: Fact) -> tuple[tuple[Drawn, ...], Extent | None]:
        """Return the mark of one thing and where to look; nothing for what has no place."""
        plan = self.renewal.before if fact.state == "gone" else self.renewal.today
        if fact.part == "schools":
            xy = plan.schools.xy[[plan.schools.index(fact.key)]]
            return (Drawn("mark", points=xy),), around(xy)
        if fact.part == "blocks":
            rings = self._blocks(plan, [fact.key])
        elif fact.part == "catchments":
            k = plan.catchments.ids.index(fact.key)
            mine = np.flatnonzero((plan.catchment_of_face == k).any(axis=0))
            rings = rings_of(shapely.union_all(plan.coverage.polygons(mine))) if len(mine) else ()
        else:
            rings = ()
        return ((Drawn("mark", rings),), around(np.vstack(rings))) if rings else ((), None)


def rings_of(shapes: object) -> tuple[FloatArray, ...]:
    """Return the outlines of areas, holes too, each (n, 2) metres."""
    return tuple(shapely.get_coordinates(ring) for ring in shapely.get_rings(shapely.get_parts(shapes)))


def around(xy: FloatArray) -> Extent:
    """Return what holds points with room around them, so that one sees where in town they are."""
    low, high = xy.min(axis=0), xy.max(axis=0)
    middle, half = (low + high) / 2, np.maximum((high - low) * 0.9, _LEAST_M)
    west, south = middle - half
    east, north = middle + half
    return float(west), float(south), float(east), float(north)
