"""Decisions are values: another answer is another value, and an answer that is not asked for is kept."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from piiri.io.pile import Decisions
from piiri.io.pile.deciding import KeptAnswers
from piiri.io.recognise import Choice, Said

KEYS = st.sampled_from(["a", "b", "c"])


@given(st.lists(st.tuples(KEYS, st.text(min_size=1)), max_size=8))
def test_the_last_answer_holds_and_all_can_be_taken_back(answers: list[tuple[str, str]]) -> None:
    made = Decisions()
    for key, value in answers:
        made = made.answered(key, value)
    assert made.answers == dict(answers)
    for key, _ in answers:
        made = made.answered(key, None)
    assert made == Decisions()


@given(st.dictionaries(KEYS, st.booleans()), st.lists(KEYS, unique=True))
def test_consent_is_that_to_every_repair(repairs: dict[str, bool], asked: list[str]) -> None:
    said = [repairs.get(key) for key in asked]
    wanted = "no" if False in said else "yes" if asked and all(said) else None
    assert Decisions(repairs=repairs).consent(asked) == wanted


def test_repairs_are_accepted_refused_and_opened_again() -> None:
    made = Decisions().with_repairs(["x", "y"], True).with_repairs(["y"], False)
    assert made.repairs == {"x": True, "y": False}
    assert made.with_repairs(["x", "y"], None) == Decisions()


def test_a_role_has_one_column_of_a_layer() -> None:
    made = Decisions().with_column("p", "A", "grade").with_column("p", "B", "grade").with_column("q", "C", "grade")
    assert made.columns == {("p", "B"): "grade", ("q", "C"): "grade"}


def test_an_answer_that_is_no_choice_today_counts_as_not_given_and_comes_back_with_its_choice() -> None:
    asking = KeptAnswers({"k": "old", "other": "o"})
    today, old = Choice("new", Said("New")), Choice("old", Said("Old"))
    assert asking.ask("k", Said("?"), [today]) is None
    assert asking.ask("k", Said("?"), [today], "new") == "new"
    assert asking.ask("k", Said("?"), [today, old]) == "old"
    assert asking.ask("k", Said("?"), [today], free=True) == "old"
    assert asking.ask("other", Said("?")) == "o"
