"""Colours by a figure of catchments, schools or blocks that follows the edit: classes of the places, and what differs.

The blocks of a catchment share its colour. Schools are coloured by their symbols, on plain paper, and their labels say
the figure: colour is never the only cue."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtGui import QColor

from piiri.i18n import language, tr
from piiri.indicators import at_least
from piiri.indicators.blocks import BlockIndicator
from piiri.model.arrays import Array, FloatArray
from piiri.session import State
from piiri.shading import PLACES, Shade, Shadeable, find, place_of, reshade, shade, shadeable

from ..palette import Palette
from .classes import HIDDEN, MISSING, PLAIN, Classes, breaks_around_none, breaks_of, classify, title_of, value_text
from .fill import ramp, scale_of

_NOBODY: Array = np.zeros(0, dtype=np.int32)
_LEVEL = 100.0
"""Per cent: a change of a fiftieth and of a tenth of all bounds the classes around zero."""


_SUMS = ("school/pupils", "school/use")
"""Figures of schools that count pupils, in all or by places: with hidden numbers behind them they are lower limits."""


@dataclass(frozen=True)
class SchoolFill:
    """How a school's symbol is filled.

    Attributes
    ----------
    colour
        Of its class; None where its figure is hidden or missing.
    words
        The figure as written on its label.
    """

    colour: QColor | None
    words: str

    @property
    def key(self) -> str:
        """Equal for symbols that look alike."""
        return self.colour.name() if self.colour is not None else "none"


class Shaded:
    """Figures of places of one map; keeps the limits of their classes and the figure shown last."""

    def __init__(self) -> None:
        self._of: tuple[str, object, object, Shadeable | None] = ("", None, None, None)
        self._found: Shade | None = None
        self._breaks: dict[tuple[str, int], FloatArray] = {}
        self._filled: tuple[object, Shade, dict[int, SchoolFill]] | None = None
        self._behind: FloatArray = np.zeros(0)

    def forget(self) -> None:
        """It is another place altogether: limits of classes are chosen anew."""
        self._breaks.clear()
        self._found = None

    def offered(self, state: State) -> list[tuple[str, list[tuple[str, str]]]]:
        """Return key and title of all figures, under the name of what they are of."""
        found = shadeable(state)
        return [
            (tr(name), [(each.key, title_of(_indicator(each, np.zeros(0)))) for each in found if each.place == place])
            for place, name in PLACES
        ]

    def _figure(self, state: State, key: str) -> Shadeable | None:
        """The figure of a key, looked for again only where the data are others."""
        known = self._of
        if known[0] != key or known[1] is not state.dataset or known[2] is not state.basis:
            self._of = known = key, state.dataset, state.basis, find(state, key)
        return known[3]

    def classes(self, state: State, stage: int, key: str, faces: Array | None = None) -> Classes | None:
        """Return the classes of a figure; None where the key names none.

        Parameters
        ----------
        state, stage
            What is shown.
        key
            The figure.
        faces
            Of a figure of blocks: those that changed since this was asked last; None to count all.
        """
        if place_of(key) is None:
            return None
        of = self._figure(state, key)
        found = None
        if of is not None and of.place == "block" and faces is not None and self._found is not None:
            same = self._found.of == of and len(self._found.values) == state.plan.coverage.face_count
            found = reshade(self._found, state, stage, faces) if same else None
        if of is not None and found is None:
            found = shade(state, of, stage)
        self._found = found
        return None if found is None else self._made(state, stage, found)

    def _made(self, state: State, stage: int, found: Shade) -> Classes:
        """The classes of a figure, by the limits it had when it was first shown."""
        key = found.of.key
        indicator = _indicator(found.of, found.values, found.hidden)
        if (key, stage) not in self._breaks:
            diverging = found.of.diverging
            self._breaks[key, stage] = breaks_around_none(_LEVEL) if diverging else breaks_of(indicator)
        made = classify(indicator, self._breaks[key, stage], diverging=found.of.diverging)
        return self._spread(state, stage, made, found.of.place)

    def _spread(self, state: State, stage: int, made: Classes, place: str) -> Classes:
        """Give the blocks the classes of their places."""
        if place == "block":
            return made
        name = tr("Catchments") if place == "catchment" else tr("Schools")
        title = tr("{place}: {figure}", place=name, figure=made.title)
        made = replace(made, title=title, place=place, place_hatch=made.hatch)
        if made.place == "school":
            faces = state.plan.coverage.face_count
            none = np.full(faces, -1, dtype=np.int16)
            return replace(made, class_of_face=none, hatch=np.full(faces, PLAIN, dtype=np.uint8))
        row = state.plan.catchment_of_face[max(stage, 0)]
        return replace(
            made,
            class_of_face=np.append(made.class_of_face, np.int16(-1))[row],
            hatch=np.append(made.hatch, np.uint8(MISSING))[row],
        )

    def of_blocks(self, state: State, stage: int) -> BlockIndicator | None:
        """Return the figure shown last, of each block that of its catchment or school."""
        found = self._found
        if found is None:
            return None
        values, hidden = np.append(found.values, np.nan), np.append(found.hidden, False)
        if found.of.place == "block":
            return _indicator(found.of, found.values, found.hidden)
        row = state.plan.catchment_of_face[max(stage, 0)]
        if found.of.place == "school":
            servers = np.append(state.plan.catchments.servers[:, 0], -1)
            row = servers[row]
        return _indicator(found.of, values[row], hidden[row])

    def of_schools(self, classes: Classes, palette: Palette, untold: FloatArray | None = None) -> dict[int, SchoolFill]:
        """Return how the symbols of schools are filled; of none where the figure is not one of schools. Only those
        whose figure is another than when this was asked last are filled anew.

        ``untold``: behind how many cells of each school's figure, (H,), the number is not told, see :func:`untold_of`.
        """
        found = self._found
        if found is None or found.of.place != "school" or classes.key != found.of.key:
            return {}
        behind = np.zeros(len(found.values)) if untold is None else untold
        limits = found.of, classes.breaks.tobytes(), palette, language()
        fills, differ = {}, np.ones(len(found.values), dtype=np.bool_)
        if self._filled is not None and self._filled[0] == limits and len(self._filled[1].values) == len(differ):
            before, fills = self._filled[1], dict(self._filled[2])
            both = np.isnan(found.values) & np.isnan(before.values)
            differ = ((found.values != before.values) & ~both) | (found.hidden != before.hidden)
            differ |= behind != self._behind
        schools = np.flatnonzero(differ)
        indicator = _indicator(found.of, found.values[schools], found.hidden[schools])
        mine = classify(indicator, classes.breaks, diverging=classes.diverging)
        colours = ramp(scale_of(classes, palette), classes)
        for row, (school, at) in enumerate(zip(schools.tolist(), mine.class_of_face.tolist(), strict=True)):
            if at >= 0:
                words = at_least.sign(value_text(indicator, row, sign=classes.diverging), float(behind[school]))
                fills[school] = SchoolFill(colours[min(at, len(colours) - 1)], words)
            else:
                fills[school] = SchoolFill(None, ".." if mine.hatch[row] == HIDDEN else ".")
        self._filled, self._behind = (limits, found, fills), behind
        return fills


def untold_of(state: State, stage: int, key: str) -> FloatArray | None:
    """Return in how many cells behind a figure of each school the number is not told, (H,); None for other figures."""
    if key not in _SUMS:
        return None
    of_stage = stage if key == "school/pupils" and stage >= 0 else None
    return at_least.of_schools(state.evaluation.table, len(state.plan.schools), of_stage)


def _indicator(of: Shadeable, values: FloatArray, hidden: Array | None = None) -> BlockIndicator:
    return BlockIndicator(of.key, of.name, of.unit, values, np.zeros(len(values), bool) if hidden is None else hidden)
