"""The label at the pointer: pupils, use and share of the first group, before and now, of those who give and take."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from piiri.edits import AssignFaces, Edit, OpenSchool, SetFundingModel, Together
from piiri.funding import preset
from piiri.funding.texts import text_of
from piiri.i18n import set_language
from piiri.model import Catchments, Dataset, Plan
from piiri.plan_funding import basis
from piiri.session import Session, State
from piiri_desktop.map.moves import corner_tip, gains, pupils_moved, stroke_tip


@pytest.fixture
def session(street: tuple[Dataset, Plan]) -> Session:
    """On the street, where everything can be counted by hand, not in the town."""
    return Session(*street)


def previewed(session: Session, edit: Edit) -> State:
    session.preview(edit)
    return session.state


def test_giver_and_taker_with_use_and_mix(session: Session, to_hakamaki: AssignFaces) -> None:
    """b1 has 30 pupils, 10 of them of the first group. Asema had 50 pupils and 15, Hakamäki 50 + 60 (grades 7–9) and
    5; places are 60 and 100."""
    tip = stroke_tip(previewed(session, to_hakamaki), 0, 1, "Hakamäki")
    assert tip.title == "1 block, 30 pupils → Hakamäki"
    assert tip.heads == ("Use", "Foreign-language")
    assert [(row.name, row.cells) for row in tip.rows] == [
        ("Hakamäki", (("110", "140\xa0%"), ("10", "19\xa0%"))),
        ("Asema", (("83", "33\xa0%"), ("30", "25\xa0%"))),
    ]
    assert tip.spoken.startswith(
        "1 block, 30 pupils → Hakamäki. Hakamäki: Use 110 → 140\xa0%, Foreign-language 10 → 19"
    )


def test_with_a_model_it_names_the_money_of_giver_and_taker(
    session: Session, to_hakamaki: AssignFaces, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A euro a pupil: 50, 110 and 45 before. The money is counted once a step, from the tally."""
    session.do(SetFundingModel(text_of(preset("flat").with_pot(Fraction(205)))))
    allocated = []
    count = basis.allocate
    monkeypatch.setattr(basis, "allocate", lambda *given: allocated.append(1) or count(*given))
    state = previewed(session, to_hakamaki)
    tip = stroke_tip(state, 0, 1, "Hakamäki")
    assert tip.heads == ("Use", "Foreign-language", "Money")
    assert [(row.name, row.cells[-1]) for row in tip.rows] == [
        ("Hakamäki", ("110", "140\xa0€")),
        ("Asema", ("50", "20\xa0€")),
    ]
    assert "Money 50 → 20\xa0€" in tip.spoken
    stroke_tip(state, 0, 1, "Hakamäki")
    assert len(allocated) <= 2, "the kept plan's and the preview's, each once"
    session.commit()
    assert session.state.funding_kept is session.state.funding


def test_a_school_without_places_shows_pupils_and_few_pupils_no_share(session: Session, to_asema: AssignFaces) -> None:
    """b4 has 40 of the 45 pupils of Äijälä, whose places are not known; 5 pupils are left."""
    tip = stroke_tip(previewed(session, to_asema), 0, 1, "Asema")
    assert [(row.name, row.cells[0]) for row in tip.rows] == [
        ("Asema", ("83", "150\xa0%")),
        ("Äijälä, pupils", ("45", "5")),
    ]
    assert tip.rows[1].cells[1] == ("18", "..")


def test_to_nobody_and_back_say_unassigned(session: Session) -> None:
    tip = stroke_tip(previewed(session, AssignFaces("fi-1-6", ("b1",), "")), 0, 1, "Unassigned")
    assert [row.name for row in tip.rows] == ["Asema", "Unassigned, pupils"]
    assert tip.rows[1].cells == (("0", "30"),)
    session.commit()
    tip = stroke_tip(previewed(session, AssignFaces("fi-1-6", ("b1",), "fi-1-6/S1")), 0, 1, "Hakamäki")
    assert tip.title == "1 block, 30 pupils → Hakamäki"
    assert tip.rows[-1].cells == (("30", "0"),)


