"""Who can get blocks: *Unassigned* and the schools of the stage, in the order of names, and by nearness with numbers.

The digits 1 to 9 mean the schools nearest to what is pointed at, 0 means *Unassigned*. While the numbers are shown they
stay as they are; otherwise they follow the pointer, or the block that the arrow keys have reached.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer

from piiri.i18n import distance, number, tr, trn
from piiri.indicators import at_least
from piiri.model.arrays import FloatArray
from piiri.model.plan import UNASSIGNED, Plan
from piiri.session import State

from ..bridge import UNCHOSEN
from ..collation import by_name
from .schools import schools_of_stage

if TYPE_CHECKING:
    from .canvas import MapView

DIGITS = 9
HOLD_MS = 250


@dataclass(frozen=True, slots=True)
class Target:
    """One that can get blocks, in words.

    Attributes
    ----------
    school
        Index, −1 for *Unassigned*.
    digit
        The key that chooses it, −1 for none.
    name, figures, away
        Its name, its pupils and places, how far it is; empty where there is nothing to say.
    spoken
        All of it in one line, for those who hear it.
    """

    school: int
    digit: int
    name: str
    figures: str
    away: str
    spoken: str


def nearest_first(plan: Plan, schools: list[int], place: FloatArray) -> list[int]:
    """Return some schools ordered by their straight distance to a place, (2,) metres; ties by index."""
    away = np.hypot(*(plan.schools.xy[schools] - place).T)
    return [schools[at] for at in np.argsort(away, kind="stable")]


class Targets:
    """The targets of a map."""

    def __init__(self, canvas: MapView) -> None:
        self._canvas = canvas
        self._numbered: list[int] | None = None
        self._nobody = QObject(canvas)
        self._held = QTimer(canvas)
        self._held.setSingleShot(True)
        self._held.setInterval(HOLD_MS)
        self._held.timeout.connect(self._show_held)

    # ------------------------------------------------------------------------------------------------ which
    @property
    def schools(self) -> list[int]:
        """The schools that can be the target now, ascending."""
        return schools_of_stage(self._canvas.state, self._canvas.content.stage)

    @property
    def in_order(self) -> list[int]:
        """*Unassigned*, then the schools by name."""
        schools, names = self.schools, self._canvas.state.plan.schools.names
        return [UNASSIGNED, *(schools[at] for at in by_name([names[school] for school in schools]))]

    def place(self) -> FloatArray:
        """Return what is pointed at, (2,) metres: by the pointer, by the arrow keys, else the middle of the map."""
        canvas = self._canvas
        if canvas.pointer is not None:
            return np.array(canvas.place_of(canvas.pointer))
        if canvas.focus_block.face >= 0:
            return np.asarray(canvas.content.middles[canvas.focus_block.face])
        return np.array((canvas.view.x, canvas.view.y))

    def near(self) -> list[int]:
        """Return the schools, nearest first; while numbers are shown, in the order they were shown in."""
        if self._numbered is not None:
            return self._numbered
        return nearest_first(self._canvas.state.plan, self.schools, self.place())

    # ------------------------------------------------------------------------------------------------ choosing
    def choose_digit(self, digit: int) -> None:
        """Choose by a digit key: 0 *Unassigned*, 1 to 9 the schools by nearness."""
        near = self.near()
        if digit == 0:
            self._canvas.attention.set_target(UNASSIGNED)
        elif digit <= len(near):
            self._canvas.attention.set_target(near[digit - 1])

    def step(self, steps: int) -> None:
        """Choose the next target by name, or the one before; round and round."""
        order, target = self.in_order, self._canvas.attention.target
        at = order.index(target) if target in order else (-1 if steps > 0 else 0)
        self._canvas.attention.set_target(order[(at + steps) % len(order)])

    # ------------------------------------------------------------------------------------------------ numbers
    def hold_numbers(self, held: bool) -> None:
        """Show the numbers for as long as Alt is held; a mere tap on Alt opens the menus, as everywhere."""
        if not held:
            self._held.stop()
            self.show_numbers(False)
        elif not self._canvas.tool.busy:
            self._held.start()

    def _show_held(self) -> None:
        self.show_numbers(True)
        # Qt's menu bar takes Alt for a tap until it hears of something else; then letting go does not open it
        QCoreApplication.sendEvent(self._nobody, QEvent(QEvent.Type.ActivationChange))

    def show_numbers(self, shown: bool) -> None:
        """Show on the map which digit means which school, or no more."""
        if shown == (self._numbered is not None):
            return
        self._numbered = self.near() if shown else None
        numbers = {school: at for at, school in enumerate(self.near()[:DIGITS], 1)} if shown else {}
        self._canvas.update(self._canvas.marks.show_numbers(numbers))
        self._canvas.status.emit(self._in_words() if shown else self._canvas.tool.hint())

    def _in_words(self) -> str:
        names = self._canvas.state.plan.schools.names
        near = "  ".join(f"{at} {names[school]}" for at, school in enumerate(self.near()[:DIGITS], 1))
        return tr("Target: 0 {unassigned}  {schools}", unassigned=tr("Unassigned"), schools=near)

    # ------------------------------------------------------------------------------------------------ words
    def name(self, target: int) -> str:
        """Return what a target is called; a request to choose one where there is none."""
        schools = self._canvas.state.plan.schools
        if target == UNASSIGNED:
            return tr("Unassigned")
        return schools.names[target] if 0 <= target < len(schools) else tr("Choose a target")

    def spoken(self) -> str:
        """Say what the target is now, and why it cannot get blocks where it cannot."""
        target = self._canvas.attention.target
        if target == UNCHOSEN:
            return tr("No target")
        words = tr("Target: {target}", target=self.name(target))
        problem = "" if target == UNASSIGNED or target in self.schools else tr("not at these grades")
        return f"{words}, {problem}" if problem else words

    def listed(self) -> list[Target]:
        """Return all targets with their figures: *Unassigned*, then the schools, nearest first."""
        state, place = self._canvas.state, self.place()
        found = [self._unassigned(state)]
        for at, school in enumerate(self.near(), 1):
            found.append(_school(state, school, at if at <= DIGITS else -1, place))
        return found

    def _unassigned(self, state: State) -> Target:
        stage = self._canvas.content.stage
        row = state.plan.catchment_of_face[stage] if stage >= 0 else state.plan.catchment_of_face.max(axis=0)
        blocks = trn("{n} block", "{n} blocks", int((row < 0).sum()))
        figures = state.evaluation.figures(stage if stage >= 0 else None)
        pupils = at_least.pupils(figures.unassigned, figures.unassigned_untold)
        name = tr("Unassigned")
        return Target(UNASSIGNED, 0, name, f"{blocks}, {pupils}", "", f"{name}, {blocks}, {pupils}")


def _school(state: State, school: int, digit: int, place: FloatArray) -> Target:
    pupils = round(float(state.evaluation.school_pupils[school]))
    places = int(state.evaluation.school_places[school])
    name, xy = state.plan.schools.names[school], state.plan.schools.xy[school]
    away = distance(float(np.hypot(*(xy - place))))
    cells = float(at_least.of_schools(state.evaluation.table, len(state.plan.schools))[school])
    spoken = [name, at_least.pupils(pupils, cells)]
    figures = at_least.sign(number(pupils), cells)
    if places >= 0:
        figures = tr("{pupils} / {places}", pupils=figures, places=number(places))
        spoken.append(trn("{n} place", "{n} places", places))
    return Target(school, digit, name, figures, away, ", ".join([*spoken, away]))
