"""Bins, axes and limits of the distance chart."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from piiri.distances import BIN_EDGES_M
from piiri.edits import AssignFaces
from piiri.model.dataset import DistanceLimit
from piiri.session import Session
from piiri_desktop.charts.histogram import DistanceAxis, beyond, distance_axis, limits_of


def bins(**pupils: int) -> np.ndarray:
    """Return bins with pupils at some distances: ``bins(m1200=5)``."""
    found = np.zeros(len(BIN_EDGES_M))
    for place, count in pupils.items():
        found[np.searchsorted(BIN_EDGES_M, float(place[1:]), side="right") - 1] += count
    return found


def test_bars_of_250_m_on_at_least_two_kilometres() -> None:
    axis = distance_axis(bins(m0=3, m300=7))
    assert (axis.width_m, axis.end_m) == (250.0, 2000.0)
    assert axis.counts(bins(m0=3, m249=1, m250=7)).tolist() == [4, 7, 0, 0, 0, 0, 0, 0, 0]


def test_the_few_who_live_farthest_share_the_last_bar() -> None:
    shown = bins(m1000=996, m8000=4)
    axis = distance_axis(shown)
    assert axis.end_m == 2000.0 and axis.counts(shown)[-1] == 4


def test_a_rural_municipality_gets_bars_of_500_m() -> None:
    shown = bins(m1000=50, m7400=50)
    axis = distance_axis(shown)
    assert (axis.width_m, axis.end_m) == (500.0, 8000.0)
    assert axis.counts(shown)[14] == 50


@pytest.mark.parametrize("seed", range(5))
def test_no_pupil_is_lost(seed: int) -> None:
    shown = np.random.default_rng(seed).integers(0, 50, len(BIN_EDGES_M)).astype(float)
    axis = distance_axis(shown, bins(m500=1))
    assert axis.counts(shown).sum() == shown.sum()


def test_bars_hold_the_same_as_counting_the_distances_themselves() -> None:
    distances = np.random.default_rng(7).gamma(2.0, 500.0, 5000).clip(0, 4999)
    fine = np.bincount((distances // 50).astype(int), minlength=len(BIN_EDGES_M))[: len(BIN_EDGES_M)].astype(float)
    axis = DistanceAxis(250.0, 20)
    assert axis.counts(fine)[:-1].tolist() == np.histogram(distances, bins=np.arange(0, 5001, 250))[0].tolist()


def test_limits_of_a_stage_and_of_all(session: Session) -> None:
    dataset = session.dataset
    assert [(each.limit.limit_m, each.grades) for each in limits_of(dataset, (0,))] == [(2000.0, (1, 2, 3, 4, 5, 6))]
    both = [(each.limit.limit_m, each.grades) for each in limits_of(dataset, (0, 1))]
    assert both == [(2000.0, (1, 2, 3, 4, 5, 6)), (3000.0, (7, 8, 9))]
    assert limits_of(replace(dataset, limits=()), (0,)) == ()
    part = replace(dataset, limits=(DistanceLimit((1, 2), 1000.0, True),))
    assert limits_of(part, (0,))[0].grades == (1, 2)


def test_beyond_by_limit_adds_up_to_the_evaluation(session: Session, to_asema: AssignFaces) -> None:
    evaluation = session.do(to_asema).evaluation
    limits = limits_of(session.dataset, (0, 1))
    counted = [beyond(evaluation.table, slice(None), limit, only=False) for limit in limits]
    assert counted == [40, 0] and sum(counted) == evaluation.total.beyond
