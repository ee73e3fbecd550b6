"""Money of the plans compared is what each plan's model gives in a session of its own."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from piiri.compare import compare
from piiri.compare.words import figure_text
from piiri.edits import AssignFaces, SetFundingModel, SetFundingNumber
from piiri.funding import preset
from piiri.funding.texts import text_of
from piiri.io.demo import demo_municipality
from piiri.model import Dataset, Plan
from piiri.publish.comparison import comparison_json
from piiri.session import Session, State

NEED = SetFundingModel(text_of(preset("helsinki_pd_like")))
POT = SetFundingNumber(("model", "pot"), "3000000")


@pytest.fixture(scope="module")
def states() -> tuple[Dataset, Plan, list[State]]:
    """Today, the same with another pot, and one with half of the blocks in no catchment as well; all with the model."""
    dataset, today = demo_municipality(pupils=1500, schools=8, faces=120)
    found = []
    stage, row = today.stages[0].id, today.catchment_of_face[0]
    blocks = tuple(today.coverage.face_ids[face] for face in np.flatnonzero(row >= 0)[::2])
    for more in ((), (POT,), (POT, AssignFaces(stage, blocks, ""))):
        session = Session(dataset, today)
        for edit in (NEED, *more):
            session.do(edit)
        found.append(session.state)
    return dataset, today, found


def test_totals_moved_and_schools_are_those_of_sessions(states: tuple[Dataset, Plan, list[State]]) -> None:
    dataset, today, kept = states
    found = compare(dataset, [state.plan for state in kept], today=today)
    schools = list(found.schools)
    right = []
    for position, state in enumerate(kept):
        assert state.funding is not None and state.funding.allocation is not None
        amounts = state.funding.allocation.by_school()
        right.append(amounts)
        assert found.totals.of("money")[position, -1] == pytest.approx(float(sum(amounts.values())))
        shown = found.school_figures.of("money")[position, -1]
        for row, school in enumerate(schools):
            wanted = float(amounts[school]) if school in amounts else np.nan
            assert shown[row] == pytest.approx(wanted, nan_ok=True)
        gains = [max(Fraction(0), amounts.get(key, Fraction(0)) - right[0].get(key, Fraction(0))) for key in schools]
        assert found.totals.of("money_moved")[position, -1] == pytest.approx(float(sum(gains)))
    assert right[1] != right[2], "the border moves money as well"
    assert found.totals.of("money")[:, -1].tolist() == pytest.approx([2_500_000, 3_000_000, 3_000_000])
    assert np.isnan(found.totals.of("money")[:, :-1]).all(), "money counts all stages"
    kind = found.totals.kinds[found.totals.index("money")]
    assert figure_text(kind, 2_500_000.0) == "2\u202f500\u202f000\u00a0€"


def test_json_is_to_the_cent(states: tuple[Dataset, Plan, list[State]]) -> None:
    dataset, today, kept = states
    data = comparison_json(compare(dataset, [kept[0].plan, kept[1].plan], today=today))
    one, other = (plan["money"] for plan in data["plans"])
    assert one["currency"] == "EUR" and one["total"] == "2500000" and other["total"] == "3000000"
    assert sum(Fraction(each) for each in other["schools"].values()) == 3_000_000
    (difference,) = data["differences"]
    assert difference["totals"]["money"] == 500_000.0
    for row in difference["schools"]:
        if row["money"] is not None:
            wanted = Fraction(other["schools"][row["id"]]) - Fraction(one["schools"][row["id"]])
            assert row["money"] == float(round(wanted, 2))


def test_a_plan_without_a_model_is_counted_by_that_of_the_other(states: tuple[Dataset, Plan, list[State]]) -> None:
    dataset, today, kept = states
    found = compare(dataset, [today, kept[0].plan], today=today)
    assert found.totals.of("money_moved")[:, -1].tolist() == [0.0, 0.0]


def test_without_any_model_there_is_no_figure_of_money(states: tuple[Dataset, Plan, list[State]]) -> None:
    dataset, today, _ = states
    found = compare(dataset, [today, today])
    assert not found.money.known and "money" not in [kind.key for kind in found.totals.kinds]
    assert "money" not in comparison_json(found)["plans"][0]
