"""Edits of the school network: what they leave behind, and every way they are refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from piiri.edits import (
    AssignFaces,
    CloseSchool,
    Edit,
    MergeSchools,
    MoveSchool,
    OpenSchool,
    RenameSchool,
    ReopenSchool,
    SetCapacity,
    SetServers,
    SetStages,
    apply,
)
from piiri.errors import EditRejected
from piiri.model import Dataset, Plan

Town = tuple[Dataset, Plan]
LOW, HIGH = "fi-1-6", "fi-7-9"


def done(plan: Plan, *edits: Edit) -> Plan:
    for edit in edits:
        plan, _ = apply(plan, edit)
    return plan


def code(plan: Plan, edit: Edit) -> str:
    before = plan.fingerprint
    with pytest.raises(EditRejected) as caught:
        apply(plan, edit)
    assert caught.value.what.endswith(".") and caught.value.how.endswith(".") and "{" not in caught.value.sentence
    assert plan.fingerprint == before
    return caught.value.code


@pytest.fixture(scope="module")
def plan(town: Town) -> Plan:
    return town[1]


@pytest.fixture(scope="module")
def own(plan: Plan, inside: Any) -> Callable[[str, str], tuple[str, ...]]:
    return lambda school, stage: inside.blocks(plan, school, stage)


def test_a_school_opens_with_a_catchment_at_each_stage(plan: Plan) -> None:
    after = done(plan, OpenSchool("new", " Uusi ", 2500.004, 2500.0, -1, (HIGH, LOW, LOW), 2027))
    assert after.schools.ids == (*plan.schools.ids, "new") and after.schools.names[-1] == "Uusi"
    assert after.schools.xy[-1].tolist() == [2500.0, 2500.0] and after.schools.open_from[-1] == 2027
    assert after.catchments.ids[len(plan.catchments) :] == (f"{LOW}/new", f"{HIGH}/new")
    assert np.array_equal(after.catchment_of_face, plan.catchment_of_face)
    # an id that a catchment has already is given a number
    clash = replace(plan, catchments=replace(plan.catchments, ids=(f"{LOW}/new", *plan.catchments.ids[1:])))
    assert done(clash, OpenSchool("new", "U", 0.0, 0.0, 1, (LOW,), 2027)).catchments.ids[-1] == f"{LOW}/new~2"


@pytest.mark.parametrize(
    ("edit", "wanted"),
    [
        (OpenSchool("S1", "Uusi", 0.0, 0.0, 1, (LOW,), 2027), "school-exists"),
        (OpenSchool("", "Uusi", 0.0, 0.0, 1, (LOW,), 2027), "school-exists"),
        (OpenSchool("new", "  ", 0.0, 0.0, 1, (LOW,), 2027), "no-name"),
        (OpenSchool("new", "Uusi", float("inf"), 0.0, 1, (LOW,), 2027), "not-a-place"),
        (OpenSchool("new", "Uusi", 0.0, 0.0, -2, (LOW,), 2027), "places-negative"),
        (OpenSchool("new", "Uusi", 0.0, 0.0, 1, ("fi-10",), 2027), "unknown-stage"),
        (OpenSchool("new", "Uusi", 0.0, 0.0, 1, (LOW,), 20270), "not-a-year"),
        (CloseSchool("S99", 2028, ()), "unknown-school"),
        (CloseSchool("S2", 0, ()), "not-a-year"),
        (CloseSchool("S2", 2028, ()), "blocks-left"),
        (CloseSchool("S2", 2028, (AssignFaces(LOW, ("b99999",), ""),)), "not-its-blocks"),
        (CloseSchool("S2", 2028, (AssignFaces("fi-10", ("b1",), ""),)), "unknown-stage"),
        (ReopenSchool("S99"), "unknown-school"),
        (MoveSchool("S99", 0.0, 0.0), "unknown-school"),
        (MoveSchool("S1", float("nan"), 0.0), "not-a-place"),
        (RenameSchool("S99", "Uusi"), "unknown-school"),
        (RenameSchool("S1", " "), "no-name"),
        (SetCapacity("S1", 2**31), "places-negative"),
        (SetStages("S99", (LOW,)), "unknown-school"),
        (SetStages("S2", ("fi-10",)), "unknown-stage"),
        (SetStages("S2", (HIGH,)), "blocks-left"),
        (SetStages("S2", (LOW,), (AssignFaces(LOW, ("b20",), f"{LOW}/S3"),)), "not-its-blocks"),
        (MergeSchools("S2", "S99", 2028, 1), "unknown-school"),
        (MergeSchools("S2", "S2", 2028, 1), "merge-with-itself"),
        (MergeSchools("S2", "S3", 1, 1), "not-a-year"),
        (MergeSchools("S2", "S3", 2028, -2), "places-negative"),
        (SetServers(f"{LOW}/S99", ("S1",), (1.0,)), "unknown-catchment"),
        (SetServers("", ("S1",), (1.0,)), "no-servers"),
        (SetServers(f"{LOW}/S2", (), ()), "no-servers"),
        (SetServers(f"{LOW}/S2", ("S2", "S2"), (0.5, 0.5)), "no-servers"),
        (SetServers(f"{LOW}/S2", ("S99",), (1.0,)), "unknown-school"),
        (SetServers(f"{LOW}/S2", ("S2", "S3"), (1.0,)), "shares"),
        (SetServers(f"{LOW}/S2", ("S2", "S3"), (0.6, 0.5)), "shares"),
        (SetServers(f"{LOW}/S2", ("S2", "S3"), (1.0, 0.0)), "shares"),
        (SetServers(f"{LOW}/S2", ("S2", "S3"), (float("nan"), 0.5)), "shares"),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_refused(plan: Plan, edit: Edit, wanted: str) -> None:
    assert code(plan, edit) == wanted


def test_where_blocks_of_a_closing_school_may_not_go(plan: Plan, own: Any) -> None:
    blocks, others = own("S2", LOW), own("S3", LOW)
    to = f"{LOW}/S3"
    assert code(plan, CloseSchool("S2", 2028, (AssignFaces(LOW, blocks[1:], to),))) == "blocks-left"
    assert code(plan, CloseSchool("S2", 2028, (AssignFaces(LOW, (*blocks, others[0]), to),))) == "not-its-blocks"
    assert code(plan, CloseSchool("S2", 2028, (AssignFaces(LOW, blocks, f"{LOW}/S2"),))) == "not-its-blocks"
    assert code(plan, CloseSchool("S2", 2028, (AssignFaces(LOW, blocks, f"{HIGH}/S5"),))) == "other-stage"
    closed = done(plan, CloseSchool("S3", 2028, (AssignFaces(LOW, others, f"{LOW}/S4"),)))
    assert code(closed, CloseSchool("S2", 2028, (AssignFaces(LOW, blocks, to),))) == "closed-catchment"
    assert done(plan, CloseSchool("S2", 2028, (AssignFaces(LOW, blocks, ""),))).schools.closed[2]


def test_nothing_can_be_done_with_a_closed_school(plan: Plan, own: Any) -> None:
    closed = done(plan, CloseSchool("S3", 2028, (AssignFaces(LOW, own("S3", LOW), f"{LOW}/S4"),)))
    k = closed.catchments.index(f"{LOW}/S3")
    assert closed.catchments.closed[k] and closed.schools.closed_from[3] == 2028
    assert len(closed.schools) == len(plan.schools)
    for edit, wanted in (
        (CloseSchool("S3", 2029, ()), "closed"),
        (SetStages("S3", (HIGH,)), "closed"),
        (MergeSchools("S3", "S2", 2029, 1), "closed"),
        (MergeSchools("S2", "S3", 2029, 1), "closed"),
        (SetServers(f"{LOW}/S2", ("S2", "S3"), (0.5, 0.5)), "closed"),
        (SetServers(f"{LOW}/S3", ("S2",), (1.0,)), "closed-catchment"),
        (AssignFaces(LOW, ("b20",), f"{LOW}/S3"), "closed-catchment"),
    ):
        assert code(closed, edit) == wanted
    again = done(closed, ReopenSchool("S3"))
    assert not again.schools.closed[3] and not again.catchments.closed[k]
    assert not (again.catchment_of_face[0] == k).any()
    assert done(again, AssignFaces(LOW, own("S3", LOW), f"{LOW}/S3")).fingerprint == plan.fingerprint


def test_the_share_of_a_closed_school_goes_to_the_others_in_proportion(plan: Plan, own: Any) -> None:
    zone = f"{LOW}/joint"
    shared = done(plan, SetServers(zone, ("S0", "S1", "S3"), (0.5, 0.3, 0.2), "places"))
    assert shared.by_places == {zone}
    one = done(shared, CloseSchool("S0", 2028, (AssignFaces(LOW, own("S0", LOW), f"{LOW}/S1"),)))
    k = one.catchments.index(zone)
    servers = dict(one.servers_of(k))
    assert servers == {"S1": pytest.approx(0.6), "S3": pytest.approx(0.4)} and one.by_places == {zone}
    two = done(one, CloseSchool("S3", 2028, (AssignFaces(LOW, own("S3", LOW), f"{LOW}/S1"),)))
    assert dict(two.servers_of(k)) == {"S1": 1.0} and two.by_places == frozenset()
    assert not two.catchments.closed[k]


def test_merging_takes_over_blocks_at_every_stage(plan: Plan, own: Any) -> None:
    low, high = own("S4", LOW), own("S4", HIGH)
    after = done(plan, MergeSchools("S4", "S3", 2029, 640))
    index = after.coverage.topology.face_index
    for stage, blocks in ((0, low), (1, high)):
        assert blocks
        target = after.catchments.of_school(3, stage)
        assert {int(after.catchment_of_face[stage, index[block]]) for block in blocks} == {target}
    assert after.schools.places[3] == 640 and after.schools.closed_from[4] == 2029
    assert after.catchments.ids[-1] == f"{HIGH}/S3"  # it taught no upper stage before


def test_stages_given_up_and_taken_up_again(plan: Plan, own: Any) -> None:
    less = done(plan, SetStages("S4", (LOW,), (AssignFaces(HIGH, own("S4", HIGH), f"{HIGH}/S5"),)))
    k = plan.catchments.index(f"{HIGH}/S4")
    assert less.catchments.closed[k] and not less.schools.closed[4]
    more = done(less, SetStages("S4", (LOW, HIGH)))
    # the catchment it had comes back, not a second one
    assert more.catchments.ids == plan.catchments.ids and not more.catchments.closed[k]


def test_a_name_goes_to_its_own_catchments(plan: Plan) -> None:
    after = done(plan, RenameSchool("S1", " Keskus "))
    assert after.schools.names[1] == "Keskus"
    assert after.catchments.names[after.catchments.index(f"{LOW}/S1")] == "Keskus"
    assert after.catchments.names[after.catchments.index(f"{LOW}/joint")] == "Joint zone"
