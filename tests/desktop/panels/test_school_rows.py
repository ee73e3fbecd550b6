"""The figures behind table, card and charts, counted by hand."""

from __future__ import annotations

import numpy as np

from piiri.edits import AssignFaces, CloseSchool, OpenSchool
from piiri.session import Session
from piiri_desktop.panels.school_rows import ALL_STAGES, RowsOfState, closed_at, sums


def test_pupils_are_of_the_stage_and_use_is_of_all_stages(session: Session) -> None:
    rows = RowsOfState()(session.state, 0)
    assert rows.schools.tolist() == [0, 1, 2]
    assert rows.now.pupils.tolist() == [50, 50, 45]
    assert rows.now.school_pupils.tolist() == [50, 110, 45]
    assert rows.now.use[:2].tolist() == [50 / 60, 1.1] and np.isnan(rows.now.use[2])
    assert rows.now.over.tolist() == [False, True, False]
    assert rows.now.mean_m.tolist() == [500.0] * 3


def test_only_schools_of_the_stage_have_a_row(session: Session) -> None:
    rows = RowsOfState()(session.state, 1)
    assert rows.schools.tolist() == [1]
    assert rows.now.pupils.tolist() == [0, 60, 0]


def test_all_stages_together_add_up(session: Session) -> None:
    rows = RowsOfState()(session.state, ALL_STAGES)
    assert rows.now.pupils.tolist() == [50, 110, 45]
    assert rows.now.pupils.sum() == session.state.evaluation.total.pupils


def test_change_is_against_the_plan_compared_with(session: Session, to_hakamaki: AssignFaces) -> None:
    make = RowsOfState()
    make(session.state, 0)
    rows = make(session.do(to_hakamaki), 0)
    assert rows.change.tolist() == [-30, 30, 0]
    assert rows.now.mean_m.tolist() == [500.0, (50 * 500 + 30 * 1500) / 80, 500.0]
    assert rows.before.pupils.tolist() == [50, 50, 45]


def test_kept_sums_follow_the_stage_and_the_plan_compared_with(session: Session, to_hakamaki: AssignFaces) -> None:
    make = RowsOfState()
    for stage in (0, 1, ALL_STAGES, 0):
        state = session.state
        groups = tuple(group.key for group in state.dataset.groups)
        assert np.array_equal(make(state, stage).before.pupils, sums(state.before, groups, stage).pupils)
    changed = session.do(to_hakamaki).plan
    session.open_plan(session.state.history, before=changed)
    assert make(session.state, 0).change.tolist() == [0, 0, 0]


def test_no_percentage_of_fewer_than_ten_pupils(session: Session) -> None:
    shares = RowsOfState()(session.state, 0).now.group_share
    assert shares[:, 0].tolist() == [15 / 50, 5 / 50, 8 / 45]
    session.do(AssignFaces("fi-1-6", ("b4",), "fi-1-6/S1"))  # five pupils are left at Äijälä
    shares = RowsOfState()(session.state, 0).now.group_share
    assert np.isnan(shares[2]).all() and not np.isnan(shares[:2]).any()


def test_a_school_without_places_is_used_without_end(session: Session) -> None:
    from piiri.edits import SetCapacity

    use = RowsOfState()(session.do(SetCapacity("S0", 0)), 0).now.use
    assert np.isinf(use[0]) and use[1] == 1.1


def test_schools_are_matched_by_id_with_the_plan_compared_with(session: Session) -> None:
    """Compared with a plan whose fourth school is another one than the fourth of this plan."""
    start = session.state.plan
    theirs = Session(session.dataset, start)
    theirs.do(OpenSchool("new-b", "B", 4500.0, 500.0, 70, ("fi-1-6",), 2027))
    theirs.do(AssignFaces("fi-1-6", ("b4",), "fi-1-6/new-b"))
    session.do(OpenSchool("new-a", "A", 2500.0, 500.0, 50, ("fi-1-6",), 2028))
    session.open_plan(session.state.history, before=theirs.state.plan)
    rows = RowsOfState()(session.state, 0)
    assert rows.names[3] == "A" and rows.schools.tolist() == [0, 1, 2, 3]
    assert rows.before.pupils.tolist() == [50, 50, 5, 0] and rows.before.places.tolist() == [60, 100, -1, -1]
    assert rows.change.tolist() == [0, 0, 40, 0]
    assert np.isnan(rows.before.use[3])
    assert rows.opens.tolist() == [0, 0, 0, 2028]


def test_a_closed_school_keeps_its_row_at_the_stages_it_taught(session: Session) -> None:
    session.do(CloseSchool("S0", 2027, (AssignFaces("fi-1-6", ("b0", "b1"), "fi-1-6/S1"),), "named"))
    for stage, expected in ((0, [0, 1, 2]), (1, [1]), (ALL_STAGES, [0, 1, 2])):
        rows = RowsOfState()(session.state, stage)
        assert rows.schools.tolist() == expected
        assert rows.closed.tolist() == [True, False, False] and rows.closed_from[0] == 2027
    closed = session.state.plan
    assert closed_at(closed, 0) == [0] and closed_at(closed, 1) == []
    later = Session(session.dataset, closed)  # closed before the plan began: nothing before, nothing now
    assert RowsOfState()(later.state, 0).schools.tolist() == [0, 1, 2]
