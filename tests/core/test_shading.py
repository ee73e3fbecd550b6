"""Figures of blocks, catchments and schools for colouring: equal to the panel's figures, live as counted anew."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from piiri.distances import nearest_server
from piiri.edits import AssignFaces, MoveSchool
from piiri.flows import flows_of, whereabouts
from piiri.indicators.of_blocks import BlockRows
from piiri.indicators.proximity import schools_of, two_nearest
from piiri.io.demo import demo_municipality
from piiri.model.observations import NUMBER, SUPPRESSED, Observations
from piiri.session import Session, State
from piiri.shading import OF_FLOWS, Shadeable, find, place_of, reshade, shade, shadeable

OWN = """
[[indicator]]
key = "need"
name = "Need"
formula = "(foreign_language + support_need) / pupils"
unit = "share"
base = "pupils"
minimum_base = 10
"""


@pytest.fixture(scope="module")
def session() -> Session:
    dataset, plan = demo_municipality(pupils=2000, schools=10, faces=200)
    seen = Observations(
        ("s2",) * 4,
        (dataset.schools.ids[0], dataset.schools.ids[0], dataset.schools.ids[1], dataset.schools.ids[2]),
        np.array([2024, 2025, 2025, 2025]),
        np.array([0.1, 0.2, np.nan, 0.5]),
        np.array([NUMBER, NUMBER, SUPPRESSED, NUMBER]),
        np.array([50, 50, -1, 4]),
    )
    return Session(replace(dataset, own_indicators=OWN, observations=seen), plan)


def moved(session: Session, start: int, many: int = 6) -> State:
    """A preview: some blocks of stage 0 go to the catchment of another block."""
    plan = session.committed.plan
    row = plan.catchment_of_face[0]
    first = int(row[start])
    other = int(row[row != first][0])
    faces = np.flatnonzero(row == first)[:many]
    ids = tuple(plan.coverage.face_ids[face] for face in faces)
    return session.preview(AssignFaces(plan.stages[0].id, ids, plan.catchments.ids[other]))


def of(state: State, key: str) -> Shadeable:
    found = find(state, key)
    assert found is not None
    return found


def test_every_figure_offered_can_be_told(session: Session) -> None:
    state = session.committed
    sizes = {"block": state.plan.coverage.face_count, "catchment": len(state.plan.catchments)}
    sizes["school"] = len(state.plan.schools)
    offered = shadeable(state)
    assert len({each.key for each in offered}) == len(offered)
    for each in offered:
        for stage in (-1, 0):
            found = shade(state, each, stage)
            assert found is not None, each.key
            assert found.values.shape == found.hidden.shape == (sizes[each.place],)
            assert np.isfinite(found.values).any() or found.hidden.any() or each.figure.startswith("observed"), each.key
            assert not np.isfinite(found.values[found.hidden]).any()
            assert place_of(each.key) == each.place


def test_figures_of_schools_are_those_of_the_evaluation(session: Session) -> None:
    state = session.committed
    table = state.evaluation.table
    for stage in range(len(state.plan.stages)):
        mine = table.stage == stage
        for key, values in (
            ("school/mean_distance_m", state.evaluation.mean_distance_m),
            ("school/p90_distance_m", state.evaluation.p90_distance_m),
            ("school/share_beyond", state.evaluation.share_beyond),
            ("school/group_share.foreign_language", state.evaluation.group_share[:, 0]),
        ):
            found = shade(state, of(state, key), stage)
            assert found is not None
            enough = table.column("pupils")[mine] >= 10
            here = found.values[table.school[mine]]
            assert np.array_equal(here[enough], values[mine][enough], equal_nan=True), key
            assert np.isnan(here[~enough]).all()


def test_blocks_add_up_to_the_tally(session: Session) -> None:
    for state in (session.committed, moved(session, 3)):
        assert state.basis is not None
        plan, tally = state.plan, state.tally
        for stage in range(len(plan.stages)):
            countable = state.basis.choices.countable
            rows = BlockRows(countable, plan, tally.pupils, tally.residents, stage)
            catchment = plan.catchment_of_face[stage]
            inside = catchment >= 0
            k = len(plan.catchments)
            mine = plan.catchments.stage == stage
            for key in ("pupils", "foreign_language", "distance_cm", "beyond", "beyond_1", "changed"):
                sums = np.bincount(catchment[inside], rows(key)[inside], k)
                assert np.array_equal(sums[mine], tally.counts[:k, tally.columns[key]][mine]), key
            layer = state.dataset.residents[0]
            key = f"{layer.name}.{layer.columns[0].key}"
            sums = np.bincount(catchment[inside], rows(key)[inside], k)
            assert np.array_equal(sums[mine], tally.counts[:k, tally.columns[key]][mine])
    session.cancel()


def test_blocks_counted_again_equal_all_counted(session: Session) -> None:
    kept = session.committed
    keys = [each.key for each in shadeable(kept) if each.place == "block"]
    assert keys == ["block/mean_distance_m", "block/share_beyond", "block/relative_proximity_m", "block/own.need"]
    for key in keys:
        known = shade(kept, of(kept, key), 0)
        before = kept.plan
        for start in (3, 40, 90):
            state = moved(session, start)
            assert known is not None
            faces = np.flatnonzero((state.plan.catchment_of_face != before.catchment_of_face).any(axis=0))
            known = reshade(known, state, 0, faces)
            anew = shade(state, known.of, 0)
            assert anew is not None
            assert np.array_equal(known.values, anew.values, equal_nan=True), key
            assert np.array_equal(known.hidden, anew.hidden)
            before = state.plan
        session.cancel()


def test_relative_proximity_of_blocks_follows_a_school_that_moves(session: Session) -> None:
    kept = session.committed
    figure = of(kept, "block/relative_proximity_m")
    known = shade(kept, figure, 0)
    x, y = (kept.plan.schools.xy[0] + 400.0).tolist()
    state = session.preview(MoveSchool(kept.plan.schools.ids[0], x, y))
    assert known is not None
    found, anew = reshade(known, state, 0, np.zeros(0, dtype=int)), shade(state, figure, 0)
    assert anew is not None
    assert np.array_equal(found.values, anew.values, equal_nan=True)
    assert not np.array_equal(found.values, known.values, equal_nan=True)
    session.cancel()


def test_catchments_follow_a_preview(session: Session) -> None:
    kept = session.committed
    state = moved(session, 3)
    figure = of(kept, "catchment/pupils")
    now, before = shade(state, figure, 0), shade(kept, figure, 0)
    assert now is not None and before is not None
    assert not np.array_equal(now.values, before.values, equal_nan=True)
    assert np.nansum(now.values) == np.nansum(before.values)
    session.cancel()


@pytest.mark.parametrize("figure", ["hold", "going_out", "coming_in", "net_attraction"])
@pytest.mark.parametrize("stage", [0, -1])
def test_who_attends_where_follows_a_preview(session: Session, figure: str, stage: int) -> None:
    kept = session.committed
    state = moved(session, 3)
    assert state.basis is not None
    flows = of(kept, f"school/{figure}")
    now, was = shade(state, flows, stage), shade(kept, flows, stage)
    assert now is not None and was is not None
    assert not np.array_equal(now.values, was.values, equal_nan=True)
    anew = flows_of(whereabouts(state.basis.countable, state.plan, state.tally.pupils), None if stage < 0 else stage)
    assert np.array_equal(now.values[~now.hidden], OF_FLOWS[figure](anew)[~now.hidden], equal_nan=True)
    session.cancel()


def test_observed_is_the_last_year_told_and_small_ones_are_hidden(session: Session) -> None:
    state = session.committed
    found = shade(state, of(state, "school/observed.s2"), 0)
    assert found is not None
    assert found.values[0] == 0.2
    assert found.hidden.tolist()[:4] == [False, True, True, False]
    assert np.isnan(found.values[1:]).all()


def test_a_key_that_the_data_do_not_have_is_none(session: Session) -> None:
    state = session.committed
    assert find(state, "school/own.gone") is None
    assert find(state, "pupil_density") is None
    assert place_of("nowhere/use") is None


def test_the_two_nearest_are_those_of_all_schools(session: Session) -> None:
    state = session.committed
    assert state.basis is not None
    countable, plan = state.basis.choices.countable, state.plan
    for stage in range(len(plan.stages)):
        schools = schools_of(plan, stage)
        points = np.flatnonzero(~countable.unlocated & (countable.stage == stage))
        if len(schools) < 2:
            continue
        ways = [nearest_server(countable.xy[points], plan.schools.xy, np.full((len(points), 1), s))[0] for s in schools]
        slow = np.sort(np.stack(ways, axis=1), axis=1)
        assert np.array_equal(two_nearest(countable, plan.schools.xy, schools, points)[0], slow[:, :2])
