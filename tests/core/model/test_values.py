"""The frozen values refuse what cannot be, and cannot be changed."""

from __future__ import annotations

import numpy as np
import pytest

from piiri.model import Catchments, Column, Dataset, DistanceLimit, Plan, PointLayer, Schools, Stage
from piiri.model.arrays import on_grid, ranges, to_cm
from piiri.model.points import empty_layer

PUPILS = (Column("pupils", "Pupils", "pupils"),)


def test_points_are_on_the_grid_and_read_only() -> None:
    layer = PointLayer("pupils", [[1.234, 5.678], [np.nan, np.nan]], PUPILS, [[300], [1]])
    assert layer.xy[0].tolist() == [1.23, 5.68]
    assert layer.located.tolist() == [True, False]
    assert layer.values.dtype == np.uint16
    assert layer.total("pupils") == 301
    with pytest.raises(ValueError, match="read-only"):
        layer.xy[0, 0] = 9


def test_the_caller_keeps_its_own_array() -> None:
    mine = np.zeros((2, 2))
    PointLayer("pupils", mine, PUPILS, [[1], [1]])
    mine[0] = 5.0


@pytest.mark.parametrize(
    ("values", "message"),
    [([[1, 2]], "do not fit"), ([[-1]], "negative"), ([[0.5]], "whole")],
    ids=["shape", "negative", "fraction"],
)
def test_points_refuse(values: list[list[float]], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        PointLayer("pupils", [[0, 0]], PUPILS, np.array(values))


def test_points_refuse_a_column_twice() -> None:
    with pytest.raises(ValueError, match="twice"):
        PointLayer("pupils", [[0, 0]], PUPILS * 2, [[1, 1]])


def test_an_empty_layer_counts_nothing() -> None:
    assert empty_layer("pupils", PUPILS).total("pupils") == 0


def test_schools_keep_ids_as_text_and_refuse_doubles() -> None:
    schools = Schools(("091", "0180"), ("A", "B"), np.zeros((2, 2)), np.array([10, -1]))
    assert schools.index("0180") == 1
    assert "91" not in schools
    assert schools.with_places("091", 12).places.tolist() == [12, -1]
    assert schools.places.tolist() == [10, -1]
    with pytest.raises(ValueError, match="twice"):
        Schools(("091", "091"), ("A", "B"), np.zeros((2, 2)), np.array([10, -1]))


def test_a_stage_holds_its_language_and_grades() -> None:
    stage = Stage("sv-7-9", "Swedish 7-9", "sv", (7, 8, 9))
    assert stage.holds("sv", 8)
    assert not stage.holds("fi", 8)
    assert not stage.holds("sv", 6)
    assert Stage("all", "All", "", (1, 2)).holds("fi", 2)
    with pytest.raises(ValueError, match="ascending"):
        Stage("x", "X", "", (3, 2))


@pytest.mark.parametrize(("distance_cm", "inclusive", "strict"), [(199_900, 0, 0), (200_000, 1, 0), (200_100, 1, 1)])
def test_at_least_and_over_differ_at_the_limit_only(distance_cm: int, inclusive: int, strict: int) -> None:
    assert (distance_cm >= DistanceLimit((1,), 2000, True).beyond_from_cm) == inclusive
    assert (distance_cm >= DistanceLimit((1,), 2000, False).beyond_from_cm) == strict


def test_catchment_shares_add_up(town: tuple[Dataset, Plan]) -> None:
    _, plan = town
    c = plan.catchments
    joint = c.index("fi-1-6/joint")
    assert c.schools_of(joint).tolist() == [0, 1]
    assert c.servers.shape == (len(c), 2)
    assert c.of_school(0, 0) == 0
    assert c.of_school(0, 1) == -1
    with pytest.raises(ValueError, match="add up"):
        Catchments(("a",), ("A",), np.array([0]), np.array([0]), np.array([0]), np.array([0.4]))


def test_a_plan_must_use_catchments_of_its_stage(town: tuple[Dataset, Plan]) -> None:
    _, plan = town
    plan.validate()
    table = np.array(plan.catchment_of_face)
    table[1, 0] = 0
    with pytest.raises(ValueError, match="not its own"):
        Plan("x", plan.stages, plan.coverage, plan.catchments, table, plan.schools).validate()


def test_fingerprints_tell_decisions_apart_and_ignore_names(town: tuple[Dataset, Plan]) -> None:
    dataset, plan = town
    assert plan.renamed("Other").fingerprint == plan.fingerprint
    table = np.array(plan.catchment_of_face)
    table[0, 0] = 0
    assert Plan("x", plan.stages, plan.coverage, plan.catchments, table, plan.schools).fingerprint != plan.fingerprint
    assert len(dataset.fingerprint) == 64


def test_grid_arithmetic() -> None:
    assert to_cm([0.1 + 0.2]).tolist() == [30]
    assert on_grid([25_500_000.004]).tolist() == [25_500_000.0]
    assert ranges(np.array([3, 5, 5]), np.array([5, 5, 8])).tolist() == [3, 4, 5, 6, 7]
