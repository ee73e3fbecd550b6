"""The end of a school before and after, counted a second time pupil by pupil."""

from __future__ import annotations

import math

import numpy as np
import pytest

from piiri.assignment import assign
from piiri.countable import Countable
from piiri.distances import straight_line_cm
from piiri.edits import CloseSchool, MergeSchools
from piiri.errors import EditRejected
from piiri.evaluate import evaluate
from piiri.io.demo import demo_municipality
from piiri.model import Dataset, Plan
from piiri.optimise import work_out
from piiri.publish.network_change import NetworkChange, SchoolChange, network_change
from piiri.session import Session
from piiri.tally import tally_everything


@pytest.fixture(scope="module")
def town() -> tuple[Dataset, Plan]:
    return demo_municipality(pupils=1500, schools=9, faces=120)


def changed(town: tuple[Dataset, Plan], edit: CloseSchool | MergeSchools) -> tuple[NetworkChange, Plan]:
    session = Session(*town)
    before, after = session.state, session.do(edit)
    into = edit.into if isinstance(edit, MergeSchools) else ""
    found = network_change(town[0], (before.plan, before.evaluation), (after.plan, after.evaluation), edit.school, into)
    return found, after.plan


def closings(town: tuple[Dataset, Plan]) -> list[CloseSchool]:
    dataset, plan = town
    tally = tally_everything(Countable(dataset, plan), plan)
    found = []
    for school in plan.schools.ids:
        try:
            found.append(work_out(dataset, plan, tally, school, "nearest", 2028).edit)
        except EditRejected:
            continue
    return found


def one_by_one(dataset: Dataset, plan: Plan, school: str) -> tuple[float, float, list[float]]:
    """Pupils, their ways in metres and pupils of each group of a school, pupil by pupil."""
    h, c = plan.schools.index(school), plan.catchments
    xy, face = dataset.pupils.points.xy, assign(plan.coverage, dataset.pupils.points.xy)
    pupils, way, groups = 0.0, 0.0, [0.0] * len(dataset.groups)
    for i, f in enumerate(face.tolist()):
        stage = int(dataset.pupils.stage[i])
        catchment = int(plan.catchment_of_face[stage, f]) if f >= 0 and stage >= 0 else -1
        if catchment < 0:
            continue
        servers = c.schools_of(catchment)
        share = dict(zip(servers.tolist(), c.server_share[c.server_catchment == catchment].tolist(), strict=True)).get(
            h
        )
        if share is None:
            continue
        n = share * int(dataset.pupils.points.column("pupils")[i])
        metres = straight_line_cm(xy[i : i + 1], plan.schools.xy, np.array([servers]))[0] / 100
        pupils, way = pupils + n, way + n * metres
        for g, group in enumerate(dataset.groups):
            groups[g] += share * int(dataset.pupils.points.column(group.key)[i])
    return pupils, way, groups


def test_every_figure_is_what_counting_pupil_by_pupil_gives(town: tuple[Dataset, Plan]) -> None:
    dataset, start = town
    edit = closings(town)[0]
    found, after = changed(town, edit)
    assert found.receivers
    for each in found.receivers:
        for position, plan in enumerate((start, after)):
            pupils, way, groups = one_by_one(dataset, plan, each.school)
            assert each.pupils[position] == pytest.approx(pupils)
            assert each.mean_m[position] == pytest.approx(way / pupils, abs=0.01)
            if pupils >= 10:
                assert [pair[position] for pair in each.groups] == pytest.approx([n / pupils for n in groups])
    assert found.pupils == pytest.approx(one_by_one(dataset, start, edit.school)[0])
    assert sum(each.taken_in for each in found.receivers) == pytest.approx(found.pupils)


def test_the_way_of_those_who_move_is_all_that_changes(town: tuple[Dataset, Plan]) -> None:
    for edit in closings(town)[:4]:
        found, after = changed(town, edit)
        figures = [
            evaluate(town[0], plan, tally_everything(Countable(town[0], town[1]), plan)) for plan in (town[1], after)
        ]
        total = [float(each.table.column("distance_cm").sum()) / 100 for each in figures]
        assert (found.mean_m[1] - found.mean_m[0]) * found.pupils == pytest.approx(total[1] - total[0], abs=0.1)
        assert found.beyond[1] - found.beyond[0] == pytest.approx(
            figures[1].total.beyond - figures[0].total.beyond, abs=1
        )
        moved = {face for part in edit.reassign for face in part.faces}
        assert found.blocks == len(moved)


def test_a_merger_lists_the_school_that_goes_on(town: tuple[Dataset, Plan]) -> None:
    ids = town[1].schools.ids
    found, _ = changed(town, MergeSchools(ids[0], ids[1], 2028, 5))
    assert ids[1] in [each.school for each in found.receivers]
    heir = next(each for each in found.receivers if each.school == ids[1])
    assert heir.places[1] == 5 and heir.over == pytest.approx(heir.pupils[1] - 5)
    had = max(heir.pupils[0] - heir.places[0], 0)
    assert heir.missing == math.ceil(heir.pupils[1] - 5 - had - 1e-6), "who had no place before is not counted again"
    assert found.missing >= heir.missing
    assert found.without_place[0].missing == max(each.missing for each in found.receivers)


def school(pupils: tuple[float, float], places: tuple[float, float]) -> SchoolChange:
    return SchoolChange("a", "A", pupils, places, (), (float("nan"), 100.0))


def test_places_and_use() -> None:
    nan = float("nan")
    unknown = school((10, 30), (nan, nan))
    assert unknown.over == unknown.missing == 0 and math.isnan(unknown.use[1]) and math.isnan(unknown.free[0])
    assert school((10, 30), (20, 20)).missing == 10
    assert school((25, 30), (20, 20)).missing == 5, "five were over before"
    assert school((25, 30), (20, 40)).missing == school((25, 30), (20, 25)).missing == 0
    assert school((10, 10), (20, 8)).missing == 2, "places that are taken away are missing"
    assert school((10, 30), (nan, 20)).missing == 10
    assert school((10, 20.4), (20, 20)).missing == 1, "a part of a pupil needs a place"
    assert school((10, 30), (20, 20)).use == (0.5, 1.5) and school((10, 30), (20, 20)).free == (10, -10)
    assert math.isnan(school((10, 30), (0, 0)).use[1])
