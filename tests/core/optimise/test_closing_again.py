"""A closing copied to a plan with other blocks: each block goes where it went, else it is closed by its rule anew."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from piiri.copying import Copied, copy_steps
from piiri.countable import Countable
from piiri.edits import AssignFaces, CloseSchool, Edit, JoinFaces, SplitFaces, Together, apply, from_json, to_json
from piiri.errors import EditRejected
from piiri.io.demo import demo_municipality
from piiri.io.importing import import_mapping
from piiri.model import Dataset, Plan
from piiri.optimise import closing_again, work_out
from piiri.optimise.closing import Rule
from piiri.session import Session
from piiri.tally import tally_everything

Town = tuple[Dataset, Plan]
MAPPINGS = Path(__file__).parents[2] / "mappings"


@pytest.fixture(scope="module", params=["demo", pytest.param("bcps_sw", marks=pytest.mark.real_data)])
def town(request: pytest.FixtureRequest) -> Town:
    if request.param == "demo":
        return demo_municipality(pupils=1500, schools=9, faces=120)
    request.getfixturevalue("real_data")("bcps_sw")
    imported = import_mapping(MAPPINGS / "bcps_sw.toml", repair=True)
    return imported.dataset, imported.plans[0]


def closing(town: Town, plan: Plan, rule: Rule) -> tuple[str, CloseSchool]:
    """The first school that can close, with most blocks, and how."""
    dataset, _ = town
    tally = tally_everything(Countable(dataset, plan), plan)
    blocks = np.bincount(plan.catchment_of_face[0][plan.catchment_of_face[0] >= 0], minlength=len(plan.catchments))
    for catchment in np.argsort(-blocks):
        school = plan.schools.ids[plan.catchments.schools_of(int(catchment))[0]]
        try:
            return school, work_out(dataset, plan, tally, school, rule, 2028).edit
        except EditRejected:
            continue
    raise AssertionError("no school can close")


def halved(plan: Plan, school: str, part: float = 0.5) -> tuple[Plan, str]:
    """A plan in which a block of a school is split by a line from north to south."""
    c = plan.catchments
    mine = np.flatnonzero(plan.catchment_of_face[0] == c.of_school(plan.schools.index(school), 0))
    for face in mine[np.argsort(-plan.coverage.areas_m2[mine])].tolist():
        west, south, east, north = plan.coverage.bounds[face].tolist()
        x, block = west + part * (east - west), plan.coverage.face_ids[face]
        try:
            made = apply(plan, SplitFaces(((x, south - 5), (x, north + 5)), (block,)))[0]
        except EditRejected:
            continue
        if made.coverage.face_count > plan.coverage.face_count:
            return made.renamed("Other"), block
    raise AssertionError("no block can be split")


def copied(town: Town, edit: Edit, here: Plan, there: Plan, *, rule: bool = False) -> Copied:
    session = Session(town[0], here)
    session.do(edit)
    return copy_steps(session.state.history, (1,), there, again=closing_again(town[0]) if rule else None)


def fates(plan: Plan) -> dict[str, str]:
    return {
        face: plan.catchments.ids[k] if k >= 0 else ""
        for face, k in zip(plan.coverage.face_ids, plan.catchment_of_face[0].tolist(), strict=True)
    }


def undone_and_redone(town: Town, there: Plan, edit: Edit) -> None:
    session = Session(town[0], there)
    session.do(edit)
    done = session.state.plan.fingerprint
    for _ in range(2):
        session.undo()
        assert session.state.plan.fingerprint == there.fingerprint
        session.redo()
        assert session.state.plan.fingerprint == done
    assert from_json(to_json(edit)) == edit


@pytest.mark.parametrize("rule", ["nearest", "within_places"])
def test_the_pieces_of_a_block_go_where_the_block_went(town: Town, rule: Rule) -> None:
    school, edit = closing(town, town[1], rule)
    there, block = halved(town[1], school)
    found = copied(town, edit, town[1], there)
    assert found.all_fit, found.refused
    after, expected = found.entries[0].plan, fates(apply(town[1], edit)[0])
    assert after is not None
    got = fates(after)
    assert got[f"{block}~2"] == got[block] == expected[block]
    assert {face: k for face, k in got.items() if face in expected} == expected
    undone_and_redone(town, there, found.entries[0].edit)


def test_pieces_that_went_one_way_are_the_block_again(town: Town) -> None:
    school, _ = closing(town, town[1], "nearest")
    here, block = halved(town[1], school)
    tally = tally_everything(Countable(town[0], here), here)
    edit = work_out(town[0], here, tally, school, "nearest", 2028).edit
    assert isinstance(edit, CloseSchool)
    to = {part.catchment for part in edit.reassign if {block, f"{block}~2"} & set(part.faces)}
    found = copied(town, edit, here, town[1].renamed("Whole"))
    if len({p for p in to if p.startswith(town[1].stages[0].id)}) == 1:
        assert found.all_fit
    both = tuple(part for part in edit.reassign if part.stage == town[1].stages[0].id)
    others = [part.catchment for part in both]
    apart = CloseSchool(
        school, 2028, parted(edit, town[1].stages[0].id, f"{block}~2", [*others, *taking(town, school)])
    )
    refused = copied(town, apart, here, town[1].renamed("Whole")).refused
    assert len(refused) == 1
    assert block in refused[0].reason and "does not tell where they go" in refused[0].reason
    # with its rule it is closed there all the same
    by_rule = CloseSchool(school, 2028, apart.reassign, "nearest")
    again = copied(town, by_rule, here, town[1].renamed("Whole"), rule=True)
    assert again.all_fit
    expected = work_out(town[0], town[1], tally_everything(Countable(*town), town[1]), school, "nearest", 2028).edit
    assert again.entries[0].edit == expected
    undone_and_redone(town, town[1].renamed("Whole"), again.entries[0].edit)


def taking(town: Town, school: str) -> list[str]:
    """Catchments of the first stage that others serve."""
    plan = town[1]
    own = plan.catchments.of_school(plan.schools.index(school), 0)
    return [plan.catchments.ids[k] for k in np.flatnonzero(plan.catchments.stage == 0).tolist() if k != own]


def parted(edit: CloseSchool, stage: str, piece: str, catchments: list[str]) -> tuple[AssignFaces, ...]:
    """What an edit gives away, a piece going to another catchment than it did."""
    said = []
    for part in edit.reassign:
        if part.stage == stage and piece in part.faces:
            elsewhere = next(each for each in catchments if each != part.catchment)
            rest = tuple(face for face in part.faces if face != piece)
            said += [AssignFaces(stage, rest, part.catchment)] if rest else []
            said.append(AssignFaces(stage, (piece,), elsewhere))
        else:
            said.append(part)
    return tuple(said)


def test_split_twice_otherwise_the_ground_tells(town: Town) -> None:
    school, _ = closing(town, town[1], "nearest")
    (here, block), (there, same) = halved(town[1], school, 0.4), halved(town[1], school, 0.4)
    assert block == same
    moved, _ = halved(town[1], school, 0.6)
    stage = town[1].stages[0].id
    to = taking(town, school)[0]
    paint = AssignFaces(stage, (f"{block}~2",), to)
    assert copied(town, paint, here, there).all_fit
    assert copied(town, paint, here, moved).refused[0].reason.count(block)
    whole = AssignFaces(stage, (block, f"{block}~2"), to)
    found = copied(town, whole, here, moved)
    assert found.all_fit
    assert set(found.entries[0].edit.faces) == {block, f"{block}~2"}
    assert copied(town, whole, here, town[1].renamed("Whole")).entries[0].edit == AssignFaces(stage, (block,), to)


def test_a_block_that_came_to_the_school_meanwhile_is_a_question_for_the_rule(town: Town) -> None:
    school, edit = closing(town, town[1], "nearest")
    own = town[1].catchments.ids[town[1].catchments.of_school(town[1].schools.index(school), 0)]
    stage = town[1].stages[0].id
    stray = next(face for face, k in fates(town[1]).items() if k not in (own, ""))
    there = apply(town[1], AssignFaces(stage, (stray,), own))[0].renamed("Other")
    refused = copied(town, edit, town[1], there).refused
    assert stray in refused[0].reason
    found = copied(town, Together((edit,)), town[1], there, rule=True)
    assert found.all_fit
    after = found.entries[0].plan
    assert after is not None and fates(after)[stray] not in (own, "")
    # what has left the school needs no place any more
    gone = next(face for face, k in fates(town[1]).items() if k == own)
    less = apply(town[1], AssignFaces(stage, (gone,), taking(town, school)[0]))[0].renamed("Less")
    after = copied(town, edit, town[1], less).entries[0].plan
    assert after is not None and fates(after)[gone] == taking(town, school)[0]


def test_joining_stays_strict(town: Town) -> None:
    school, _ = closing(town, town[1], "nearest")
    here, block = halved(town[1], school)
    join = JoinFaces((block, f"{block}~2"))
    assert copied(town, join, here, here.renamed("Other")).all_fit
    assert not copied(town, join, here, town[1].renamed("Whole")).all_fit
