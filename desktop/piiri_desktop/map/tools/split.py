"""Split: draw a line across blocks. The pieces keep their catchments; they can be given away or joined later."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtGui import QPainter, QPainterPath, QRegion

from piiri.edits import Edit, SplitFaces
from piiri.i18n import tr, trn
from piiri.model.plan import Plan
from piiri.session import State

from ..lines import path_of
from ..snapping import Place
from ..strokes import draw_cased
from ..tip import Tip
from .line import LineTool

if TYPE_CHECKING:
    from ..canvas import MapView


class Split(LineTool):
    """Splits the selected blocks along a line, all that it crosses where none is selected."""

    name = "split"
    icon = "split"

    def __init__(self, canvas: MapView) -> None:
        super().__init__(canvas)
        self._only: tuple[str, ...] = ()
        self._rim: tuple[Plan | None, object, QPainterPath] = (None, None, QPainterPath())

    @property
    def title(self) -> str:
        return tr("Split blocks")

    def idle_hint(self) -> str:
        if self.canvas.content.selected.any():
            return tr("Draw across the selected blocks: drag freely, or click corners. Only they are split.")
        return tr("Draw across blocks: drag freely, or click corners. By keys: arrows, Tab to a corner, Enter.")

    def waiting_words(self) -> str:
        return tr("Draw right across a block")

    def edit_along(self, line: tuple[Place, ...]) -> Edit:
        return SplitFaces(line, self._only)

    def begun(self, place: Place) -> None:
        # picks are told by the blocks of the plan that was kept: those of a preview are others
        ids, selected = self.base_plan.coverage.face_ids, self.canvas.content.selected
        self._only = tuple(ids[face] for face in np.flatnonzero(selected).tolist())

    # ------------------------------------------------------------------------------------------------ what is shown
    def shown(self, state: State) -> Tip:
        pieces = self._pieces(state)
        parts = state.plan.coverage.face_count - self.base_plan.coverage.face_count
        split = max(0, len(pieces) - parts)
        blocks = trn("{n} block", "{n} blocks", split)
        return Tip(tr("{blocks} → {pieces}", blocks=blocks, pieces=trn("{n} piece", "{n} pieces", len(pieces))))

    def _pieces(self, state: State) -> list[int]:
        """The pieces of the blocks that the preview splits."""
        origin = self.canvas.content.origin
        if origin is None:
            return []
        new = np.arange(self.base_plan.coverage.face_count, len(origin))
        return np.flatnonzero(np.isin(origin, origin[new])).tolist()

    def _outline(self) -> QPainterPath:
        """The rims of the pieces, made once a preview and view."""
        canvas, state = self.canvas, self.canvas.state
        if not self._points or not state.provisional or not canvas.frame_is_current:
            return QPainterPath()
        if self._rim[0] is not state.plan or self._rim[1] != canvas.view:
            mine = np.zeros(state.plan.coverage.face_count, dtype=bool)
            mine[self._pieces(state)] = True
            self._rim = (state.plan, canvas.view, path_of(*canvas.frame.outline(mine)))
        return self._rim[2]

    def region(self) -> QRegion:
        region, path = super().region(), self._outline()
        if not path.isEmpty():
            region += QRegion(path.boundingRect().toAlignedRect().adjusted(-4, -4, 5, 5))
        return region

    def paint(self, painter: QPainter) -> None:
        p, path = self.canvas.palette_, self._outline()
        if not path.isEmpty():
            draw_cased(painter, path, p.accent, 1.5, p.catchment_casing, 3.5)
        super().paint(painter)
