"""How long the map takes from an edit to painted pixels, and to pan, zoom and recolour. Prints JSON; asserts nothing.

Run it with the project's Python: ``python tests/benchmarks/map_frame.py [--pupils N] [--schools N] [--faces N]``.
``preview_*_ms`` is the whole step (edit, figures, map); ``map_*_ms`` is the map's part of it, drawing and painting.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import time
from collections.abc import Callable, Iterator

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtWidgets import QApplication

from piiri.edits import AssignFaces, MoveVertex
from piiri.errors import EditRejected
from piiri.io.demo import demo_municipality
from piiri.session import Session
from piiri_desktop.bridge import Attention, Bridge
from piiri_desktop.map import MapView
from piiri_desktop.map.classes import CATCHMENTS
from piiri_desktop.palette import palette

WIDTH, HEIGHT = 1400, 900


class Stopwatch:
    """The map of a demo municipality, and how long it takes to do things."""

    def __init__(self, pupils: int, schools: int, faces: int) -> None:
        self.dataset, plan = demo_municipality(pupils=pupils, schools=schools, faces=faces)
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

    def strokes(self, count: int, blocks: int) -> Iterator[tuple[float, float]]:
        """Strokes of the brush that grow block by block, each dropped at its end."""
        session, plan = self.session, self.session.state.plan
        row, t = plan.catchment_of_face[0], plan.coverage.topology
        for _ in range(count):
            face = int(self.rng.integers(plan.coverage.face_count))
            around = t.neighbours(face)
            if not len(around) or row[face] < 0:
                continue
            target, swept, rim = int(row[face]), [], around.tolist()
            for _ in range(blocks):
                rim = [f for f in rim if f not in swept and f != face]
                if not rim:
                    break
                swept.append(rim[0])
                rim = [*rim[1:], *t.neighbours(rim[0]).tolist()]
                ids = tuple(plan.coverage.face_ids[f] for f in swept)
                yield self.preview(AssignFaces(plan.stages[0].id, ids, plan.catchments.ids[target]))
            session.cancel()
            self.paint()

    def corners(self, count: int, steps: int) -> Iterator[tuple[float, float]]:
        """Drags of a border's corner, a few metres a step, each dropped at its end."""
        plan = self.session.state.plan
        edges = plan.coverage.topology.edges[plan.coverage.border(plan.catchment_of_face[0])]
        for _ in range(count):
            vertex = int(self.rng.choice(edges.reshape(-1)))
            place = np.array(plan.coverage.vertices[vertex])
            for _ in range(steps):
                place = place + self.rng.normal(0.0, 3.0, 2)
                yield self.preview(MoveVertex(vertex, float(place[0]), float(place[1])))
            self.session.cancel()
            self.paint()

    def figures(self) -> dict[str, object]:
        """Return all figures."""
        view, found = self.map.view, {}
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
                    found[f"preview_{key}_ms"] = spread(taken[:, 0])
                    found[f"map_{key}_ms"] = spread(taken[:, 1])
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


def spread(values: object) -> dict[str, float]:
    """Return median, 95th percentile and maximum."""
    p50, p95, most = np.percentile(np.asarray(values, dtype=float), [50, 95, 100])
    return {"p50": round(float(p50), 2), "p95": round(float(p95), 2), "max": round(float(most), 2)}


def main() -> None:
    """Print the figures as JSON."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--pupils", type=int, default=60_000)
    arguments.add_argument("--schools", type=int, default=100)
    arguments.add_argument("--faces", type=int, default=4_000)
    wanted = arguments.parse_args()
    application = QApplication.instance() or QApplication(sys.argv[:1])
    watch = Stopwatch(wanted.pupils, wanted.schools, wanted.faces)
    plan = watch.session.state.plan
    result = {
        "pupils": len(watch.dataset.pupils),
        "schools": len(plan.schools),
        "catchments": len(plan.catchments),
        "stages": len(plan.stages),
        "faces": plan.coverage.face_count,
        "edges": len(plan.coverage.topology.edges),
        "width": WIDTH,
        "height": HEIGHT,
        **watch.figures(),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
    }
    print(json.dumps(result, indent=1))
    watch.map.close()
    del application


if __name__ == "__main__":
    main()
