"""A short session on the demo municipality, played in a real window: pictures and figures for those without a display.

The mouse is synthetic, everything else is what a person gets: the blocks are painted and the corner is dragged by mouse
events on the map, the pictures are grabs of the window, the figures come from its states.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import click
import numpy as np
from PySide6.QtCore import QEvent, QEventLoop, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication

from piiri.compare import compare
from piiri.edits import MoveVertex, to_json
from piiri.errors import EditRejected
from piiri.i18n import tr
from piiri.model import Plan
from piiri.model.arrays import Array
from piiri.publish import comparison_json, comparison_text
from piiri.session import Session, State

from .language import use_language
from .main_window import MainWindow
from .map import MapView
from .settings import Settings

SIZE = (1280, 720)
LONGEST_MS = 120_000
BLOCKS = 6
METRES_A_PIXEL = 5.5
CORNERS, REACH_M = 20, 60.0


class UnkeptSettings(Settings):
    """Settings of a session that leaves the person's own alone."""

    def save(self) -> None:
        """Keep nothing."""


@dataclass(frozen=True)
class Scene:
    """What is played: blocks on the border of two schools' catchments go from the fuller one to the emptier one.

    Attributes
    ----------
    stage
        Index of the stage.
    giver, taker
        Indices of the schools.
    faces
        Blocks to be painted, one beside the other.
    """

    stage: int
    giver: int
    taker: int
    faces: tuple[int, ...]


def choose_scene(state: State, stage: int = 0) -> Scene:
    """Choose the pair of neighbouring schools whose use differs most, and blocks along their border."""
    plan = state.plan
    row, use = plan.catchment_of_face[stage], state.evaluation.school_use
    topology = plan.coverage.topology
    pairs = _neighbouring(plan, stage)
    if not pairs:
        raise LookupError("no two catchments of this stage meet")
    first = plan.catchments.servers[:, 0]
    giver, taker = max(pairs, key=lambda pair: float(use[first[pair[0]]] - use[first[pair[1]]]))
    touching = [int(f) for f in np.flatnonzero(row == giver) if (row[topology.neighbours(int(f))] == taker).any()]
    at = plan.coverage.label_points
    pupils = next(block.values for block in state.blocks if block.key == "pupils")
    begin = max(touching, key=lambda face: float(pupils[face]))
    near = sorted(touching, key=lambda face: float(np.hypot(*(at[face] - at[begin]))))[:BLOCKS]
    chosen = {*near, *_cut_off(plan, np.flatnonzero(row == giver), set(near))}
    way = [near[-1]]
    while len(way) < len(chosen):
        way.append(min(chosen.difference(way), key=lambda face: float(np.hypot(*(at[face] - at[way[-1]])))))
    return Scene(stage, int(first[giver]), int(first[taker]), tuple(way))


def _cut_off(plan: Plan, faces: Array, taken: set[int]) -> set[int]:
    """Return the blocks that would be cut off from the rest of their catchment: they go along."""
    left = {int(face) for face in faces} - taken
    parts: list[set[int]] = []
    while left:
        part, edge = set(), [left.pop()]
        while edge:
            face = edge.pop()
            part.add(face)
            near = left.intersection(plan.coverage.topology.neighbours(face).tolist())
            left -= near
            edge += near
        parts.append(part)
    parts.sort(key=len)
    return {face for part in parts[:-1] if len(part) < BLOCKS for face in part}


def _neighbouring(plan: Plan, stage: int) -> list[tuple[int, int]]:
    """Return (catchment, catchment) both ways round for those that share a border, joint zones left out."""
    row, topology = plan.catchment_of_face[stage], plan.coverage.topology
    inside = (topology.left >= 0) & (topology.right >= 0)
    left, right = row[topology.left[inside]], row[topology.right[inside]]
    meet = (left != right) & (left >= 0) & (right >= 0)
    alone = (plan.catchments.servers >= 0).sum(axis=1) == 1
    pairs = {(int(a), int(b)) for a, b in zip(left[meet], right[meet], strict=True) if alone[a] and alone[b]}
    return sorted(pairs | {(b, a) for a, b in pairs})


