"""A plan's figures as inputs, and how a border moves money: at once, exactly as if all were counted anew."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from shared.hidden import hidden_rows, with_hidden

from piiri.countable import Countable
from piiri.edits import AssignFaces, CloseSchool, apply
from piiri.evaluate import evaluate
from piiri.funding import Inputs, allocate, preset, reference_of
from piiri.io.demo import demo_municipality
from piiri.model import Dataset, Plan
from piiri.plan_funding.borders import border_effect
from piiri.plan_funding.choices import Choices
from piiri.plan_funding.figures import joined, plan_inputs
from piiri.tally import Tally, retally, tally_everything

City = tuple[Dataset, Plan, Countable, Choices, Tally]


@pytest.fixture(scope="module")
def city() -> City:
    dataset, plan = demo_municipality(pupils=4000, schools=12, faces=200)
    countable = Countable(dataset, plan)
    return dataset, plan, countable, Choices.of(countable), tally_everything(countable, plan)


def inputs_of(city: City, plan: Plan | None = None, tally: Tally | None = None) -> Inputs:
    dataset, start, _, choices, first = city
    return plan_inputs(dataset, plan or start, tally or first, choices)


def moved(city: City) -> tuple[Plan, Tally]:
    """Blocks of one school's area given to another's."""
    _, plan, countable, _, tally = city
    stage = 0
    first, second = np.flatnonzero(plan.catchments.stage == stage)[:2]
    faces = np.flatnonzero(plan.catchment_of_face[stage] == first)[:6]
    ids = tuple(plan.coverage.topology.face_ids[face] for face in faces)
    after, change = apply(plan, AssignFaces(plan.stages[stage].id, ids, plan.catchments.ids[second]))
    return after, retally(countable, tally, plan, after, change)


def test_figures_are_those_of_the_evaluation(city: City) -> None:
    dataset, plan, _, choices, tally = city
    figures = evaluate(dataset, plan, tally)
    found = plan_inputs(dataset, plan, tally, choices, count="assigned")
    for row, school in enumerate(found.ids):
        at = plan.schools.index(school)
        assert found.pupils[row] == pytest.approx(figures.school_pupils[at])
        mine = figures.table.school == at
        group = figures.table.column("foreign_language")[mine].sum()
        assert found.column("foreign_language")[row] == pytest.approx(group)
        residents = figures.table.column("statistics.adults_no_degree")[mine].sum()
        assert found.column("adults_no_degree")[row] == pytest.approx(residents)
    assert found.text("language", "test")[0] in ("fi", "sv")
    assert found.source("adults_no_degree").name == "Adults with no degree"


def test_a_border_moves_residents_at_once_and_leaves_other_schools_alone(city: City) -> None:
    model = preset("helsinki_pd_like")
    before = inputs_of(city)
    after = inputs_of(city, *moved(city))
    differ = {key for key, same in zip(after.ids, (after.column("adults") == before.column("adults")), strict=True)
              if not same}  # fmt: skip
    assert len(differ) == 2
    effect = border_effect(model, before, after, reference_of(model, before), (10, 14))
    untouched = [row for row, key in enumerate(after.ids) if key not in differ
                 and before.pupils[row] == after.pupils[row]]  # fmt: skip
    assert untouched and (effect.by_border[untouched] == 0).all()
    assert (effect.by_reference[:, 0] != 0).all()
    assert effect.transport == 4 * 1600.0
    assert effect.frozen_difference.moved > 0
    assert int(effect.frozen_difference.difference.sum()) == 0  # both are the whole pot
    assert int(effect.live_difference.difference.sum()) == 0


def test_live_inputs_equal_those_counted_anew(city: City) -> None:
    dataset, _, countable, choices, _ = city
    after, tally = moved(city)
    live, anew = (plan_inputs(dataset, after, t, choices) for t in (tally, tally_everything(countable, after)))
    assert np.array_equal(live.values, anew.values, equal_nan=True)
    model = preset("helsinki_pd_like")
    assert allocate(model, live).amounts == allocate(model, anew).amounts


def test_a_closed_school_gets_nothing_and_is_not_there(city: City) -> None:
    dataset, plan, countable, choices, tally = city
    school = plan.schools.ids[2]
    c = plan.catchments
    edits = []
    for catchment in c.server_catchment[c.server_school == 2].tolist():
        stage = int(c.stage[catchment])
        other = next(k for k in np.flatnonzero(c.stage == stage).tolist() if 2 not in c.schools_of(k))
        faces = np.flatnonzero(plan.catchment_of_face[stage] == catchment)
        ids = tuple(plan.coverage.topology.face_ids[face] for face in faces)
        edits.append(AssignFaces(plan.stages[stage].id, ids, c.ids[other]))
    after, change = apply(plan, CloseSchool(school, 2028, tuple(edits)))
    found = plan_inputs(dataset, after, retally(countable, tally, plan, after, change), choices)
    assert school in inputs_of(city).ids and school not in found.ids


def test_figures_beside_are_matched_by_id(city: City) -> None:
    before = inputs_of(city)
    beside = Inputs.of(
        [before.ids[1], "elsewhere"], {"pupils": [1, 1], "last_amount": [500.0, 1.0]}, texts={"sector": ("m", "i")}
    )
    found = joined(before, beside)
    assert found.column("last_amount")[1] == 500.0
    assert np.isnan(found.column("last_amount")[0])
    assert found.pupils.tolist() == before.pupils.tolist()
    assert found.texts["sector"][:3] == ("", "m", "")


def test_money_does_not_depend_on_which_plan_is_looked_at_first(city: City) -> None:
    model = replace(preset("flat"), balance=preset("helsinki_pd_like").balance).with_pot(Fraction(1000))
    after, tally = moved(city)
    assert sum(allocate(model, inputs_of(city, after, tally)).by_school().values()) == 1000


def test_sums_over_hidden_cells_say_over_how_many(city: City) -> None:
    dataset, plan, *_ = city
    assert inputs_of(city).untold == {}
    hide = hidden_rows(dataset)
    known = with_hidden(dataset)
    countable = Countable(known, plan)
    tally = tally_everything(countable, plan)
    found = plan_inputs(known, plan, tally, Choices.of(countable))
    attended = dataset.pupils.attends[hide]
    assert (attended >= 0).any()
    for row, school in enumerate(found.ids):
        cells = int(found.untold["pupils"][row])
        assert cells >= int((attended == plan.schools.index(school)).sum()) and isinstance(cells, int)
    assigned = plan_inputs(known, plan, tally, Choices.of(countable), count="assigned")
    hidden = evaluate(known, plan, tally)
    for row, school in enumerate(assigned.ids):
        mine = hidden.table.school == plan.schools.index(school)
        wanted = np.ceil(hidden.table.column("pupils_hidden")[mine].sum())
        assert assigned.untold["pupils"][row] == assigned.untold["assigned_pupils"][row] == wanted
    assert {"pupils", "assigned_pupils", "foreign_language"} <= set(assigned.untold)
    assert joined(assigned, Inputs.of(assigned.ids, {"more": [1.0] * len(assigned)})).untold is assigned.untold