def test_a_joint_zone_shares_out(street: tuple[Dataset, Plan]) -> None:
    """Hakamäki's zone is served by Hakamäki and Äijälä, half and half: 30 pupils more are 15 more for each."""
    dataset, plan = street
    c = plan.catchments
    joint = Catchments(
        c.ids,
        c.names,
        c.stage,
        np.append(c.server_catchment, 1),
        np.append(c.server_school, 2),
        np.append(np.where(c.server_catchment == 1, 0.5, c.server_share), 0.5),
    )
    session = Session(dataset, replace(plan, catchments=joint))
    state = previewed(session, AssignFaces("fi-1-6", ("b1",), "fi-1-6/S1"))
    tip = stroke_tip(state, 0, 1, "Hakamäki")
    assert pupils_moved(state, 0) == 30
    assert {row.name: row.cells[0] for row in tip.rows} == {
        "Hakamäki": ("85", "100\xa0%"),
        "Äijälä, pupils": ("70", "85"),
        "Asema": ("83", "33\xa0%"),
    }


def test_all_stages_say_so_and_count_everybody(session: Session) -> None:
    state = previewed(session, AssignFaces("fi-7-9", ("b1",), ""))
    assert pupils_moved(state, 0) == 0
    assert stroke_tip(state, -1, 1, "Unassigned").title == "1 block at all stages, 10 pupils → Unassigned"


def test_a_corner_says_the_same(session: Session, to_hakamaki: AssignFaces) -> None:
    tip = corner_tip(previewed(session, to_hakamaki), 0, 12.0)
    assert tip.title == "Corner moved 12 m, 30 pupils"
    assert len(tip.heads) == 2 and len(tip.rows[0].cells) == 2


def test_a_school_that_was_not_there_gains_all_it_has(session: Session) -> None:
    """One stroke that opens a school and gives it b1: thirty pupils, none before; nothing is matched by number."""
    new = OpenSchool("new-1", "Uusi", 1500.0, 500.0, 60, ("fi-1-6",), 2027)
    state = previewed(session, Together((new, AssignFaces("fi-1-6", ("b1",), "fi-1-6/new-1"))))
    tip = stroke_tip(state, 0, 1, "Uusi")
    assert pupils_moved(state, 0) == 30
    assert [row.name for row in tip.rows] == ["Uusi, pupils", "Asema"]
    assert tip.rows[0].cells == (("0", "30"), ("..", "33\xa0%"))
    stages, delta = gains(state)
    assert sorted(zip(stages.tolist(), delta.tolist(), strict=True))[:2] == [(0, -30.0), (0, 0.0)]
    session.commit()
    tip = stroke_tip(previewed(session, AssignFaces("fi-1-6", ("b0",), "fi-1-6/new-1")), 0, 1, "Uusi")
    assert tip.title == "1 block, 20 pupils → Uusi"
    assert tip.rows[0].cells[0] == ("50", "83\xa0%")


@pytest.mark.parametrize(("language", "head"), [("fi", "Täyttöaste"), ("sv", "Beläggning")])
def test_three_languages(session: Session, to_hakamaki: AssignFaces, language: str, head: str) -> None:
    try:
        set_language(language)
        tip = stroke_tip(previewed(session, to_hakamaki), 0, 1, "Hakamäki")
        assert tip.heads[0] == head
        assert "pupil" not in tip.spoken and "block" not in tip.spoken
    finally:
        set_language("en")


def test_without_groups_there_is_one_column(street: tuple[Dataset, Plan], to_hakamaki: AssignFaces) -> None:
    dataset, plan = street
    tip = stroke_tip(previewed(Session(replace(dataset, groups=()), plan), to_hakamaki), 0, 1, "Hakamäki")
    assert tip.heads == ("Use",)
    assert all(len(row.cells) == 1 for row in tip.rows)
