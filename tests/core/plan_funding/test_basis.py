"""The funding of a state equals everything counted anew: in strokes, edits of the model, undo and redo."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from piiri.countable import Countable
from piiri.edits import (
    AssignFaces,
    MoveVertex,
    SetCapacity,
    SetFundingModel,
    SetFundingNumber,
    SetSchoolFigures,
    apply,
)
from piiri.funding import Inputs, allocate, parse_model, preset, reference_of
from piiri.funding.texts import text_of
from piiri.io.demo import demo_municipality
from piiri.model import Dataset, Plan
from piiri.plan_funding import Choices, Funding, FundingBasis, joined, plan_inputs
from piiri.session import Session, State
from piiri.tally import tally_everything

MODEL = SetFundingModel(text_of(preset("helsinki_pd_like")))
Town = tuple[Dataset, Plan]


@pytest.fixture(scope="module")
def city() -> Town:
    return demo_municipality(pupils=2500, schools=12, faces=150)


def anew(state: State, today: Plan, figures: Inputs | None = None) -> dict[str, Fraction]:
    """Everything counted again, by nothing that was kept."""
    countable = Countable(state.dataset, today)
    choices = Choices.of(countable)
    model = parse_model(state.plan.funding)

    def inputs(plan: Plan) -> Inputs:
        found = plan_inputs(state.dataset, plan, tally_everything(countable, plan), choices)
        return found if figures is None else joined(found, figures)

    return allocate(model, inputs(state.plan), reference_of(model, inputs(today))).by_school()


def paid(funding: Funding | None) -> dict[str, Fraction]:
    assert funding is not None and funding.allocation is not None, funding
    return funding.allocation.by_school()


def strokes(plan: Plan, count: int) -> list[AssignFaces]:
    """Blocks at the border of a stage given to a neighbour, more at each step, as a brush does."""
    t, row = plan.coverage.topology, plan.catchment_of_face[0]
    edge = next(
        e for e in range(len(t.edges)) if min(t.left[e], t.right[e]) >= 0 and row[t.left[e]] != row[t.right[e]]
        and min(row[t.left[e]], row[t.right[e]]) >= 0
    )  # fmt: skip
    target, faces = plan.catchments.ids[row[t.left[edge]]], [int(t.right[edge])]
    while len(faces) < count:
        faces += [int(f) for f in t.neighbours(faces[-1]) if int(f) not in faces and row[f] != row[t.left[edge]]][:1]
    ids = [plan.coverage.face_ids[face] for face in faces]
    return [AssignFaces(plan.stages[0].id, tuple(ids[: n + 1]), target) for n in range(count)]


def test_without_a_model_there_is_no_money(city: Town) -> None:
    session = Session(*city)
    assert session.state.funding is None and session.state.funding_before is None


def test_during_a_brush_stroke_the_euros_move_as_if_all_were_counted_anew(city: Town) -> None:
    session = Session(*city)
    first = paid(session.do(MODEL).funding)
    assert first == anew(session.state, city[1])
    seen = [first]
    for stroke in strokes(city[1], 4):
        state = session.preview(stroke)
        seen.append(paid(state.funding))
        assert seen[-1] == anew(state, city[1])
        assert sum(seen[-1].values()) == 2_500_000
    assert len({tuple(each.items()) for each in seen}) > 2  # it moved
    assert paid(session.cancel().funding) == first
    session.preview(stroke)
    assert paid(session.commit().funding) == seen[-1]
    assert paid(session.undo().funding) == first and paid(session.redo().funding) == seen[-1]


def test_a_border_dragged_moves_money_too(city: Town) -> None:
    session = Session(*city)
    session.do(MODEL)
    plan = city[1]
    border = plan.coverage.border(plan.catchment_of_face[0])
    t = plan.coverage.topology
    moved = 0
    for vertex in np.unique(t.edges[border])[::5].tolist()[:16]:
        x, y = plan.coverage.vertices[vertex].tolist()
        try:
            state = session.preview(MoveVertex(vertex, x + 90.0, y + 60.0))
        except Exception:
            continue
        assert paid(state.funding) == anew(state, plan)
        moved += paid(state.funding) != paid(session.committed.funding)
        session.cancel()
    assert moved > 0


def test_a_weight_dragged_is_one_undoable_step(city: Town) -> None:
    session = Session(*city)
    before = paid(session.do(MODEL).funding)
    path = ("index", "weights", "income_per_resident")
    for step in range(11, 21):
        state = session.preview(SetFundingNumber(path, f"{step / 10}"))
        assert state.change.funding and not len(state.change.faces)
        assert paid(state.funding) == anew(state, city[1])
    done = session.commit()
    assert done.history.cursor == 2 and paid(done.funding) != before
    assert paid(session.undo().funding) == before
    assert session.undo().funding is None
    assert paid(session.redo().funding) == before


def test_figures_beside_the_plan_are_in_force_at_once(city: Town) -> None:
    session = Session(*city)
    session.do(MODEL)
    ids = list(session.state.plan.schools.ids)[:3]
    rows = [f"{key};{100_000 + n},50;{200 + n}" for n, key in enumerate(ids)]
    table = "\n".join(("id;last_amount;last_pupils", *rows))
    state = session.do(SetSchoolFigures(table))
    assert state.funding is not None and state.funding.allocation is not None
    found = state.funding.allocation
    assert found.bounds.last.known.sum() == 3
    assert int(found.bounds.last.amount[found.inputs.index[ids[1]]]) == 10_000_150
    figures = Inputs.of(ids, {"last_amount": [100_000.5, 100_001.5, 100_002.5], "last_pupils": [200, 201, 202]})
    assert paid(state.funding) == anew(state, city[1], figures)


def test_the_plan_compared_with_is_measured_by_the_same_model(city: Town) -> None:
    dataset, plan = city
    other, _ = apply(plan, strokes(plan, 3)[-1])
    session = Session(dataset, plan, before=other, today=plan)
    state = session.do(MODEL)
    assert paid(state.funding_before) != paid(state.funding)
    assert state.funding_before is session.preview(SetCapacity(plan.schools.ids[0], 7)).funding_before
    own, _ = apply(other, SetFundingModel(text_of(preset("flat"))))
    found = Session(dataset, own, before=own, today=plan).state
    assert paid(found.funding_before) == paid(found.funding)


def test_what_a_model_needs_and_the_plan_has_not_is_said(city: Town) -> None:
    state = Session(*city).do(SetFundingModel(text_of(preset("england_nff_2016"))))
    assert state.funding is not None and state.funding.allocation is None
    assert state.funding.problem is not None and state.funding.problem.code == "funding-column-missing"
    assert "{" not in state.funding.problem.sentence


def test_a_text_that_this_version_cannot_read_is_said_and_nothing_breaks(city: Town) -> None:
    state = Session(city[0], replace(city[1], funding="[model]\nid = 1")).state
    assert state.funding is not None and state.funding.allocation is None and state.funding.model is None
    assert state.funding.problem is not None and "line 1" in state.funding.problem.sentence


def test_who_chose_is_told_by_the_plan_in_force_today_not_by_where_a_branch_began(city: Town) -> None:
    dataset, plan = city
    branch = apply(apply(plan, strokes(plan, 4)[-1])[0], MODEL)[0]
    session = Session(dataset, branch, today=plan)
    assert paid(session.state.funding) == anew(session.state, plan)
    assert paid(session.state.funding) != anew(session.state, branch)


def test_nothing_is_counted_twice(city: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    dataset, plan = city
    session = Session(dataset, plan)
    first = session.do(MODEL)
    assert first.funding is not None
    asked: list[Any] = []
    monkeypatch.setattr("piiri.plan_funding.figures.Figures.of", lambda *a: asked.append(a))
    assert first.basis is not None
    assert first.basis.of(first.plan, first.tally) is first.funding
    assert session.annotate(1, "why").funding is first.funding
    assert asked == []


def test_figures_of_who_is_assigned(city: Town) -> None:
    dataset, plan = city
    basis = FundingBasis(dataset, plan, "assigned")
    model = preset("flat")
    found = basis.inputs_of(plan, basis.tally_of(plan), model)
    assert found.pupils.tolist() == found.column("assigned_pupils").tolist()
    assert basis.reference(model) is None