def choose_corner(state: State, scene: Scene, near: Array) -> MoveVertex | None:
    """Choose a corner of the border between the two schools and a place for it that moves pupils; None for none."""
    plan = state.plan
    trial = Session(state.dataset, plan, before=state.before_plan)
    changed = state.evaluation.total.changed
    topology, row = plan.coverage.topology, plan.catchment_of_face[scene.stage]
    ours = {plan.catchments.of_school(school, scene.stage) for school in (scene.giver, scene.taker)}
    label = np.append(row, -1)
    edges = topology.edges[
        [set(pair) == ours for pair in zip(label[topology.left].tolist(), label[topology.right].tolist(), strict=True)]
    ]
    corners = np.unique(edges)
    xy = plan.coverage.vertices
    found: list[tuple[int, MoveVertex]] = []
    for vertex in corners[np.argsort(np.hypot(*(xy[corners] - near).T))][:CORNERS]:
        for way in ((1, 0), (1, 1), (0, 1), (-1, 1), (-1, 0), (-1, -1), (0, -1), (1, -1)):
            x, y = xy[vertex] + np.array(way) * REACH_M
            edit = MoveVertex(int(vertex), float(x), float(y))
            try:
                moved = abs(trial.preview(edit).evaluation.total.changed - changed)
            except EditRejected:
                continue
            found.append((moved, edit))
    return max(found, key=lambda pair: pair[0])[1] if found else None


