"""How long the map takes from an edit to painted pixels, and to pan, zoom and recolour. Prints one line of JSON.

Run it with the project's Python: ``python tests/benchmarks/map_frame.py [--pupils N] [--schools N] [--faces N]``.
``preview_*_ms`` is the whole step (edit, figures, map); ``map_*_ms`` is the map's part of it, drawing and painting.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from measuring import budget, report, sizes, spread, town
from PySide6.QtWidgets import QApplication

from piiri.edits import AssignFaces, MoveVertex
from piiri.errors import EditRejected
from piiri.session import Session
from piiri_desktop.bridge import Attention, Bridge
from piiri_desktop.map import MapView
from piiri_desktop.map.classes import CATCHMENTS
from piiri_desktop.palette import palette

WIDTH, HEIGHT = 1400, 900
MAP_MS = 8.0
"""The map's part of the 16 ms from the pointer to pixels."""


class Stopwatch:
    """The map of a demo municipality, and how long it takes to do things."""

    def __init__(self, pupils: int, schools: int, faces: int, own: str = "") -> None:
        dataset, plan = town(pupils, schools, faces)
        self.dataset = replace(dataset, own_indicators=own)
        self.session = Session(self.dataset, plan)
        self.bridge = Bridge(self.session)
        self.attention = Attention()
        self.map = MapView(self.bridge, self.attention, palette("light"))
        self.map.resize(WIDTH, HEIGHT)
        self.map.show()
        self.rng = np.random.default_rng(1)
        self.paint()
        self.map.settle()
        self.paint()
        self._map_ms = 0.0

    def paint(self) -> None:
        """Let Qt paint what has been asked for."""
        QApplication.sendPostedEvents()
        QApplication.processEvents()

    def time(self, action: Callable[[], object]) -> float:
        """Return the milliseconds from an action to painted pixels."""
        started = time.perf_counter()
        action()
        self.paint()
        return (time.perf_counter() - started) * 1000

    def preview(self, edit: AssignFaces | MoveVertex) -> tuple[float, float]:
        """Return the milliseconds of a whole step and of the map's part; NaN where the plan refuses it."""
        try:
            took = self.time(lambda: self.session.preview(edit))
        except EditRejected:
            return float("nan"), float("nan")
        return took, took - self.session.state.took_ms

    def let_go(self) -> None:
        """The stroke is dropped and the hand rests: labels find their places, which is no part of a step."""
        self.session.cancel()
        self.paint()
        self.map.settle()
        self.paint()

    def borders(self, count: int) -> np.ndarray:
        """Return edges in view where two catchments meet."""
        plan = self.session.state.plan
        t, row = plan.coverage.topology, plan.catchment_of_face[0]
        between = plan.coverage.border(row) & (t.left >= 0) & (t.right >= 0) & (row[t.left] >= 0) & (row[t.right] >= 0)
        edges = np.flatnonzero(between)
        places = self.map.view.to_screen(plan.coverage.vertices[t.edges[edges, 0]])
        edges = edges[((places > 60) & (places < (WIDTH - 60, HEIGHT - 60))).all(axis=1)]
        return self.rng.permutation(edges)[:count]

    def strokes(self, count: int, blocks: int) -> Iterator[tuple[float, float]]:
        """Strokes of the brush from a border into the neighbour, block by block, each dropped at its end."""
        plan = self.session.state.plan
        t, row = plan.coverage.topology, plan.catchment_of_face[0]
        for edge in self.borders(count):
            taker, first = int(row[t.left[edge]]), int(t.right[edge])
            swept, rim = [], [first]
            while rim and len(swept) < blocks:
                swept.append(rim.pop(0))
                rim += [f for f in t.neighbours(swept[-1]).tolist() if row[f] == row[first] and f not in (*swept, *rim)]
                ids = tuple(plan.coverage.face_ids[f] for f in swept)
                yield self.preview(AssignFaces(plan.stages[0].id, ids, plan.catchments.ids[taker]))
            self.let_go()

    def corners(self, count: int, steps: int) -> Iterator[tuple[float, float]]:
        """Drags of a border's corner, a few metres a step, each dropped at its end."""
        plan = self.session.state.plan
        for edge in self.borders(count):
            vertex = int(plan.coverage.topology.edges[edge, 0])
            place = np.array(plan.coverage.vertices[vertex])
            for _ in range(steps):
                place = place + self.rng.normal(0.0, 3.0, 2)
                yield self.preview(MoveVertex(vertex, float(place[0]), float(place[1])))
            self.let_go()

    def figures(self) -> dict[str, dict[str, float]]:
        """Return all figures."""
        view = self.map.view
        found: dict[str, dict[str, float]] = {}
        self.attention.set_target(int(self.dataset.schools.ids.index(self.dataset.schools.ids[0])))
        self.paint()
        for name, zoom in (("whole", 1.0), ("closer", 4.0)):
            self.map.look_at(view.zoomed(zoom, WIDTH / 2, HEIGHT / 2))
            self.map.settle()
            self.paint()
            for mode in ("pupil_density", CATCHMENTS):
                self.attention.set_indicator(mode)
                self.paint()
                for kind, steps in (("paint", self.strokes(25, 8)), ("corner", self.corners(25, 8))):
                    taken = np.array(list(steps))
                    taken = taken[np.isfinite(taken).all(axis=1)]
                    key = f"{kind}_{name}_{'catchments' if mode == CATCHMENTS else 'figures'}"
                    found[f"preview_{key}_ms"] = spread(taken[:, 0].tolist())
                    found[f"map_{key}_ms"] = spread(taken[:, 1].tolist())
        found["pan_step_ms"] = spread(
            [self.time(lambda: self.map.look_at(self.map.view.panned(7, 5))) for _ in range(40)]
        )
        found["zoom_step_ms"] = spread(
            [self.time(lambda f=f: self.map.look_at(self.map.view.zoomed(f, 500, 400))) for f in [1.1, 1 / 1.1] * 20]
        )
        for name, zoom in (("whole", 1.0), ("closer", 4.0)):
            self.map.look_at(view.zoomed(zoom, WIDTH / 2, HEIGHT / 2))
            self.map.settle()
            keys = [indicator.key for indicator in self.session.state.blocks]
            found[f"recolour_{name}_ms"] = spread(
                [self.time(lambda key=key: self.attention.set_indicator(key)) for key in keys * 4]
            )
            found[f"render_{name}_ms"] = spread([self.time(self._render) for _ in range(10)])
        return found

    def _pan(self) -> None:
        self.map.look_at(self.map.view.panned(7, 5))

    def _render(self) -> None:
        self.map.forget_frame()
        self.map.settle()


def main() -> None:
    """Print the figures as JSON."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--pupils", type=int, default=60_000)
    arguments.add_argument("--schools", type=int, default=120)
    arguments.add_argument("--faces", type=int, default=4_000)
    wanted = arguments.parse_args()
    application = QApplication.instance() or QApplication(sys.argv[:1])
    watch = Stopwatch(wanted.pupils, wanted.schools, wanted.faces)
    plan = watch.session.state.plan
    figures = watch.figures()
    budgets = [
        budget(f"{key.removesuffix('_ms')}, p95 ms", times["p95"], MAP_MS)
        for key, times in figures.items()
        if key.startswith("map_")
    ]
    named = sizes(watch.dataset, plan)
    edges = len(plan.coverage.topology.edges)
    report("map_frame", {**named, "edges": edges, "width": WIDTH, "height": HEIGHT, **figures}, budgets)
    watch.map.close()
    del application


if __name__ == "__main__":
    main()
