"""How long strip, table and charts take to answer one preview, painting included. Prints JSON.

    python tests/benchmarks/panels_frame.py [--schools 24] [--pupils 12000] [--frames 200] [--theme light]

Run offscreen it measures Qt's software rendering. The session's own work is not counted: it is the core's budget.
"""

from __future__ import annotations

import argparse
import json
import os
import time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtWidgets import QApplication, QGridLayout, QWidget

from piiri.edits import AssignFaces
from piiri.io.demo import demo_municipality
from piiri.session import Session, State
from piiri_desktop.bridge import Attention, Bridge
from piiri_desktop.charts.distance import DistanceChart
from piiri_desktop.charts.places import PlacesChart
from piiri_desktop.panels.schools import SchoolsPanel
from piiri_desktop.panels.strip import TopStrip
from piiri_desktop.style import apply_style


def strokes(session: Session, count: int) -> list[State]:
    """Return the states of a stroke that takes one more block at a time, then gives them back, and so on."""
    plan = session.committed.plan
    catchments = plan.catchments
    mine = catchments.server_school[catchments.stage[catchments.server_catchment] == 0]
    target = int(mine[0])
    catchment = catchments.of_school(target, 0)
    away = ((plan.coverage.label_points - plan.schools.xy[target]) ** 2).sum(axis=1)
    near = [face for face in np.argsort(away) if plan.catchment_of_face[0, face] != catchment][:20]
    states = []
    for frame in range(count):
        swept = near[: 1 + abs(frame % 40 - 20) % 20]
        ids = tuple(plan.coverage.face_ids[face] for face in swept)
        states.append(session.preview(AssignFaces(plan.stages[0].id, ids, catchments.ids[catchment])))
    return states


def percentiles(seconds: list[float]) -> dict[str, float]:
    """Return p50 and p95 in milliseconds."""
    p50, p95 = np.percentile(np.array(seconds) * 1000, [50, 95])
    return {"p50": round(float(p50), 3), "p95": round(float(p95), 3)}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--schools", type=int, default=24)
    parser.add_argument("--pupils", type=int, default=12_000)
    parser.add_argument("--frames", type=int, default=200)
    parser.add_argument("--theme", default="light")
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--stage", type=int, default=0)
    args = parser.parse_args()
    app = QApplication([])
    colours = apply_style(args.theme, args.scale)
    dataset, plan = demo_municipality(pupils=args.pupils, schools=args.schools)
    session = Session(dataset, plan)
    bridge, attention = Bridge(session), Attention()
    attention.set_stage(args.stage)
    window = QWidget()
    grid = QGridLayout(window)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setSpacing(1)
    parts = {
        "strip": TopStrip(bridge, attention, colours),
        "schools": SchoolsPanel(bridge, attention, colours),
        "places": PlacesChart(bridge, attention, colours),
        "distance": DistanceChart(bridge, attention, colours),
    }
    bridge.changed.disconnect()
    for name, place in (("strip", (0, 0, 1, 3)), ("places", (2, 0, 1, 1)), ("distance", (2, 1, 1, 1))):
        grid.addWidget(parts[name], *place)
    parts["schools"].setFixedWidth(404)
    grid.addWidget(parts["schools"], 1, 2, 2, 1)
    grid.setRowStretch(1, 1)
    for part in parts.values():
        part.set_text_scale(args.scale)
    for name in ("places", "distance"):
        parts[name].setFixedHeight(155)
    window.resize(1280, 664)
    window.show()
    app.processEvents()
    states = strokes(session, args.frames)
    everything: list[float] = []
    processor: list[float] = []
    alone: dict[str, list[float]] = {name: [] for name in parts}
    for state in states:
        started, cpu = time.perf_counter(), time.process_time()
        for part in parts.values():
            part.show_state(state)
        app.processEvents()
        everything.append(time.perf_counter() - started)
        processor.append(time.process_time() - cpu)
    for name, part in parts.items():
        for state in states:
            started = time.perf_counter()
            part.show_state(state)
            app.processEvents()
            alone[name].append(time.perf_counter() - started)
    result = {
        "schools": len(plan.schools),
        "rows": parts["schools"].model.rowCount(),
        "pupils": int(sum(figures.pupils for figures in states[0].evaluation.stages)),
        "frames": len(states),
        "panels_ms": percentiles(everything),
        "panels_cpu_ms": percentiles(processor),  # what the same costs on a machine that is busy with other things
        **{f"{name}_ms": percentiles(times) for name, times in alone.items()},
    }
    print(json.dumps(result, indent=2))
    bridge.close()
    window.close()


if __name__ == "__main__":
    main()
