"""Two datasets compared part by part: nothing to say of equal ones, one plain sentence for each part that differs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from piiri.edits import MoveVertex, apply
from piiri.likeness import data_differences
from piiri.model import Coverage, Dataset, DistanceLimit, Group, Plan, PointLayer, Schools

Town = tuple[Dataset, Plan]


def said(ours: Dataset, theirs: Dataset) -> dict[str, str]:
    assert ours.fingerprint != theirs.fingerprint
    return {difference.part: difference.sentence for difference in data_differences(ours, theirs)}


def test_equal_data_have_nothing_to_say(town: Town, town_of: Callable[..., Town]) -> None:
    assert data_differences(town[0], town_of()[0]) == ()
    # names are for people, figures do not rest on them
    assert data_differences(town[0], replace(town[0], name="Other", notes={"year": "2027"})) == ()


def test_coordinate_system_and_stages(town: Town) -> None:
    dataset = town[0]
    other = replace(dataset, crs="EPSG:3879")
    assert said(dataset, other) == {"crs": "Coordinate system: EPSG:3067 here, EPSG:3879 there."}
    stages = (replace(dataset.stages[0], grades=(1, 2, 3)), replace(dataset.stages[1], id="fi-7-10"))
    assert said(dataset, replace(dataset, stages=stages)) == {
        "stages": "Stages: only here fi-7-9; only there fi-7-10; with other grades or another language fi-1-6."
    }


def test_schools(town: Town) -> None:
    dataset = town[0]
    s = dataset.schools
    ids = (*s.ids[:7], "S9")
    names = ("Uusi nimi", *s.names[1:])
    xy, places = np.array(s.xy), np.array(s.places)
    xy[2] += 1
    places[3] = 1
    assert said(dataset, replace(dataset, schools=Schools(ids, names, xy, places))) == {
        "schools": f"Schools: only here {s.names[7]} (S7); only there {s.names[7]} (S9); "
        f"under another name {s.names[0]} (S0); elsewhere {s.names[2]} (S2); "
        f"with another number of places {s.names[3]} (S3)."
    }


def test_blocks(town: Town) -> None:
    dataset, plan = town
    x, y = map(float, plan.coverage.vertices[40])
    moved = apply(plan, MoveVertex(40, x + 0.5, y))[0].coverage
    around = len([face for face in moved.topology.faces_of_vertex(40) if face >= 0])
    assert said(dataset, replace(dataset, coverage=moved)) == {"blocks": f"Blocks: {around} with another shape."}
    t = dataset.coverage.topology
    renamed = Coverage(replace(t, face_ids=("x1", "x2", *t.face_ids[2:])), dataset.coverage.vertices)
    assert said(dataset, replace(dataset, coverage=renamed)) == {"blocks": "Blocks: 2 only here; 2 only there."}


def test_pupils(town: Town) -> None:
    dataset = town[0]
    points = dataset.pupils.points
    heads = points.total("pupils")
    values = points.values.astype(np.int64)
    values[np.flatnonzero(values[:, 0])[0], 0] += 2
    more = replace(dataset, pupils=replace(dataset.pupils, points=replace(points, values=values)))
    count = f"{heads:,}".replace(",", "\u202f"), f"{heads + 2:,}".replace(",", "\u202f")
    assert said(dataset, more) == {"pupils": f"Pupils: {count[0]} here, {count[1]} there."}
    xy = np.array(points.xy)
    xy[100] += 1
    elsewhere = replace(dataset, pupils=replace(dataset.pupils, points=replace(points, xy=xy)))
    attends = replace(dataset, pupils=replace(dataset.pupils, attends=np.zeros(len(points))))
    for other in (elsewhere, attends):
        assert (
            said(dataset, other)["pupils"] == f"Pupils: as many, {count[0]}, but not the same homes, grades or groups."
        )


def test_statistics_groups_and_limits(town: Town) -> None:
    dataset = town[0]
    layer = dataset.residents[0]
    assert said(dataset, replace(dataset, residents=())) == {
        "residents": "Residents' statistics: only here statistics."
    }
    other = replace(layer, values=layer.values.astype(np.int64) + 1)
    assert said(dataset, replace(dataset, residents=(other,))) == {
        "residents": "Residents' statistics: with other figures statistics."
    }
    groups = (dataset.groups[0], Group("grade_1", "First graders"))
    assert said(dataset, replace(dataset, groups=groups)) == {
        "groups": "Groups of pupils: only here support_need; only there grade_1."
    }
    assert said(dataset, replace(dataset, groups=dataset.groups[::-1])) == {
        "groups": "Groups of pupils: in another order."
    }
    assert said(dataset, replace(dataset, limits=(DistanceLimit((1,), 5.0, True),))) == {
        "limits": "Distance limits: not the same."
    }


def test_many_are_not_all_listed(town: Town) -> None:
    dataset = town[0]
    count = 20
    schools = Schools(
        (*dataset.schools.ids, *(f"N{i:02}" for i in range(count))),
        (*dataset.schools.names, *(f"New {i}" for i in range(count))),
        np.vstack((dataset.schools.xy, np.zeros((count, 2)))),
        np.append(dataset.schools.places, np.zeros(count)),
    )
    assert said(dataset, replace(dataset, schools=schools)) == {
        "schools": "Schools: only there New 0 (N00), New 1 (N01), New 2 (N02), New 3 (N03), New 4 (N04), "
        "New 5 (N05), New 6 (N06), New 7 (N07) and 12 more."
    }


def test_only_the_order_differs(town: Town) -> None:
    dataset = town[0]
    limits = dataset.limits[::-1]
    assert said(dataset, replace(dataset, limits=limits)) == {"order": "The same things are listed in another order."}


@pytest.mark.parametrize("seed", [2, 3])
def test_another_town_differs_in_most(town: Town, town_of: Callable[..., Town], seed: int) -> None:
    assert {"schools", "pupils", "residents"} <= set(said(town[0], town_of(seed=seed, pupils=900)[0]))


def test_columns_may_differ(town: Town) -> None:
    dataset = town[0]
    points = dataset.pupils.points
    keep = [i for i, column in enumerate(points.columns) if not column.key.startswith("age_")]
    fewer = PointLayer(points.name, points.xy, tuple(points.columns[i] for i in keep), points.values[:, keep])
    other = replace(dataset, pupils=replace(dataset.pupils, points=fewer))
    assert set(said(dataset, other)) == {"pupils"}
