"""Where the borders of the stages are, corner by corner: which corners stand on one, and whose borders move with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from piiri.i18n import tr
from piiri.model.arrays import Array
from piiri.model.coverage import Topology
from piiri.model.plan import Plan

from ..scene import committed_plan, labels

if TYPE_CHECKING:
    from ..canvas import MapView


class Borders:
    """The borders of the plan kept last."""

    def __init__(self, canvas: MapView) -> None:
        self._canvas = canvas
        self._known: tuple[Array, Topology, int, Array] | None = None

    @property
    def _plan(self) -> Plan:
        return committed_plan(self._canvas.state)

    def corners(self) -> Array:
        """Return (V,): True for corners on the border of a catchment of the stage shown."""
        plan = self._plan
        table, topology, stage = plan.catchment_of_face, plan.coverage.topology, self._canvas.content.stage
        known = self._known
        if known is None or known[0] is not table or known[1] is not topology or known[2] != stage:
            edges = topology.edges[plan.coverage.border(labels(plan, stage))]
            mine = np.zeros(topology.vertex_count, dtype=bool)
            mine[edges.reshape(-1)] = True
            self._known = known = (table, topology, stage, mine)
        return known[3]

    def stages_at(self, vertex: int) -> list[int]:
        """Return the stages that have a border at a corner."""
        plan = self._plan
        faces = plan.coverage.topology.faces_of_vertex(vertex)
        label = plan.catchment_of_face[:, faces[faces >= 0]]
        return np.flatnonzero((label != label[:, :1]).any(axis=1)).tolist()

    def moves_alone(self, vertex: int) -> bool:
        """True where the border of the stage shown moves alone: other stages have one here too, and keep it."""
        stage, stages = self._canvas.content.stage, self.stages_at(vertex)
        return not self._canvas.attention.all_stages and stage in stages and len(stages) > 1

    def whose(self, vertex: int) -> str:
        """Say which stages' borders move, where several have one at the corner or another than the one shown."""
        plan, stage, stages = self._plan, self._canvas.content.stage, self.stages_at(vertex)
        if not stages or stages == [stage]:
            return ""
        names = {each: tr(plan.stages[each].name) for each in stages}
        if self.moves_alone(vertex):
            others = ", ".join(name for each, name in names.items() if each != stage)
            return tr("{stage} alone. As it was: {others}", stage=names[stage], others=others)
        return tr("Borders that move: {stages}", stages=", ".join(names.values()))
