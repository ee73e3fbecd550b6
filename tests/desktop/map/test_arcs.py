"""Arcs of who attends where: of the school looked at, there and back, and not while something is dragged."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from piiri.model import Dataset, Plan
from piiri.session import Session
from piiri_desktop.bridge import Attention
from piiri_desktop.map import MapView
from piiri_desktop.map.arcs import Arc


@pytest.fixture
def session(street: tuple[Dataset, Plan]) -> Session:
    dataset, plan = street
    attends = np.array([0, 1, 1, 0, 2, 1, *[1] * 6])
    return Session(replace(dataset, pupils=replace(dataset.pupils, attends=attends)), plan)


def test_arcs_of_the_school_looked_at(map_view: MapView, attention: Attention) -> None:
    attention.set_target(1)
    assert map_view.arcs.arcs() == []
    attention.show_flows(True)
    assert map_view.arcs.arcs() == [Arc(2, 1, 5), Arc(1, 0, 25), Arc(0, 1, 30)]
    attention.hover_school(2)
    assert map_view.arcs.arcs() == [Arc(2, 1, 5)]
    attention.hover_school(-1)


def test_arcs_are_drawn_and_go_away(map_view: MapView, attention: Attention) -> None:
    attention.set_target(1)
    map_view.settle()
    plain = map_view.grab().toImage()
    attention.show_flows(True)
    drawn = map_view.grab().toImage()
    assert drawn != plain
    attention.show_flows(False)
    assert map_view.grab().toImage() == plain
