"""Money follows need: a dot a school, its need against its money per pupil, with a ring where it was before."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QWidget

from piiri.funding import Allocation
from piiri.funding.spread import Spread, spread_of
from piiri.i18n import number, tr, trn
from piiri.session import State

from ..bridge import Attention, Bridge
from ..palette import Palette
from ..panels.funding_rows import FundingRows, funding_compared, funding_rows, with_unit
from ..panels.lettering import CENTRE, LEFT
from .chart_panel import ChartPanel
from .plot import BottomAxis, Pixels, Plot, nice_ticks

DOT, REACH = 5, 14
"""Radius of a dot, and how far from its middle it can be pointed at, logical pixels."""


class NeedChart(ChartPanel):
    """Shown where the plan's model has an index. While something is dragged dots move; the axes stay.

    Parameters
    ----------
    bridge
        Announces the states.
    attention
        Target and hovered school; a click chooses a school and shows it on the map.
    palette
        The theme.
    """

    def __init__(self, bridge: Bridge, attention: Attention, palette: Palette, parent: QWidget | None = None) -> None:
        plot = Plot(self._paint, BottomAxis(self._paint_needs), self._tip, palette)
        self._rows: FundingRows | None = None
        self._before: dict[str, tuple[float, float]] = {}
        self._compared: Allocation | None = None
        self._order = np.zeros(0, dtype=np.intp)
        self._needs: list[float] = []
        title, legend = tr("Money follows need"), tr("money per pupil by need index, ring = before")
        super().__init__(title, legend, plot, palette, parent)
        self._bridge, self._attention = bridge, attention
        self._state = bridge.state
        bridge.changed.connect(self.show_state)
        attention.target_changed.connect(self._redraw)
        attention.school_hovered.connect(self._redraw)
        plot.pointed.connect(self._point)
        plot.pressed.connect(self._press)
        plot.stepped.connect(self._step)
        plot.entered.connect(self._enter)
        self.set_text_scale(1.0)

    def show_state(self, state: State) -> None:
        """Show the money of a state."""
        if state is not self._state:
            self._state = state
            self._refresh(settled=not state.provisional)

    def _refresh(self, *, settled: bool) -> None:
        state = self._state
        rows = funding_rows(state, self._bridge.session.committed) if state.plan.funding else None
        self._rows = rows if rows is not None and rows.allocation.index is not None else None
        self.setVisible(self._rows is not None)
        if self._rows is None:
            return
        self._take_before(funding_compared(state, state.before_plan))
        if settled:
            self._settle(self._rows)
        self.drawn(settled=settled)

    def _take_before(self, compared: object) -> None:
        found = getattr(compared, "allocation", None)
        if found is self._compared:
            return
        self._compared, self._before = found, {}
        if found is not None and found.index is not None:
            values = zip(found.index.index.tolist(), found.per_pupil.tolist(), strict=True)
            self._before = dict(zip(found.inputs.ids, values, strict=True))

    def _settle(self, rows: FundingRows) -> None:
        """Choose the axes anew, now that nothing is being dragged."""
        self._order = np.argsort(rows.need, kind="stable")
        each = np.array([*rows.per_pupil, *(money for _, money in self._before.values())])
        needs = np.array([*rows.need, *(need for need, _ in self._before.values())])
        each, needs = each[np.isfinite(each)], needs[np.isfinite(needs)]
        largest = max(1.0, float(each.max(initial=0.0)))
        low, high = float(needs.min(initial=0.0)), float(needs.max(initial=0.0))
        room = max(high - low, 0.1) * 0.08
        self._needs = _round_values(low, high)
        ticks = [(value, number(value)) for value in nice_ticks(largest)]
        self.plot.set_range(low - room, high + room, ticks, largest * 1.16)

    def _redraw(self, *_: object) -> None:
        if self._rows is not None:
            self.plot.update_all()

    def set_text_scale(self, scale: float) -> None:
        super().set_text_scale(scale)
        self.plot.set_letters(self._letters, self._letters.px(14) + 4)
        self._refresh(settled=True)

    # ------------------------------------------------------------------------------------------------ painting
    def _paint(self, painter: QPainter, at: Pixels) -> None:
        p, t, rows = self._palette, self._letters, self._rows
        if rows is None:
            return
        for tick in self.plot.ticks:
            painter.fillRect(QRect(at.left, round(at.y(tick)), at.right - at.left, 1), p.grid)
        painter.fillRect(QRect(at.left, round(at.y(0.0)), at.right - at.left, 1), p.control)
        taken = self._paint_median(painter, at, rows)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        r, here = t.px(DOT), self._places(at)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        rings: list[QPointF | None] = []
        for key, place in zip(rows.ids, here, strict=True):
            was = self._before.get(key)
            if was is None or place is None or not all(map(math.isfinite, was)):
                continue
            old = QPointF(at.x(was[0]), at.y(was[1]))
            if (old - place).manhattanLength() > 2:
                painter.setPen(QPen(p.control, 1))
                painter.drawLine(old, place)
                painter.setPen(QPen(p.text, 1))
                painter.drawEllipse(old, r - 1, r - 1)
                rings.append(old)
        for number_, place in zip(rows.schools.tolist(), here, strict=True):
            if place is None:
                continue
            target = number_ == self._attention.target
            painter.setPen(QPen(p.surface, 1))
            painter.setBrush(p.accent if target else p.bar)
            painter.drawEllipse(place, r + target, r + target)
            if number_ == self._attention.hovered_school:
                painter.setPen(QPen(p.text, 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawEllipse(place, r + 3, r + 3)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        self._paint_names(painter, at, rows, here, [*taken, *self._dots(rings)])

    def _paint_median(self, painter: QPainter, at: Pixels, rows: FundingRows) -> list[QRectF]:
        """Draw the median and write it where no dot lies; return where it is written."""
        p, t, median = self._palette, self._letters, self.spread.median
        if not math.isfinite(median):
            return []
        y = round(at.y(median))
        pen = QPen(p.text_secondary, 1)
        pen.setDashPattern([3, 2])
        painter.setPen(pen)
        painter.drawLine(at.left, y, at.right, y)
        text = tr("median {amount}", amount=with_unit(number(median), rows.unit))
        wide, high = t.caption.width(text) + 1, t.caption.line
        dots = self._dots(self._places(at))
        for left in (at.right - wide, at.left + 2):
            for top in (y - high, y + 1):
                box = QRectF(left, top, wide, high)
                if top >= at.top and not any(box.intersects(dot) for dot in dots):
                    t.caption.draw(painter, box, text, p.text_secondary, LEFT)
                    return [box]
        return []  # the words below the chart say it as well

    @staticmethod
    def _dots(here: list[QPointF | None]) -> list[QRectF]:
        return [QRectF(o.x() - DOT, o.y() - DOT, 2 * DOT, 2 * DOT) for o in here if o is not None]

    def _places(self, at: Pixels) -> list[QPointF | None]:
        """Where each school's dot stands, pixels; None without need or pupils."""
        rows = self._rows
        assert rows is not None
        pairs = zip(rows.need.tolist(), rows.per_pupil.tolist(), strict=True)
        return [QPointF(at.x(x), at.y(y)) if math.isfinite(x) and math.isfinite(y) else None for x, y in pairs]

    def _paint_names(
        self, painter: QPainter, at: Pixels, rows: FundingRows, here: list[QPointF | None], taken: list[QRectF]
    ) -> None:
        """Names of the hovered school and the target, then of those with most need, as far as none touches another."""
        p, t = self._palette, self._letters
        first = (self._attention.hovered_school, self._attention.target)
        strong = [row for row, school in enumerate(rows.schools.tolist()) if school in first]
        for row in dict.fromkeys([*strong, *self._order[::-1].tolist()]):
            place = here[row]
            if place is None:
                continue
            face = t.caption_bold if row in strong else t.caption
            name, gap = tr(rows.names[row]), t.px(DOT) + 4
            wide, high = face.width(name) + 1, face.line
            middle = min(max(place.x() - wide / 2, at.left), at.right - wide)
            corners = (
                (place.x() + gap, place.y() - high / 2),
                (place.x() - gap - wide, place.y() - high / 2),
                (middle, place.y() - gap - high),
                (middle, place.y() + gap),
            )
            boxes = [QRectF(left, top, wide, high) for left, top in corners]
            inside = [b for b in boxes if b.left() >= at.left and b.right() <= at.right and b.top() >= at.top]
            dots = [] if row in strong else self._dots([each for each in here if each is not place])
            box = next((b for b in inside if not any(b.intersects(other) for other in (*taken, *dots))), None)
            if box is None:
                continue
            taken.append(box)
            if row in strong:
                painter.fillRect(box, p.surface)
            face.draw(painter, box, name, p.text if row in strong else p.text_secondary)

    def _paint_needs(self, painter: QPainter, x_of: Callable[[float], float], room: QRectF) -> None:
        face = self._letters.caption
        for value in self._needs:
            text = number(value, 0 if value == int(value) else 1)
            wide = face.width(text)
            box = QRectF(x_of(value) - wide / 2, room.top() + 2, wide + 1, face.line)
            face.draw(painter, box, text, self._palette.text_secondary, CENTRE)

    # ------------------------------------------------------------------------------------------------ words
    @property
    def spread(self) -> Spread:
        """How unequal the money per pupil is."""
        rows = self._rows
        assert rows is not None
        return spread_of(rows.allocation.money, rows.pupils)

    def figures(self) -> list[list[str]]:
        written = [[tr("School"), tr("Need"), tr("Per pupil"), tr("Before")]]
        rows = self._rows
        if rows is None:
            return written
        for row in self._order[::-1].tolist():
            before = self._before.get(rows.ids[row], (math.nan, math.nan))[1]
            values = [(float(rows.need[row]), 2), (float(rows.per_pupil[row]), 0), (before, 0)]
            cells = [number(value, places) if math.isfinite(value) else "." for value, places in values]
            written.append([tr(rows.names[row]), *cells])
        return written

    def summary(self) -> str:
        rows = self._rows
        if rows is None:
            return ""
        found = self.spread
        said = [trn("{n} school", "{n} schools", len(rows.ids))]
        if math.isfinite(found.gini):
            low, high = (with_unit(number(value), rows.unit) for value in (found.low, found.high))
            said.append(tr("eight pupils of ten bring from {low} to {high}", low=low, high=high))
            said.append(tr("Gini of the money per pupil {gini}", gini=number(found.gini, 2)))
        return "; ".join(said) + "."

    def _tip(self, x: float) -> str:
        rows, row = self._rows, self._row_at(x)
        if rows is None or row < 0:
            return self.summary()
        each = float(rows.per_pupil[row])
        return tr(
            "{school}: need {need}, {amount} a pupil, {n} pupils",
            school=tr(rows.names[row]),
            need=number(float(rows.need[row]), 2),
            amount=with_unit(number(each), rows.unit),
            n=number(float(rows.pupils[row])),
        )

    # ------------------------------------------------------------------------------------------------ mouse and keys
    def _row_at(self, x: float) -> int:
        """The row whose dot is pointed at, −1 for none."""
        rows = self._rows
        if rows is None or not math.isfinite(x):
            return -1
        (left, right), (low, high) = self.plot.box.viewRange()
        box = self.plot.box.rect()
        across = (rows.need - x) / max(right - left, 1e-9) * box.width()
        along = (rows.per_pupil - self.plot.height_pointed) / max(high - low, 1e-9) * box.height()
        away = np.nan_to_num(np.hypot(across, along), nan=np.inf)
        nearest = int(np.argmin(away)) if len(away) else -1
        return nearest if nearest >= 0 and away[nearest] <= self._letters.px(REACH) else -1

    def _school_at(self, x: float) -> int:
        row = self._row_at(x)
        return int(self._rows.schools[row]) if self._rows is not None and row >= 0 else -1

    def _point(self, x: float) -> None:
        self._attention.hover_school(self._school_at(x))

    def _press(self, x: float) -> None:
        self._choose(self._school_at(x))

    def _choose(self, school: int) -> None:
        if school >= 0:
            self._attention.set_target(school)
            self._attention.zoom_to_school.emit(school)

    def _step(self, step: int) -> None:
        """To the school with next more or less need."""
        rows = self._rows
        if rows is None or not len(self._order):
            return
        schools = rows.schools[self._order]
        here = np.flatnonzero(schools == self._attention.hovered_school)
        position = int(here[0]) + step if len(here) else 0 if step > 0 else len(schools) - 1
        self._attention.hover_school(int(schools[min(max(position, 0), len(schools) - 1)]))

    def _enter(self) -> None:
        self._choose(self._attention.hovered_school)


def _round_values(low: float, high: float) -> list[float]:
    """Return three to six round values between two.

    >>> _round_values(0.0, 2.6), _round_values(-1.2, 1.1)
    ([0.0, 0.5, 1.0, 1.5, 2.0, 2.5], [-1.0, -0.5, 0.0, 0.5, 1.0])
    """
    wide = max(high - low, 0.1)
    power = 10.0 ** math.floor(math.log10(wide / 3))
    step = next(part * power for part in (1, 2, 5, 10) if wide / (part * power) <= 6)
    return [round(k * step, 9) for k in range(math.ceil(low / step), math.floor(high / step) + 1)]
