"""The tab of moved blocks: which blocks belong elsewhere or have another shape; a click shows them on all maps."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from piiri.compare import Comparison
from piiri.i18n import number, tr, trn
from piiri.indicators import at_least
from piiri.model.arrays import Array

from ..palette import Palette
from .table import Cell, CellTable, Heading, Row, Tone

Box = tuple[float, float, float, float]


class BlocksTab(QWidget):
    """The blocks that differ between the first plan and another.

    Signals
    -------
    shown(object, object)
        Asks for a place on the maps: its box (west, south, east, north; metres), and the blocks there of the first plan
        and of the other one as a pair of index arrays.
    """

    shown = Signal(object, object)

    def __init__(self, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._comparison: Comparison | None = None
        self._position = 1
        self.table = CellTable(tr("Moved blocks"), palette, self)
        self.table.setAccessibleDescription(
            tr("Enter or a click shows the block on all maps, S sorts by the column, Ctrl+C copies the table.")
        )
        self.table.chosen.connect(self._choose)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.table)

    def show_comparison(self, comparison: Comparison, stage: int, position: int) -> str:
        """Show the blocks of one of the plans, and return in words how many there are."""
        self._comparison, self._position = comparison, position
        found = comparison.differences[position - 1]
        blocks, reshaped = found.blocks, found.reshaped
        several = stage < 0 and len(comparison.dataset.stages) > 1
        rows = []
        mine = np.ones(len(blocks), dtype=bool) if stage < 0 else blocks.stage == stage
        for i in np.flatnonzero(mine).tolist():
            ends = [self._place(comparison, found_place) for found_place in (blocks.source[i], blocks.target[i])]
            if ends[0] == ends[1]:  # another catchment of the same schools
                ends = self._catchments(comparison, i)
            cells = [
                Cell(blocks.block[i], _by_number(blocks.block[i])),
                Cell(tr(comparison.dataset.stages[blocks.stage[i]].name), float(blocks.stage[i])),
                *(Cell(end, end) for end in ends),
                _count(blocks.pupils[i], blocks.cells[i]),
            ]
            rows.append(Row(tuple(cells if several else cells[:1] + cells[2:]), i))
        rows += [self._reshaped(comparison, i, several) for i in range(len(reshaped))]
        heads = [Heading(tr("Block"), True, "", 96), Heading(tr("Grades"), True, "", 140)]
        heads += [Heading(tr("From"), True, "", 220), Heading(tr("To"), True, "", 220), Heading(tr("Pupils"), least=80)]
        self.table.stretched = -1
        self.table.show_rows(heads if several else heads[:1] + heads[2:], rows)
        count = int(np.unique(np.array(blocks.block, dtype=object)[mine]).size) if mine.any() else 0
        said = trn("{n} block belongs elsewhere", "{n} blocks belong elsewhere", count)
        if len(reshaped):
            said += ", " + trn("{n} has another shape", "{n} have another shape", len(reshaped))
        return said

    def _place(self, comparison: Comparison, place: int) -> str:
        return comparison.places[int(place)].name

    def _catchments(self, comparison: Comparison, row: int) -> list[str]:
        blocks = comparison.differences[self._position - 1].blocks
        plans = comparison.plans[0].plan, comparison.plans[self._position].plan
        return [
            plan.catchments.names[k] if k >= 0 else tr("No catchment")
            for plan, k in zip(plans, (int(blocks.catchment_before[row]), int(blocks.catchment[row])), strict=True)
        ]

    def _reshaped(self, comparison: Comparison, i: int, several: bool) -> Row:
        found = comparison.differences[self._position - 1]
        reshaped, plan = found.reshaped, comparison.plans[self._position].plan
        key = plan.coverage.face_ids[reshaped.face[i]]
        what = tr("Another shape") if reshaped.face_before[i] >= 0 else tr("Part of a block")
        area = f"{number(round(float(reshaped.swept_m2[i])))}\u00a0m²"
        cells = [
            Cell(key, _by_number(key)),
            Cell(tr("All grades"), -1.0, "secondary"),
            Cell(what, what, "secondary"),
            Cell(area, area, "secondary"),
            _count(reshaped.pupils[i], reshaped.cells[i]),
        ]
        return Row(tuple(cells if several else cells[:1] + cells[2:]), len(found.blocks) + i)

    def _choose(self, about: int) -> None:
        comparison = self._comparison
        if comparison is None:
            return
        found = comparison.differences[self._position - 1]
        if about < len(found.blocks):
            before, after = int(found.blocks.face_before[about]), int(found.blocks.face[about])
        else:
            row = about - len(found.blocks)
            before, after = int(found.reshaped.face_before[row]), int(found.reshaped.face[row])
        faces = tuple(np.array([face] if face >= 0 else [], dtype=np.int32) for face in (before, after))
        plans = comparison.plans[0].plan, comparison.plans[self._position].plan
        box = box_of([plan.coverage.bounds[mine] for plan, mine in zip(plans, faces, strict=True)])
        self.shown.emit(box, faces)

    def set_look(self, palette: Palette, scale: float) -> None:
        """Draw in another theme and text scale."""
        self.table.set_look(palette, scale)


def box_of(bounds: list[Array]) -> Box:
    """Return what must be shown to see some boxes, (M, 4) each."""
    every = np.concatenate(bounds)
    low, high = every[:, :2].min(axis=0), every[:, 2:].max(axis=0)
    return float(low[0]), float(low[1]), float(high[0]), float(high[1])


def _count(pupils: int, cells: int) -> Cell:
    text = number(int(pupils))
    tone: Tone = "" if pupils or cells else "secondary"
    said = at_least.words(text, cells)
    return Cell(at_least.sign(text, cells), float(pupils), tone, False, said, at_least.why(cells))


def _by_number(key: str) -> str:
    """A key that sorts block 9 before block 10."""
    head, _, piece = key.partition("~")
    return f"{head:>24}~{piece:>8}" if head.isdecimal() else key
