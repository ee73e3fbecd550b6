"""The demo municipality: valid, reproducible, and with the features of a real town."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from piiri.assignment import assign, holds
from piiri.countable import Countable
from piiri.errors import InputError
from piiri.evaluate import Evaluation, evaluate
from piiri.io.demo import demo_municipality
from piiri.model import Dataset, Plan
from piiri.model.arrays import digest, to_cm
from piiri.progress import Cancelled
from piiri.tally import tally_everything

Demo = tuple[Dataset, Plan]


@pytest.fixture(scope="module")
def demo() -> Demo:
    return demo_municipality()


@pytest.fixture(scope="module")
def dataset(demo: Demo) -> Dataset:
    return demo[0]


@pytest.fixture(scope="module")
def plan(demo: Demo) -> Plan:
    return demo[1]


@pytest.fixture(scope="module")
def face_of_pupil(dataset: Dataset) -> np.ndarray:
    return assign(dataset.coverage, dataset.pupils.points.xy)


@pytest.fixture(scope="module")
def figures(demo: Demo) -> Evaluation:
    dataset, plan = demo
    return evaluate(dataset, plan, tally_everything(Countable(dataset, plan), plan))


def fingerprint(demo: Demo) -> str:
    dataset, plan = demo
    backdrop = [part for layer in dataset.backdrop for part in (layer.kind, layer.xy, layer.start)]
    return digest((dataset.fingerprint, plan.fingerprint, dataset.schools.names, *backdrop))


# -------------------------------------------------------------------------------------------------- the same for a seed


def test_a_seed_gives_the_same_town_in_another_process_with_other_hashes(demo: Demo) -> None:
    program = (
        "from piiri.io.demo import demo_municipality; d, p = demo_municipality(); "
        "print(d.fingerprint, p.fingerprint, *d.schools.names)"
    )
    run = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        encoding="utf-8",
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "4711", "PYTHONIOENCODING": "utf-8"},
    )
    dataset, plan = demo
    assert run.stdout.split() == [dataset.fingerprint, plan.fingerprint, *dataset.schools.names]


def test_a_seed_gives_the_same_town_again_and_another_seed_another_one() -> None:
    first = fingerprint(demo_municipality(pupils=500, schools=8, faces=100, seed=5))
    assert fingerprint(demo_municipality(pupils=500, schools=8, faces=100, seed=5)) == first
    assert fingerprint(demo_municipality(pupils=500, schools=8, faces=100, seed=6)) != first


def test_the_customary_town_is_the_one_on_the_pictures(dataset: Dataset) -> None:
    """Pinned, so that a change of the town is seen: whole numbers only, which no rounding of floats can shift."""
    pupils = dataset.pupils
    at_school = pupils.grade > 0
    assert np.bincount(pupils.stage[at_school], minlength=4).tolist() == [4315, 2223, 409, 220]
    assert dataset.coverage.face_count == 700
    assert {"Asema", "Satamakatu", "Hakamäki", "Ruukinranta", "Kyrkbacken"} <= set(dataset.schools.names)


# ---------------------------------------------------------------------------------------------------- shapes and counts


def test_counts(dataset: Dataset, plan: Plan) -> None:
    assert len(dataset.pupils) == 12_000
    assert len(dataset.schools) == len(set(dataset.schools.names)) == 24
    assert dataset.name == "Kaislalahti" and plan.name == "Today" and dataset.crs == "EPSG:3067"
    assert [stage.id for stage in plan.stages] == ["fi-1-6", "fi-7-9", "sv-1-6", "sv-7-9"]
    assert [group.key for group in dataset.groups] == ["foreign_language", "support_need"]
    assert plan.coverage is dataset.coverage and plan.schools is dataset.schools
    assert dataset.notes["seed"] == "2026"


def test_every_child_is_counted_once_by_grade_or_by_age(dataset: Dataset) -> None:
    points, grade = dataset.pupils.points, dataset.pupils.grade
    values = points.values.astype(int)
    grades = values[:, [points.index(f"grade_{n}") for n in range(1, 10)]]
    ages = values[:, [points.index(f"age_{n}") for n in range(7)]]
    assert (grades.sum(axis=1) + ages.sum(axis=1) == 1).all()
    assert (points.column("pupils") == grades.sum(axis=1)).all()
    assert (np.where(grade > 0, np.argmax(grades, axis=1) + 1, 0) == grade).all()
    assert (grades.sum(axis=0) > 600).all() and (ages.sum(axis=0) > 500).all()
    for group in dataset.groups:
        assert (points.column(group.key) <= points.column("pupils")).all()


def test_every_stage_holds_its_pupils_and_the_children_who_will_enter_it(dataset: Dataset) -> None:
    for number, stage in enumerate(dataset.stages):
        grades = np.unique(dataset.pupils.grade[dataset.pupils.stage == number])
        assert grades.tolist() == ([0, *stage.grades] if 1 in stage.grades else list(stage.grades))


@pytest.mark.parametrize(("pupils", "schools", "faces"), [(1, 6, 60), (600, 6, 61), (900, 13, 200), (3000, 50, 2500)])
def test_other_sizes(pupils: int, schools: int, faces: int) -> None:
    dataset, plan = demo_municipality(pupils=pupils, schools=schools, faces=faces, seed=7)
    assert (len(dataset.pupils), len(dataset.schools), dataset.coverage.face_count) == (pupils, schools, faces)
    assert dataset.coverage.problems() == []
    plan.validate()
    assert (plan.catchment_of_face >= 0).all()
    located = dataset.pupils.points.located
    assert (assign(dataset.coverage, dataset.pupils.points.xy)[located] >= 0).all()


@pytest.mark.soak
def test_a_million() -> None:
    dataset, plan = demo_municipality(pupils=1_000_000, schools=500, faces=50_000)
    assert (len(dataset.pupils), len(dataset.schools), dataset.coverage.face_count) == (1_000_000, 500, 50_000)
    assert len(set(dataset.schools.names)) == 500
    assert dataset.coverage.problems() == []
    plan.validate()
    assert (plan.catchment_of_face >= 0).all()
    located = dataset.pupils.points.located
    assert (assign(dataset.coverage, dataset.pupils.points.xy)[located] >= 0).all()


@pytest.mark.parametrize(
    "wrong", [{"schools": 5}, {"faces": 59}, {"faces": 71, "schools": 24}, {"pupils": 0}, {"seed": -1}]
)
def test_too_small_is_said_in_a_sentence(wrong: dict[str, int]) -> None:
    with pytest.raises(InputError) as caught:
        demo_municipality(**wrong)
    assert caught.value.code == "demo-too-small"
    for name, value in wrong.items():
        assert caught.value.facts[name] == value
    assert "{" not in caught.value.sentence


def test_progress_rises_to_the_end_and_can_cancel() -> None:
    seen: list[float] = []
    demo_municipality(pupils=50, schools=6, faces=60, progress=lambda fraction, text: seen.append(fraction))
    assert seen == sorted(seen) and seen[0] == 0.0 and seen[-1] == 1.0

    def stop(fraction: float, text: str) -> None:
        if fraction > 0.3:
            raise Cancelled

    with pytest.raises(Cancelled):
        demo_municipality(pupils=50, schools=6, faces=60, progress=stop)


# --------------------------------------------------------------------------------------------------------------- people


def test_every_located_child_is_in_exactly_one_block(dataset: Dataset, face_of_pupil: np.ndarray) -> None:
    points = dataset.pupils.points
    assert (face_of_pupil[points.located] >= 0).all()
    some = np.flatnonzero(points.located)[::97]
    cm = to_cm(points.xy[some])
    inside = np.stack([holds(dataset.coverage, face, cm) for face in range(dataset.coverage.face_count)])
    assert (inside.sum(axis=0) == 1).all()
    assert (np.argmax(inside, axis=0) == face_of_pupil[some]).all()


def test_homes_stand_by_the_street(dataset: Dataset) -> None:
    points = dataset.pupils.points
    lines = shapely.STRtree(shapely.boundary(dataset.coverage.polygons()))
    homes = shapely.points(points.xy[points.located][::11])
    _, away = lines.query_nearest(homes, return_distance=True, all_matches=False)
    assert np.percentile(away, 98) < 82.0
    assert np.percentile(away, 5) > 5.0
    assert away.min() > 0.0


def test_a_few_have_a_protected_address_and_no_school_named(dataset: Dataset) -> None:
    hidden = ~dataset.pupils.points.located
    assert 10 <= hidden.sum() <= 32
    assert (dataset.pupils.attends[hidden] == -1).all()


def test_the_minority_and_the_groups_have_believable_shares(dataset: Dataset) -> None:
    points = dataset.pupils.points
    assert 0.07 < (dataset.pupils.stage >= 2).mean() < 0.10
    assert 0.14 < points.total("foreign_language") / points.total("pupils") < 0.21
    assert 0.06 < points.total("support_need") / points.total("pupils") < 0.13


def test_a_tenth_attends_another_school_than_its_own(demo: Demo, face_of_pupil: np.ndarray) -> None:
    dataset, plan = demo
    pupils = dataset.pupils
    known = np.flatnonzero(pupils.attends >= 0)
    assert (known == np.flatnonzero((pupils.grade > 0) & pupils.points.located)).all()
    catchment = plan.catchment_of_face[pupils.stage[known], face_of_pupil[known]]
    at_home = (plan.catchments.servers[catchment] == pupils.attends[known, None]).any(axis=1)
    assert 0.08 < 1.0 - at_home.mean() < 0.12
    for stage in range(len(plan.stages)):
        teaching = np.unique(
            plan.catchments.server_school[plan.catchments.stage[plan.catchments.server_catchment] == stage]
        )
        assert np.isin(pupils.attends[known][pupils.stage[known] == stage], teaching).all()


def test_statistics_of_small_cells_are_absent_and_counted(dataset: Dataset) -> None:
    (layer,) = dataset.residents
    assert layer.name == "statistics"
    _, cell = np.unique(np.floor(layer.xy / 250.0), axis=0, return_inverse=True)
    cell = cell.reshape(-1)
    total = {column.key: np.bincount(cell, layer.column(column.key)) for column in layer.columns}
    small = total["residents"] < 10
    assert 20 < small.sum() < 0.5 * len(small)
    assert (total["residents_suppressed"] == np.where(small, total["residents"], 0)).all()
    for key in ("adults", "adults_no_degree", "income_eur", "households", "households_rented"):
        assert (total[key][small] == 0).all(), key
    assert (total["adults"][~small] > 0).all()
    for column in layer.columns:
        if column.of and not column.key.endswith("_eur"):
            assert (layer.column(column.key) <= layer.column(column.of)).all(), column.key
    assert 20_000 < layer.total("income_eur") / layer.total("adults") < 50_000
    assert 5 < layer.total("residents") / len(dataset.pupils) < 7


def test_every_published_point_of_the_statistics_lies_in_a_block(dataset: Dataset) -> None:
    assert (assign(dataset.coverage, dataset.residents[0].xy) >= 0).all()


def test_first_language_follows_education_income_and_tenure(demo: Demo, face_of_pupil: np.ndarray) -> None:
    dataset, plan = demo
    points, (layer,) = dataset.pupils.points, dataset.residents
    # by catchment of grades 1-6, where the numbers are large enough for a share to mean something
    area = plan.catchment_of_face[0]
    where, there = area[face_of_pupil[points.located]], area[assign(dataset.coverage, layer.xy)]

    def counted(key: str) -> np.ndarray:
        return np.bincount(where, points.column(key)[points.located], int(area.max()) + 1)

    def published(key: str) -> np.ndarray:
        return np.bincount(there, layer.column(key), int(area.max()) + 1)

    foreign = counted("foreign_language") / counted("pupils")
    no_degree = published("adults_no_degree") / published("adults")
    assert np.corrcoef(foreign, no_degree)[0, 1] > 0.3
    assert np.corrcoef(no_degree, published("income_eur") / published("adults"))[0, 1] < -0.3
    assert np.corrcoef(no_degree, published("households_rented") / published("households"))[0, 1] > 0.3


# ----------------------------------------------------------------------------------------------- schools and catchments


def test_every_block_has_a_catchment_at_every_stage(plan: Plan) -> None:
    plan.validate()
    assert (plan.catchment_of_face >= 0).all()
    assert (np.bincount(plan.catchment_of_face.ravel(), minlength=len(plan.catchments)) > 0).all()


def test_every_school_stands_in_its_own_catchment_and_teaches_what_its_language_needs(plan: Plan) -> None:
    c = plan.catchments
    face = assign(plan.coverage, plan.schools.xy)
    assert (face >= 0).all()
    for catchment, school in zip(c.server_catchment, c.server_school, strict=True):
        assert plan.catchment_of_face[c.stage[catchment], face[school]] == catchment
    taught = [
        set(c.stage[c.server_catchment[c.server_school == school]].tolist()) for school in range(len(plan.schools))
    ]
    kinds = [tuple(sorted(stages)) for stages in taught]
    assert {kind: kinds.count(kind) for kind in kinds} == {(0,): 12, (0, 1): 2, (1,): 4, (2,): 4, (2, 3): 1, (3,): 1}


def test_one_zone_is_shared_by_two_schools(plan: Plan) -> None:
    c = plan.catchments
    joint = np.flatnonzero(np.bincount(c.server_catchment) > 1)
    assert len(joint) == 1
    (zone,) = joint
    assert plan.stages[c.stage[zone]].id == "fi-7-9" and len(c.schools_of(int(zone))) == 2
    assert sorted(c.server_share[c.server_catchment == zone].tolist()) == pytest.approx([0.45, 0.55])
    assert len(c) == 14 + 6 + 5 + 2 - 1


def test_catchments_hang_together_on_the_mainland(plan: Plan) -> None:
    t, f = plan.coverage.topology, plan.coverage.face_count
    inner = (t.left >= 0) & (t.right >= 0)

    def parts(keep: np.ndarray) -> np.ndarray:
        edges = (t.left[keep], t.right[keep])
        return connected_components(coo_array((np.ones(int(keep.sum())), edges), shape=(f, f)), directed=False)[1]

    land = parts(inner)
    mainland = land == np.argmax(np.bincount(land))
    for row in plan.catchment_of_face:
        piece = parts(inner & (row[t.left] == row[t.right]))
        for catchment in np.unique(row):
            assert len(np.unique(piece[mainland & (row == catchment)])) <= 1


def test_fewer_have_to_cross_the_river_than_if_only_the_map_distance_counted(
    demo: Demo, face_of_pupil: np.ndarray
) -> None:
    dataset, plan = demo
    layer = next(layer for layer in dataset.backdrop if layer.kind == "river")
    parts = zip(layer.start[:-1], layer.start[1:], strict=True)
    river = shapely.multilinestrings([shapely.LineString(layer.xy[a:b]) for a, b in parts])
    shapely.prepare(river)
    mine = np.flatnonzero((dataset.pupils.stage == 0) & dataset.pupils.points.located)
    homes, schools = dataset.pupils.points.xy[mine], plan.schools
    own = plan.catchments.servers[plan.catchment_of_face[0, face_of_pupil[mine]], 0]
    primary = np.unique(own)
    away = np.hypot(*np.moveaxis(homes[:, None, :] - schools.xy[primary], 2, 0))
    nearest = primary[np.argmin(away, axis=1)]

    def crossing(school: np.ndarray) -> int:
        ways = shapely.linestrings(np.stack((homes, schools.xy[school]), axis=1))
        return int(shapely.intersects(river, ways).sum())

    assert 0 < crossing(own) < crossing(nearest)


def test_the_figures_are_those_of_a_nordic_town(figures: Evaluation) -> None:
    use = figures.school_use
    assert 2 <= (use > 1.0).sum() <= 5, "a few schools are too small"
    assert 2 <= (use < 0.7).sum() <= 5, "and some half empty"
    assert use.max() < 1.2 and use.min() > 0.4
    assert figures.total.over_capacity == (use > 1.0).sum()
    finnish = figures.stages[0]
    assert 0.15 < finnish.dissimilarity[0] < 0.35
    assert 0.15 < figures.total.dissimilarity[0] < 0.35
    assert 600 < finnish.mean_distance_m < 1500 and 600 < figures.total.mean_distance_m < 1500
    assert 0.01 < finnish.share_beyond < 0.15
    assert figures.total.unassigned == 0
    assert 3800 < finnish.pupils < 4700
