"""The map for those who hear it instead of seeing it: a list of schools and the block the keys have reached.

Qt asks the factory once for each object, owns what it returns, and deletes it after the object's last signal. A
Python wrapper that went away before that would delete it too, and Qt's second time crashes; the same holds for the
items, which Qt may have registered. So the wrappers stay for good: they are small, and let go of the map when it is
destroyed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, QRect
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAccessibleInterface, QColor, QWindow
from PySide6.QtWidgets import QAccessibleWidget, QWidget

from piiri.i18n import number, share, tr, trn
from piiri.indicators import at_least
from piiri.session import State

from .scene import scope_words
from .schools import closes, is_locked

if TYPE_CHECKING:
    from .canvas import MapView

_FOCUS_BLOCK = -1
"""The item that stands for the block the keys have reached; the others are schools."""

_kept: list[QAccessibleInterface] = []


class AreaItem(QAccessibleInterface):
    """A school with its figures, or the block the keys have reached."""

    def __init__(self, owner: MapInterface, school: int) -> None:
        super().__init__()
        self._owner, self._school = owner, school
        _kept.append(self)

    def isValid(self) -> bool:
        return self._owner.alive and self._owner.isValid()

    def object(self) -> QObject:
        return None  # type: ignore[return-value]  # it has no object of its own

    def window(self) -> QWindow:
        return self._owner.window()

    def parent(self) -> QAccessibleInterface:
        return self._owner

    def childAt(self, x: int, y: int) -> QAccessibleInterface:
        return None  # type: ignore[return-value]  # Qt takes none, its stubs do not

    def child(self, index: int) -> QAccessibleInterface:
        return None  # type: ignore[return-value]  # Qt takes none, its stubs do not

    def childCount(self) -> int:
        return 0

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return -1

    def text(self, t: QAccessible.Text) -> str:
        if t != QAccessible.Text.Name:
            return ""
        canvas = self._owner.canvas
        if self._school == _FOCUS_BLOCK:
            return canvas.focus_block.words()
        return school_words(canvas.state, self._school, canvas.content.stage)

    def setText(self, t: QAccessible.Text, text: str) -> None:
        """Nothing here can be written."""

    def rect(self) -> QRect:
        canvas = self._owner.canvas
        if self._school == _FOCUS_BLOCK:
            inner = canvas.focus_block.path().boundingRect().toAlignedRect()
        else:
            inner = canvas.marks.rectangle_of(self._school)
        return QRect(canvas.mapToGlobal(inner.topLeft()), inner.size())

    def role(self) -> QAccessible.Role:
        return QAccessible.Role.ListItem

    def state(self) -> QAccessible.State:
        state = QAccessible.State()
        canvas = self._owner.canvas
        state.focusable = True
        if self._school == _FOCUS_BLOCK:
            state.focused = canvas.hasFocus()
        else:
            state.selectable = True
            state.selected = canvas.attention.target == self._school
        return state

    def foregroundColor(self) -> QColor:
        return self._owner.canvas.palette_.text

    def backgroundColor(self) -> QColor:
        return self._owner.canvas.palette_.plate


class MapInterface(QAccessibleWidget):
    """The map as a list: its plates, then the schools of the stage, then the block the keys have reached."""

    def __init__(self, canvas: MapView) -> None:
        super().__init__(canvas, QAccessible.Role.List, tr("Map"))
        self._canvas: MapView | None = canvas
        self._items: dict[int, AreaItem] = {}
        _kept.append(self)
        canvas.destroyed.connect(self._let_go)

    @property
    def alive(self) -> bool:
        """True until the map is destroyed."""
        return self._canvas is not None

    @property
    def canvas(self) -> MapView:
        """The map; asked for only while it lives."""
        assert self._canvas is not None
        return self._canvas

    def _let_go(self) -> None:
        self._canvas = None

    def _areas(self) -> list[int]:
        found = self.canvas.marks.schools
        return [*found, _FOCUS_BLOCK] if self.canvas.focus_block.face >= 0 else found

    def _item(self, area: int) -> AreaItem:
        if area not in self._items:
            self._items[area] = AreaItem(self, area)
        return self._items[area]

    def childCount(self) -> int:
        return super().childCount() + len(self._areas())

    def child(self, index: int) -> QAccessibleInterface:
        plates, areas = super().childCount(), self._areas()
        if index < plates:
            return super().child(index)
        if index - plates < len(areas):
            return self._item(areas[index - plates])
        return None  # type: ignore[return-value]  # Qt takes none, its stubs do not

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        for position, area in enumerate(self._areas()):
            if self._items.get(area) is child:
                return super().childCount() + position
        return super().indexOfChild(child)

    def focusChild(self) -> QAccessibleInterface:
        if self.canvas.hasFocus() and self.canvas.focus_block.face >= 0:
            return self._item(_FOCUS_BLOCK)
        return super().focusChild()

    def text(self, t: QAccessible.Text) -> str:
        if t == QAccessible.Text.Description:
            return map_words(self.canvas)
        return super().text(t)


def install(canvas: MapView) -> None:
    """Let screen readers see into a map."""
    global _installed
    if not _installed:
        QAccessible.installFactory(_interface_of)
        _installed = True


_installed = False


def _interface_of(key: str, thing: QObject) -> QAccessibleInterface | None:
    from .canvas import MapView

    if not isinstance(thing, MapView):
        return None
    return MapInterface(thing)


def school_words(state: State, school: int, stage: int) -> str:
    """Describe a school: name, pupils, places, use, and whether it or its catchment of the stage is locked."""
    plan, evaluation = state.plan, state.evaluation
    parts = [plan.schools.names[school]]
    if plan.schools.closed[school]:
        parts.append(closes(int(plan.schools.closed_from[school])))
    elif plan.schools.ids[school] not in state.dataset.schools:
        parts.append(tr("new, opens {year}", year=str(int(plan.schools.open_from[school]))))
    pupils = round(float(evaluation.school_pupils[school]))
    cells = float(at_least.of_schools(evaluation.table, len(plan.schools))[school])
    parts.append(at_least.pupils(pupils, cells))
    places = int(evaluation.school_places[school])
    if places >= 0:
        parts.append(trn("{n} place", "{n} places", places))
        if places:
            parts.append(tr("use {share}", share=at_least.words(share(pupils / places), cells)))
        if pupils > places:
            parts.append(tr("{n} too many", n=at_least.words(number(pupils - places), cells)))
    if is_locked(state, school, stage):
        parts.append(tr("locked"))
    return ", ".join(parts)


def map_words(canvas: MapView) -> str:
    """Describe the map as a whole: how many blocks and schools, the colours, the tool."""
    plan = canvas.state.plan
    blocks = trn("{n} block", "{n} blocks", plan.coverage.face_count)
    schools = trn("{n} school", "{n} schools", len(canvas.marks.schools))
    words = tr(
        "{blocks}, {schools}. Coloured by: {indicator}. Tool: {tool}.",
        blocks=blocks,
        schools=schools,
        indicator=canvas.content.classes.title,
        tool=canvas.chosen_tool.title,
    )
    scope = scope_words(plan, canvas.content.stage, canvas.attention.all_stages)
    held = int(canvas.content.locked.sum())
    locked = trn("{n} block locked", "{n} blocks locked", held) if held else ""
    return ". ".join(part for part in (words.removesuffix("."), canvas.targets.spoken(), scope, locked) if part)


def say(canvas: QWidget, text: str) -> None:
    """Have a text read out."""
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(canvas, text))


def announce(canvas: MapView, before: State, state: State) -> None:
    """Have what was kept or taken back read out: the step in words, then each school it changes."""
    if before.revision == state.revision:
        return
    old, new = before.history.cursor, state.history.cursor
    same = before.history.start is state.history.start
    if same and new < old:
        words = tr("Taken back: {step}", step=before.history.describe(old))
    elif same and new > old:
        words = state.history.describe(new)
    else:
        words = tr("Plan {name}", name=tr(state.plan.name))
    now, positions = state.evaluation.school_pupils, state.plan.schools.positions_in(before.plan.schools)
    was = np.where(positions >= 0, before.evaluation.school_pupils[positions], 0.0)
    changed = [school for school in canvas.marks.schools if round(float(now[school] - was[school]))]
    cells = at_least.of_schools(state.evaluation.table, len(now))
    counts = {school: at_least.words(number(round(float(now[school]))), float(cells[school])) for school in changed[:4]}
    told = [f"{state.plan.schools.names[school]}: {count}" for school, count in counts.items()]
    say(canvas, ". ".join([words, *told]))