class Hand:
    """A synthetic mouse over the map."""

    def __init__(self, canvas: MapView) -> None:
        self._map = canvas
        self._at = QPointF()

    def place(self, xy: Array) -> QPointF:
        """Return where on the map a place in metres is drawn."""
        x, y = self._map.view.to_screen(np.asarray(xy, dtype=np.float64))
        return QPointF(float(x), float(y))

    def press(self, at: QPointF) -> None:
        """Press the left button."""
        self.move(at, down=False)
        self._send(QEvent.Type.MouseButtonPress, at, Qt.MouseButton.LeftButton, Qt.MouseButton.LeftButton)

    def move(self, at: QPointF, *, down: bool = True, steps: int = 6) -> None:
        """Move on a straight line, with the button held or not."""
        held = Qt.MouseButton.LeftButton if down else Qt.MouseButton.NoButton
        start = self._at
        for step in range(1, steps + 1):
            self._send(QEvent.Type.MouseMove, start + (at - start) * (step / steps), Qt.MouseButton.NoButton, held)
            QApplication.processEvents()

    def release(self) -> None:
        """Let the button go."""
        self._send(QEvent.Type.MouseButtonRelease, self._at, Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton)
        QApplication.processEvents()

    def leave(self) -> None:
        """Take the pointer off the map, so that nothing is pointed at."""
        QApplication.sendEvent(self._map, QEvent(QEvent.Type.Leave))

    def _send(self, kind: QEvent.Type, at: QPointF, button: Qt.MouseButton, held: Qt.MouseButton) -> None:
        self._at = at
        everywhere = self._map.mapToGlobal(at)
        event = QMouseEvent(kind, at, everywhere, button, held, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(self._map, event)


def _wait(until: Callable[[], bool]) -> bool:
    """Let the window work until something holds; False after two minutes."""
    loop = QEventLoop()
    watch, limit = QTimer(), QTimer()
    watch.timeout.connect(lambda: loop.exit() if until() else None)
    watch.start(20)
    limit.setSingleShot(True)
    limit.timeout.connect(loop.quit)
    limit.start(LONGEST_MS)
    if not until():
        loop.exec()
    return until()


def _rest(milliseconds: int = 250) -> None:
    """Let what waits for a still hand be drawn."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def play(out: Path, settings: Settings) -> int:
    """Play the session.

    Parameters
    ----------
    out
        Folder for the pictures and figures; made where it is missing.
    settings
        Language, theme and text scale; nothing is written to the person's own settings.

    Returns
    -------
    int
        0 when everything was played, 1 where the demo could not be opened.
    """
    out.mkdir(parents=True, exist_ok=True)
    chosen = {each.name: getattr(settings, each.name) for each in fields(Settings)}
    window = MainWindow(UnkeptSettings(**(chosen | {"recent": [], "geometry": "", "layout": ""})))
    window.resize(*SIZE)
    window.show()
    try:
        _wait(lambda: not window.recovery.looking)
        assert window.start is not None
        window.start.show_kept(None)  # the picture is of the page, not of what this person has left
        _rest()
        _grab(window, out / "0-start.png")
        window.open_demo()
        _wait(lambda: window.workbench is not None or window.notices.banner is not None)
        if window.workbench is None:
            message = window.notices.banner
            click.echo(message.text if message else tr("The demo municipality could not be opened."), err=True)
            return 1
        _rest()
        _edit(window, out)
        window.preferences.set_theme("dark")
        window.preferences.set_language("fi" if window.settings.language != "fi" else "en")
        _rest(400)
        _grab(window, out / f"4-dark-{window.settings.language}.png")
    finally:
        window.projects.discard_when_left = True
        window.projects.close()
        window.close()
        window.deleteLater()
        use_language(settings.language)
    click.echo(tr("Pictures and figures are in {folder}", folder=str(out)))
    return 0


def _edit(window: MainWindow, out: Path) -> None:
    """Paint, keep, drag a corner, keep; pictures before, during and after."""
    assert window.workbench is not None and window.bridge is not None and window.attention is not None
    view, bridge, attention = window.workbench.views.map, window.bridge, window.attention
    start = bridge.state
    scene = choose_scene(start)
    middle = start.plan.coverage.label_points[list(scene.faces)].mean(axis=0)
    attention.set_stage(scene.stage)
    attention.set_target(scene.taker)
    window.actions_of["paint"].trigger()
    view.look_at(view.view.centred(float(middle[0]), float(middle[1]), METRES_A_PIXEL))
    _rest()
    _grab(window, out / "1-before.png")
    hand = Hand(view)
    took: list[float] = []
    places = [hand.place(xy) for xy in start.plan.coverage.label_points[list(scene.faces)]]
    hand.press(places[0])
    for at in places[1:]:
        hand.move(at)
        took.append(bridge.state.took_ms)
    QApplication.processEvents()
    _grab(window, out / "2-during.png")
    during = bridge.state
    hand.release()
    _rest()
    window.actions_of["corner"].trigger()
    wanted = choose_corner(bridge.state, scene, middle)
    if wanted is not None:
        hand.press(hand.place(bridge.state.plan.coverage.vertices[wanted.vertex]))
        hand.move(hand.place(np.array((wanted.x_m, wanted.y_m))))
        took.append(bridge.state.took_ms)
        _grab(window, out / "2-during-corner.png")
        hand.release()
    hand.leave()
    _rest()
    _grab(window, out / "3-after.png")
    _write_figures(out, start, during, bridge.state, scene, took)


def _grab(window: MainWindow, path: Path) -> None:
    if not window.grab().save(str(path)):
        raise OSError(f"{path} was not written")


def _write_figures(out: Path, start: State, during: State, end: State, scene: Scene, took: list[float]) -> None:
    """Write what the session changed, with stable keys, and as a table for people."""
    compared = compare(start.dataset, [start.plan.renamed(tr("Before")), end.plan.renamed(tr("After"))])
    schools = start.plan.schools.ids
    data: dict[str, Any] = {
        **comparison_json(compared),
        "session": {
            "stage": start.plan.stages[scene.stage].id,
            "from_school": schools[scene.giver],
            "to_school": schools[scene.taker],
            "while_the_button_was_down": {"changed_pupils": during.evaluation.total.changed},
            "edits": [to_json(entry.edit) for entry in end.history.entries],
            "step_ms": {"median": float(np.median(took)), "largest": float(np.max(took)), "steps": len(took)},
        },
    }
    text = json.dumps(data, indent=1, ensure_ascii=False, allow_nan=False)
    (out / "figures.json").write_text(text + "\n", encoding="utf-8")
    steps = [end.history.describe(n) for n in range(1, len(end.history.entries) + 1)]
    table = "\n".join([*(f"{n}. {step}" for n, step in enumerate(steps, 1)), "", comparison_text(compared)])
    (out / "figures.txt").write_text(table, encoding="utf-8")
