"""A hand in front of the real window: it opens a project, chooses tools, presses, moves and lets go."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication

from piiri.errors import EditRejected
from piiri.storage import Project
from piiri_desktop.app import application
from piiri_desktop.main_window import MainWindow
from piiri_desktop.map.view import View
from piiri_desktop.settings import Settings

Button = Qt.MouseButton
NOTHING = Qt.KeyboardModifier.NoModifier
Step = Callable[[], tuple[float, bool] | None]


class Hand(QObject):
    """The window on a project, and what a hand does to it.

    Parameters
    ----------
    what
        A project, or the path of a project file, which is opened as a person would open it.
    size
        Of the window, logical pixels.
    """

    def __init__(self, what: Project | Path, size: tuple[int, int]) -> None:
        self.app = application()
        super().__init__()
        settings = Settings(language="en", theme="light")
        self.window = MainWindow(settings)
        self.window.resize(*size)
        self.window.show()
        self.settle()
        if isinstance(what, Path):
            self.window.open_path(what)
            self.settle()
        else:
            self.window.projects.take(what)
        assert self.window.workbench is not None and self.window.bridge is not None
        self.map = self.window.workbench.views.map
        self.bridge, self.attention = self.window.bridge, self.map.attention
        self._refused = False
        self.bridge.rejected.connect(self._note_refusal)
        self.settle()

    def close(self) -> None:
        """Close the window without being asked about unsaved work."""
        self.window.projects.discard_when_left = True
        project = self.window.projects.project
        if project is not None:
            self.bridge.close()
            self.window.projects.close()
        self.window.deleteLater()
        self.app.processEvents()

    def settle(self) -> None:
        """Let the window come to rest: layouts, idle timers, jobs."""
        until = time.monotonic() + 0.4
        while time.monotonic() < until or self.window.jobs.running:
            self.app.processEvents()
            time.sleep(0.005)

    def paint_all(self) -> None:
        """Handle events until nothing is left to paint."""
        for _ in range(3):
            self.app.processEvents()

    def look_at(self, view: View) -> None:
        """Show a view and let it be rendered."""
        self.map.look_at(view)
        self.settle()

    # ------------------------------------------------------------------------------------------------ drags

    def paint_drags(self, rng: np.random.Generator, count: int, steps: int) -> Iterator[Step]:
        """Strokes from a school's area across its border, each dropped at its end with Esc."""
        for at, way in self.borders(rng, count):
            if not self.pick_target(at - way * 10):
                continue
            self.press(at - way * 4)
            for step in range(steps):
                yield self.moved(at + way * (3.0 + 5.0 * step) + rng.normal(0, 1.5, 2))
            self.escape()

    def corner_drags(self, rng: np.random.Generator, count: int, steps: int) -> Iterator[Step]:
        """Drags of a border's corner, a few pixels a step, each dropped at its end with Esc."""
        for at, _ in self.borders(rng, count):
            self.map.set_tool("corner")
            self.move(at, Button.NoButton)
            self.press(at)
            place = at
            for _ in range(steps):
                place = place + rng.normal(0, 2.0, 2)
                yield self.moved(place)
            self.escape()

    def kept_strokes(self, rng: np.random.Generator, count: int) -> Iterator[tuple[str, Step]]:
        """Strokes that are kept and taken back at once: ``"keep"``, letting go, and ``"undo"``, in turn."""
        for at, way in self.borders(rng, count):
            if not self.pick_target(at - way * 10):
                continue
            self.press(at - way * 4)
            for step in range(6):
                self.move(at + way * (3.0 + 5.0 * step))
            self.paint_all()
            revision = self.bridge.state.revision
            yield "keep", self.watched(lambda at=at, way=way: self.release(at + way * 28))
            if self.bridge.state.revision > revision:
                yield "undo", self.watched(self.bridge.undo)

    def watched(self, action: Callable[[], object]) -> Step:
        """An action until all is painted: milliseconds of its figures, whether it was refused; None: no change."""

        def step() -> tuple[float, bool] | None:
            before, self._refused = self.bridge.state, False
            action()
            self.paint_all()
            state = self.bridge.state
            if self._refused:
                return 0.0, True
            return None if state is before else (state.took_ms, False)

        return step

    def moved(self, at: np.ndarray) -> Step:
        """One mouse move of a drag."""
        return self.watched(lambda: self.move(at))

    def borders(self, rng: np.random.Generator, count: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Places in view where two catchments meet, with the direction across the border, logical pixels."""
        plan, stage = self.bridge.state.plan, self.map.content.stage
        t, row = plan.coverage.topology, plan.catchment_of_face[stage]
        edges = np.flatnonzero(
            plan.coverage.border(row) & (t.left >= 0) & (t.right >= 0) & (row[t.left] >= 0) & (row[t.right] >= 0)
        )
        ends = self.map.view.to_screen(plan.coverage.vertices[t.edges[edges].reshape(-1)]).reshape(-1, 2, 2)
        size = np.array([self.map.width(), self.map.height()])
        seen = ((ends > 80) & (ends < size - 80)).all(axis=(1, 2))
        for a, b in ends[seen][rng.permutation(int(seen.sum()))][:count]:
            along = b - a
            length = float(np.hypot(*along)) or 1.0
            yield a, np.array([-along[1], along[0]]) / length

    def pick_target(self, at: np.ndarray) -> bool:
        """Pick the target with the eyedropper; it hands over to the brush."""
        self.map.set_tool("pick")
        self.press(at)
        self.release(at)
        self.paint_all()
        return self.map.chosen_tool.name == "paint"

    # ------------------------------------------------------------------------------------------------ mouse and keys

    def press(self, at: np.ndarray) -> None:
        """The left button goes down."""
        self._mouse(QEvent.Type.MouseButtonPress, at, Button.LeftButton, Button.LeftButton)
        self.paint_all()

    def move(self, at: np.ndarray, buttons: Button = Button.LeftButton) -> None:
        """The pointer moves."""
        self._mouse(QEvent.Type.MouseMove, at, Button.NoButton, buttons)

    def hover(self, at: np.ndarray) -> None:
        """The pointer moves with no button down."""
        self.move(at, Button.NoButton)
        self.paint_all()

    def release(self, at: np.ndarray) -> None:
        """The left button goes up."""
        self._mouse(QEvent.Type.MouseButtonRelease, at, Button.LeftButton, Button.NoButton)

    def escape(self) -> None:
        """Esc drops what is previewed."""
        QApplication.sendEvent(self.map, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Escape, NOTHING))
        self.paint_all()

    def _mouse(self, kind: QEvent.Type, at: np.ndarray, button: Button, buttons: Button) -> None:
        place = QPointF(float(at[0]), float(at[1]))
        event = QMouseEvent(kind, place, QPointF(self.map.mapToGlobal(place)), button, buttons, NOTHING)
        QApplication.sendEvent(self.map, event)

    def _note_refusal(self, _: EditRejected) -> None:
        self._refused = True
