"""Pupils against places: one bar a school, its places as a line, its pupils before as a tick."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QWidget

from piiri.i18n import number, share, tr, trn
from piiri.indicators import at_least
from piiri.session import State

from ..bridge import Attention, Bridge
from ..palette import Palette
from ..panels.lettering import CENTRE
from ..panels.school_rows import RowsOfState, SchoolRows
from .chart_panel import ChartPanel
from .name_rows import NamePlace, place_names
from .plot import BottomAxis, Pixels, Plot, nice_ticks

Label = tuple[float, float, str, QColor]
"""Middle and bottom of a label, its text and colour."""

AT_LEAST = "≥"
"""Above the bar of a school behind whose pupils numbers are not told."""


class PlacesChart(ChartPanel):
    """The schools of the chosen stage with the pupils of all their grades, since places are for all of them.

    While the mouse is down bars move; order and axis stay.

    Parameters
    ----------
    bridge
        Announces the states.
    attention
        Stage, target and hovered school; a click chooses a school and shows it on the map.
    palette
        The theme.
    """

    def __init__(self, bridge: Bridge, attention: Attention, palette: Palette, parent: QWidget | None = None) -> None:
        plot = Plot(self._paint, BottomAxis(self._paint_names), self._tip, palette)
        self._legend_words = tr("thin line = places, thick tick = before")
        super().__init__(tr("Pupils against places"), self._legend_words, plot, palette, parent)
        self._attention = attention
        self._state = bridge.state
        self._rows_of = RowsOfState()
        self._rows: SchoolRows = self._rows_of(self._state, attention.stage)
        self._order = np.zeros(0, dtype=np.intp)
        self._names: list[NamePlace] = []
        self._names_for: tuple[object, ...] = ()
        bridge.changed.connect(self.show_state)
        attention.stage_changed.connect(self._stage_chosen)
        attention.target_changed.connect(self._redraw)
        attention.school_hovered.connect(self._redraw)
        plot.pointed.connect(self._point)
        plot.pressed.connect(self._press)
        plot.stepped.connect(self._step)
        plot.entered.connect(self._enter)
        self.set_text_scale(1.0)

    def show_state(self, state: State) -> None:
        """Show the figures of a state."""
        if state is not self._state:
            self._state = state
            self._refresh(settled=not state.provisional)

    def _stage_chosen(self, stage: int) -> None:
        self._refresh(settled=True)

    def _refresh(self, *, settled: bool) -> None:
        self._rows = self._rows_of(self._state, self._attention.stage)
        if settled:
            self._settle()
        untold = bool(self._rows.now.school_hidden[self._rows.schools].any())
        self.explain(self._legend_words if not untold else f"{tr('≥ = at least')}, {self._legend_words}")
        self.drawn(settled=settled)

    def _settle(self) -> None:
        """Choose order and axis anew, now that nothing is being dragged."""
        rows = self._rows
        self._order = rows.schools[np.argsort(-rows.now.school_pupils[rows.schools], kind="stable")]
        shown = self._order
        largest = 1.0
        if len(shown):
            largest = max(
                rows.now.school_pupils[shown].max(),
                rows.before.school_pupils[shown].max(),
                rows.now.places[shown].max(),
            )
        ticks = [(value, number(value)) for value in nice_ticks(float(largest))]
        self.plot.set_range(-0.5, max(len(shown), 1) - 0.5, ticks, float(largest) * 1.16)

    def _redraw(self, *_: object) -> None:
        self.plot.update_all()

    def set_text_scale(self, scale: float) -> None:
        super().set_text_scale(scale)
        self.plot.set_letters(self._letters, 2 * self._letters.px(13) + 4)
        self._refresh(settled=True)

    # ------------------------------------------------------------------------------------------------ painting
    def _paint(self, painter: QPainter, at: Pixels) -> None:
        p, rows, attention = self._palette, self._rows, self._attention
        for tick in self.plot.ticks:
            painter.fillRect(QRect(at.left, round(at.y(tick)), at.right - at.left, 1), p.grid)
        labels: list[Label] = []
        perhaps: list[Label] = []
        base = round(at.y(0.0))
        half = (at.x(1.0) - at.x(0.0)) * 0.3
        for position, school in enumerate(self._order):
            x = at.x(position)
            left, right = round(x - half), max(round(x + half), round(x - half) + 1)
            pupils, before = float(rows.now.school_pupils[school]), float(rows.before.school_pupils[school])
            places, untold = int(rows.now.places[school]), float(rows.now.school_hidden[school])
            top = round(at.y(pupils))
            target = school == attention.target
            painter.fillRect(QRect(left, top, right - left, base - top), p.accent if target else p.bar)
            wider = max(1, round(half * 0.35))
            if 0 <= places < pupils:
                limit = round(at.y(places))
                painter.fillRect(QRect(left, top, right - left, limit - top), p.bad)
                over = number(pupils - places, sign=True)
                labels.append((x, top, at_least.sign(over, untold), p.bad))
            elif untold:
                line = round(at.y(places)) if places >= 0 else at.top - self._letters.caption_bold.line
                # on the bar, or above the line of places where that runs through it
                meets = line > top - self._letters.caption_bold.line - 2
                perhaps.append((x, line if meets else top, AT_LEAST, p.text_secondary))
            if places >= 0:
                painter.fillRect(QRect(left - wider, round(at.y(places)), right - left + 2 * wider, 1), p.text)
            if round(before) != round(pupils):
                y = round(at.y(before))
                painter.fillRect(QRect(left, y - 2, right - left, 4), p.surface)
                painter.fillRect(QRect(left, y - 1, right - left, 2), p.text)
            if school == attention.hovered_school:
                painter.setPen(QPen(p.text, 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(QRectF(left - 2, top - 2, right - left + 4, base - top + 3))
        self._paint_labels(painter, at, [*labels, *perhaps])
        painter.fillRect(QRect(at.left, base, at.right - at.left, 1), p.control)

    def _paint_labels(self, painter: QPainter, at: Pixels, labels: list[Label]) -> None:
        """Write how many are over the places, then which bars may be higher; where two would touch, only the first."""
        face, taken = self._letters.caption_bold, [(float("-inf"), float("-inf"))]
        for x, top, text, colour in labels:
            wide = face.width(text)
            left = min(max(x - wide / 2, at.left), at.right - wide)
            if all(left > end or left + wide + 4 < start for start, end in taken):
                y = max(float(at.top), top - face.line - 1)
                face.draw(painter, QRectF(left, y, wide + 1, face.line), text, colour, CENTRE)
                taken.append((left, left + wide + 4))

    def _paint_names(self, painter: QPainter, x_of: Callable[[float], float], room: QRectF) -> None:
        p, face, rows = self._palette, self._letters.caption, self._rows
        attention = self._attention
        key = (id(self._order), room.width(), room.left(), attention.target, attention.hovered_school, face)
        if key != self._names_for:
            first = [school for school in (attention.hovered_school, attention.target) if school >= 0]
            bold = self._letters.caption_bold
            names = [rows.names[school] for school in self._order]
            widths = [
                (bold if school in first else face).width(name) for school, name in zip(self._order, names, strict=True)
            ]
            order = {int(school): position for position, school in enumerate(self._order)}
            wanted = [order[school] for school in first if school in order]
            over = np.flatnonzero(rows.now.over[self._order])
            ranked = list(dict.fromkeys([*wanted, *over.tolist(), *range(len(names))]))
            self._names = place_names(
                [x_of(i) for i in range(len(names))], widths, ranked, (room.left() - 24, room.right())
            )
            self._names_for = key
        for place in self._names:
            school = self._order[place.position]
            strong = school in (attention.target, attention.hovered_school)
            used = self._letters.caption_bold if strong else face
            y = room.top() + 3 + place.line * self._letters.px(13)
            box = QRectF(place.left, y, place.right - place.left + 1, face.line)
            used.draw(painter, box, rows.names[school], p.text if strong else p.text_secondary)

    # ------------------------------------------------------------------------------------------------ words
    def figures(self) -> list[list[str]]:
        rows = self._rows
        written = [[tr("School"), tr("Pupils"), tr("Before"), tr("Places"), tr("Over by")]]
        for school in self._order:
            pupils, places = rows.now.school_pupils[school], int(rows.now.places[school])
            now, before = rows.now.school_hidden[school], rows.before.school_hidden[school]
            over = number(pupils - places) if 0 <= places < pupils else "0" if places >= 0 else "."
            written.append(
                [
                    rows.names[school],
                    at_least.sign(number(pupils), now),
                    at_least.sign(number(rows.before.school_pupils[school]), before),
                    number(places) if places >= 0 else ".",
                    at_least.sign(over, now),
                ]
            )
        return written

    def summary(self) -> str:
        rows = self._rows
        over = [school for school in self._order if rows.now.over[school]]
        known = rows.schools[rows.now.places[rows.schools] >= 0]
        said = [trn("{n} school", "{n} schools", len(self._order))]
        places = int(rows.now.places[known].sum())
        if places:
            used = share(float(rows.now.school_pupils[known].sum()) / places)
            used = at_least.words(used, float(rows.now.school_hidden[known].sum()))
            said.append(tr("{share} of {places} places in use", share=used, places=number(places)))
        names = ", ".join(f"{rows.names[h]} {self._over_words(int(h))}" for h in over)
        said.append(tr("over capacity: {schools}", schools=names) if over else tr("none over capacity"))
        said += [why.removesuffix(".")] if (why := at_least.why(rows.now.school_hidden[rows.schools].sum())) else []
        return "; ".join(said) + "."

    def _over_words(self, school: int) -> str:
        now = self._rows.now
        over = number(now.school_pupils[school] - now.places[school], sign=True)
        return at_least.words(over, now.school_hidden[school])

    def _tip(self, x: float) -> str:
        school = self._school_at(x)
        if school < 0:
            return ""
        rows = self._rows
        places = int(rows.now.places[school])
        return tr(
            "{school}: {pupils} pupils, {before} before, {places} places",
            school=rows.names[school],
            pupils=at_least.words(number(rows.now.school_pupils[school]), rows.now.school_hidden[school]),
            before=at_least.words(number(rows.before.school_pupils[school]), rows.before.school_hidden[school]),
            places=number(places) if places >= 0 else tr("not known"),
        )

    # ------------------------------------------------------------------------------------------------ mouse and keys
    def _school_at(self, x: float) -> int:
        position = round(x) if np.isfinite(x) else -1
        return int(self._order[position]) if 0 <= position < len(self._order) else -1

    def _point(self, x: float) -> None:
        self._attention.hover_school(self._school_at(x))

    def _press(self, x: float) -> None:
        self._choose(self._school_at(x))

    def _choose(self, school: int) -> None:
        if school >= 0:
            self._attention.set_target(school)
            self._attention.zoom_to_school.emit(school)

    def _step(self, step: int) -> None:
        if not len(self._order):
            return
        here = np.flatnonzero(self._order == self._attention.hovered_school)
        if len(here):
            position = int(here[0]) + step
        else:
            position = 0 if step > 0 else len(self._order) - 1
        self._attention.hover_school(int(self._order[min(max(position, 0), len(self._order) - 1)]))

    def _enter(self) -> None:
        self._choose(self._attention.hovered_school)
