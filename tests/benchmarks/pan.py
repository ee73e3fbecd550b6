"""Panning the map at sixty frames a second, beside the same frames drawn whole. Prints one line of JSON.

    python tests/benchmarks/pan.py [--pupils 1000000] [--schools 500] [--faces 50000] [--frames 240] [--whole 12]

A hand holds the paper and moves it: sixty moves of the mouse a second, 3 to 30 pixels each, to and fro. Timed is each
frame: ``frame`` from the move of the mouse until it is painted, ``frame_cpu`` the processor's share of that, ``late``
from the moment at which the move was due, which also counts what the map was still busy with (and grows where others
use the machine). ``in_time`` is the part of the frames that were there within 16.7 ms of that moment, ``bare`` the part
of the view, in the worst frame, that showed paper because it was not drawn yet. ``whole`` is the way without kept
layers: everything in view drawn again for each frame. ``zoom`` is a turn of the wheel, ``sharp`` the time from there
until all is drawn at the new scale.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from measuring import budget, report, sizes, spread, town
from PySide6.QtCore import QEvent, QEventLoop, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from piiri.model import Dataset, Plan
from piiri.session import Session
from piiri_desktop.bridge import Attention, Bridge
from piiri_desktop.map import MapView
from piiri_desktop.palette import palette

FRAME_MS = 1000 / 60
SCREENS = ((1280, 720), (1920, 1080))
ZOOMS = {"town": 1.0, "district": 4.0, "streets": 16.0}
Button = Qt.MouseButton


class Hand:
    """A map in a window of its own, and a hand on it."""

    def __init__(self, session: Session, size: tuple[int, int]) -> None:
        self.bridge = Bridge(session)
        self.map = MapView(self.bridge, Attention(), palette("light"))
        self.map.resize(*size)
        self.map.show()
        self.rest()
        self.start = self.map.view

    def close(self) -> None:
        """Take the window away."""
        self.bridge.close()
        self.map.close()
        self.map.deleteLater()
        QApplication.processEvents()

    def rest(self) -> None:
        """Let everything be drawn."""
        self.map.settle()
        self.wait(0.3)

    def wait(self, seconds: float) -> None:
        """Let the map work until then, and not longer than one of its slices beyond."""
        until = time.perf_counter() + seconds
        while (left := until - time.perf_counter()) > 0:
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, max(1, int(left * 1000)))
            if left > 0.002:
                time.sleep(0.0002)

    def paint(self) -> None:
        """Have what has been asked for painted, as Qt does after each event, and nothing else done."""
        QApplication.sendPostedEvents(None, QEvent.Type.UpdateRequest.value)

    def mouse(self, kind: QEvent.Type, at: QPointF, button: Button, buttons: Button) -> None:
        """Press, move or let go."""
        event = QMouseEvent(kind, at, self.map.mapToGlobal(at), button, buttons, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(self.map, event)

    def wheel(self, turn: int) -> None:
        """Turn the wheel by one notch, in the middle."""
        at = QPointF(self.map.width() / 2, self.map.height() / 2)
        no = Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase
        event = QWheelEvent(at, self.map.mapToGlobal(at), QPoint(), QPoint(0, 120 * turn), Button.NoButton, *no, False)
        QApplication.sendEvent(self.map, event)

    # ------------------------------------------------------------------------------------------------ what is timed
    def pan(self, frames: int) -> dict[str, Any]:
        """Drag the paper for so many frames and return what they took."""
        took, busy, late, bare = [], [], [], []
        at = QPointF(self.map.width() / 2, self.map.height() / 2)
        self.mouse(QEvent.Type.MouseButtonPress, at, Button.LeftButton, Button.LeftButton)
        due = time.perf_counter()
        for way in _ways(frames):
            due += FRAME_MS / 1000
            self.wait(due - time.perf_counter())
            at += way
            started, cpu = time.perf_counter(), time.thread_time()
            self.mouse(QEvent.Type.MouseMove, at, Button.NoButton, Button.LeftButton)
            self.paint()
            painted = time.perf_counter()
            busy.append((time.thread_time() - cpu) * 1000)
            took.append((painted - started) * 1000)
            late.append((painted - due) * 1000)
            bare.append(self.map.missing_share)
            due = max(due, painted - FRAME_MS / 1000)  # what was missed is not made up for
        self.mouse(QEvent.Type.MouseButtonRelease, at, Button.LeftButton, Button.NoButton)
        shares = {"in_time": round(float(np.mean(np.array(late) <= FRAME_MS)), 4), "bare": round(max(bare), 4)}
        return {"frame_ms": spread(took), "frame_cpu_ms": spread(busy), "late_ms": spread(late), **shares}

    def whole(self, frames: int) -> dict[str, Any]:
        """Drag the paper likewise, everything drawn again for each frame."""
        took = []
        for way in _ways(frames):
            started = time.perf_counter()
            self.map.look_at(self.map.view.panned(way.x(), way.y()))
            self.map.forget_frame()
            self.map.settle()
            self.paint()
            took.append((time.perf_counter() - started) * 1000)
        return spread(took)

    def zoom(self, turns: int) -> dict[str, Any]:
        """Turn the wheel in and out."""
        took, sharp = [], []
        for turn in range(turns):
            self.rest()
            started = time.perf_counter()
            self.wheel(1 if turn % 2 == 0 else -1)
            self.paint()
            took.append((time.perf_counter() - started) * 1000)
            while not self.map.frame_is_current:
                QApplication.processEvents()
            sharp.append((time.perf_counter() - started) * 1000)
        return {"zoom_ms": spread(took), "sharp_ms": spread(sharp)}


def _ways(frames: int) -> list[QPointF]:
    """What the hand moves by, frame by frame: faster and slower, round and back again."""
    turn = np.linspace(0.0, 2 * np.pi * max(1.0, frames / 120), frames, endpoint=False)
    speed = 16.5 + 13.5 * np.sin(2.7 * turn)
    return [QPointF(float(x), float(y)) for x, y in np.rint(np.stack((speed * np.cos(turn), speed * np.sin(turn)), 1))]


def measured(dataset: Dataset, plan: Plan, frames: int, whole: int) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return the figures of all windows, scales and layers, and their budgets."""
    session = Session(dataset, plan)
    figures: dict[str, Any] = {}
    budgets = []
    for size in SCREENS:
        hand = Hand(session, size)
        for pupils in (False, True):
            hand.map.show_pupils(pupils)
            for name, zoom in ZOOMS.items():
                hand.map.look_at(hand.start.zoomed(zoom, size[0] / 2, size[1] / 2))
                hand.rest()
                key = f"{name}_{size[0]}x{size[1]}{'_pupils' if pupils else ''}"
                found = hand.pan(frames)
                hand.rest()
                found |= hand.zoom(8)
                found["whole_ms"] = hand.whole(whole)
                found["times_faster"] = round(found["whole_ms"]["p50"] / found["frame_ms"]["p50"], 1)
                figures[key] = found
                budgets.append(budget(f"pan, {key}, p95 ms", found["late_ms"]["p95"], round(FRAME_MS, 1)))
        hand.close()
    return figures, budgets


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pupils", type=int, default=1_000_000)
    parser.add_argument("--schools", type=int, default=500)
    parser.add_argument("--faces", type=int, default=50_000)
    parser.add_argument("--frames", type=int, default=240)
    parser.add_argument("--whole", type=int, default=12, help="frames drawn whole")
    args = parser.parse_args()
    application = QApplication.instance() or QApplication(sys.argv[:1])
    dataset, plan = town(args.pupils, args.schools, args.faces)
    figures, budgets = measured(dataset, plan, args.frames, args.whole)
    report("pan", {**sizes(dataset, plan), **figures}, budgets)
    del application


if __name__ == "__main__":
    main()
