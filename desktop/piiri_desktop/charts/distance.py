"""How far pupils live from school: a histogram with the distribution before as a line and the limits in words."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QLineF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from piiri.i18n import HARD_SPACE, distance, number, tr
from piiri.indicators import at_least
from piiri.session import State

from ..bridge import Attention, Bridge
from ..palette import Palette
from ..panels.lettering import CENTRE, LEFT
from ..panels.school_rows import ALL_STAGES
from .chart_panel import ChartPanel
from .histogram import DistanceAxis, Float, LimitOfGrades, beyond, distance_axis, limits_of
from .plot import BottomAxis, Pixels, Plot, nice_ticks


class DistanceChart(ChartPanel):
    """Pupils of the chosen stage by their straight distance to school, in bars of 250 m.

    Bars beyond the limit are drawn in another colour where one limit holds for all grades shown; where grades differ,
    only what is beyond every limit is. While the mouse is down the axes stay.

    Parameters
    ----------
    bridge
        Announces the states.
    attention
        Whose stage is shown.
    palette
        The theme.
    """

    def __init__(self, bridge: Bridge, attention: Attention, palette: Palette, parent: QWidget | None = None) -> None:
        plot = Plot(self._paint, BottomAxis(self._paint_axis), self._tip, palette)
        super().__init__(tr("Distance to school"), tr("pupils; line = before"), plot, palette, parent)
        self._attention = attention
        self._state = bridge.state
        self._axis = DistanceAxis(250.0, 8)
        self._now: Float = np.zeros(0)
        self._before: Float = np.zeros(0)
        self._limits: tuple[tuple[LimitOfGrades, float], ...] = ()
        self._untold = (0.0, 0.0)
        self._limit_of_change: at_least.Limit = ""
        bridge.changed.connect(self.show_state)
        attention.stage_changed.connect(self._stage_chosen)
        self.set_text_scale(1.0)

    def show_state(self, state: State) -> None:
        """Show the figures of a state."""
        if state is not self._state:
            self._state = state
            self._refresh(settled=not state.provisional)

    def _stage_chosen(self, stage: int) -> None:
        self._refresh(settled=True)

    def _refresh(self, *, settled: bool) -> None:
        state, stage = self._state, self._attention.stage
        settled = not state.provisional
        bins = []
        for evaluation in (state.evaluation, state.before):
            table = evaluation.table
            rows = slice(None) if stage == ALL_STAGES else table.stage == stage
            bins.append(table.counts[rows, table.columns.bins].sum(axis=0))
        if settled:
            self._axis = distance_axis(*bins)
        self._now, self._before = (self._axis.counts(each) for each in bins)
        stages = range(len(state.plan.stages)) if stage == ALL_STAGES else (stage,)
        limits = limits_of(state.dataset, tuple(stages))
        table = state.evaluation.table
        rows = slice(None) if stage == ALL_STAGES else table.stage == stage
        self._limits = tuple((limit, beyond(table, rows, limit, only=len(limits) == 1)) for limit in limits)
        self._count_untold(stage)
        if settled:
            self._settle()
        self.drawn(settled=settled)

    def _count_untold(self, stage: int) -> None:
        """In how many cells the pupils are not told. How far they live is in no bar, so every bar is at least so high;
        what bars differ by is uncertain as soon as anything differs."""
        state = self._state
        tables = state.evaluation.table, state.before.table
        behind = []
        for table in tables:
            rows = slice(None) if stage == ALL_STAGES else table.stage == stage
            behind.append(float(at_least.cells(table.columns, table.counts[rows]).sum()))
        self._untold = behind[0], behind[1]
        same = tables[0] is tables[1] or np.array_equal(tables[0].counts, tables[1].counts)
        self._limit_of_change = "about" if any(behind) and not same else ""
        words = tr("pupils; line = before")
        self.explain(f"{words}, {tr('≥ = at least')}" if behind[0] else words)

    def _settle(self) -> None:
        """Choose the axes anew, now that nothing is being dragged."""
        largest = max(1.0, float(self._now.max()), float(self._before.max()))
        ticks = [(value, number(value)) for value in nice_ticks(largest)]
        line = self._letters.caption.line
        high = max(self.plot.height() - self._letters.px(20) - 8, 4 * line)
        words = min(len(self._limits), 3) * line + 4
        self.plot.set_range(0.0, self._right, ticks, largest * max(1.1, high / (high - words)))

    @property
    def _right(self) -> float:
        """Right end of the axis in metres, with room for the bar of all that is further where there is any."""
        further = self._now[-1] + self._before[-1] > 0
        return self._axis.end_m + (self._axis.width_m if further else 0.0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not self._state.provisional:
            self._settle()  # how much room the words need depends on the height

    def set_text_scale(self, scale: float) -> None:
        super().set_text_scale(scale)
        self.plot.set_letters(self._letters, self._letters.px(14) + 6)
        self._refresh(settled=True)

    # ------------------------------------------------------------------------------------------------ painting
    def _paint(self, painter: QPainter, at: Pixels) -> None:
        p, axis = self._palette, self._axis
        for tick in self.plot.ticks:
            painter.fillRect(QRect(at.left, round(at.y(tick)), at.right - at.left, 1), p.grid)
        base = round(at.y(0.0))
        edges = [round(at.x(axis.width_m * i)) for i in range(axis.bars + 2)]
        over_from = round(at.x(self._limits[-1][0].limit.limit_m)) if self._limits else edges[-1] + 1
        for left, right, value in zip(edges, edges[1:], self._now, strict=False):
            top = round(at.y(value))
            for low, high, colour in ((left, min(right, over_from), p.bar), (max(left, over_from), right, p.bad)):
                if high - low > 1 or (high - low == 1 and low != left):
                    painter.fillRect(QRect(low + (low == left), top, high - low - (low == left), base - top), colour)
        self._paint_before(painter, at, edges, base)
        self._paint_limits(painter, at)
        painter.fillRect(QRect(at.left, base, at.right - at.left, 1), p.control)

    def _paint_before(self, painter: QPainter, at: Pixels, edges: list[int], base: int) -> None:
        """The distribution before: a step line of one pixel."""
        y, lines = base, []
        for left, right, value in zip(edges, edges[1:], self._before, strict=False):
            top = round(at.y(value))
            lines += [QLineF(left, y, left, top), QLineF(left, top, right, top)]
            y = top
        painter.setPen(QPen(self._palette.text, 1))
        painter.drawLines(lines)

    def _paint_limits(self, painter: QPainter, at: Pixels) -> None:
        p, face = self._palette, self._letters.caption
        pen = QPen(p.text, 1, Qt.PenStyle.CustomDashLine)
        pen.setDashPattern([3, 2])
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        seen = [(limit, count, round(at.x(limit.limit.limit_m))) for limit, count in self._limits]
        seen = [each for each in seen if each[2] <= at.right]
        painter.setPen(pen)
        for position, (_, _, x) in enumerate(seen):
            painter.drawLine(QLineF(x + 0.5, at.top + position * face.line, x + 0.5, at.bottom))
        for position, (limit, count, x) in enumerate(seen):
            words = self._limit_words(limit, count)
            if face.width(words) > at.right - at.left:
                words = self._limit_words(limit, count, short=True)
            wide = face.width(words)
            left = x + 5.0
            if left + wide > at.right:  # on the other side, or wherever it can be read in full
                left = max(x - 5 - wide, float(at.left)) if x - 5 - wide > at.left else at.right - wide
            box = QRectF(left, at.top + position * face.line, wide + 1, face.line)
            painter.fillRect(box, p.surface)
            face.draw(painter, box, words, p.text, LEFT)

    def _limit_words(self, limit: LimitOfGrades, count: float, *, short: bool = False, spoken: bool = False) -> str:
        where = _kilometres(limit.limit.limit_m)
        n = (at_least.words if spoken else at_least.sign)(number(count), self._untold[0])
        if short:
            return tr("{distance}: {n} beyond", distance=where, n=n)
        if len(self._limits) == 1:
            return tr("limit {distance}: {n} beyond", distance=where, n=n)
        first, last = limit.grades[0], limit.grades[-1]
        grades = str(first) if first == last else f"{first}–{last}"
        return tr("limit {distance}, grades {grades}: {n} beyond", distance=where, grades=grades, n=n)

    def _paint_axis(self, painter: QPainter, x_of: Callable[[float], float], room: QRectF) -> None:
        p, face = self._palette, self._letters.caption
        end_km = round(self._axis.end_m / 1000)
        step = next(s for s in (1, 2, 5, 10) if end_km / s <= 6)
        further = self._right > self._axis.end_m
        marks = [float(km) for km in range(0, end_km + 1, step)]
        free = float("-inf")
        texts = [(km, number(km)) for km in marks]
        if further:
            texts = [text for text in texts if text[0] < end_km]
            texts.append((float(end_km), tr("{n}+ km", n=number(end_km))))
        elif texts:
            texts[-1] = (texts[-1][0], f"{texts[-1][1]}{HARD_SPACE}km")
        last = face.width(texts[-1][1])
        last_left = min(x_of(texts[-1][0] * 1000) - last / 2, room.right() + 8 - last)
        for position, (km, text) in enumerate(texts):
            wide = face.width(text)
            left = last_left if position == len(texts) - 1 else x_of(km * 1000) - wide / 2
            if left > free + 4 and (position == len(texts) - 1 or left + wide + 6 < last_left):
                box = QRectF(left, room.top() + 4, wide + 1, face.line)
                face.draw(painter, box, text, p.text_secondary, CENTRE)
                free = left + wide

    # ------------------------------------------------------------------------------------------------ words
    def _bar_name(self, bar: int) -> str:
        low, high = self._axis.width_m * bar, self._axis.width_m * (bar + 1)
        if bar >= self._axis.bars:
            return tr("{distance} and more", distance=_kilometres(low, 2))
        return tr("{low}–{high}", low=number(low / 1000, 2), high=_kilometres(high, 2))

    def figures(self) -> list[list[str]]:
        written = [[tr("Distance"), tr("Pupils"), tr("Before"), tr("Change")]]
        for bar, (now, before) in enumerate(zip(self._now, self._before, strict=True)):
            change = at_least.marked(number(now - before, sign=True), self._limit_of_change)
            counts = (at_least.sign(number(n), cells) for n, cells in zip((now, before), self._untold, strict=True))
            written.append([self._bar_name(bar), *counts, change])
        return written

    def summary(self) -> str:
        stage = self._attention.stage
        figures = self._state.evaluation.figures(None if stage == ALL_STAGES else stage)
        said = [
            tr(
                "Mean distance {mean}, 90\u00a0% within {p90}",
                mean=distance(figures.mean_distance_m),
                p90=distance(figures.p90_distance_m),
            )
        ]
        said += [self._limit_words(limit, count, spoken=True) for limit, count in self._limits]
        said += [why.removesuffix(".")] if (why := at_least.why(self._untold[0])) else []
        return "; ".join(said) + "."

    def _tip(self, x: float) -> str:
        bar = int(x // self._axis.width_m) if np.isfinite(x) else -1
        if not 0 <= bar < len(self._now):
            return ""
        return tr(
            "{distance}: {pupils} pupils, {before} before",
            distance=self._bar_name(bar),
            pupils=at_least.words(number(self._now[bar]), self._untold[0]),
            before=at_least.words(number(self._before[bar]), self._untold[1]),
        )


def _kilometres(metres: float, decimals: int | None = None) -> str:
    """Write a distance in kilometres, with as many decimals as it needs where none are given."""
    if decimals is None:
        decimals = next((d for d in (0, 1) if round(metres / 1000, d) * 1000 == metres), 2)
    return f"{number(metres / 1000, decimals)}{HARD_SPACE}km"
