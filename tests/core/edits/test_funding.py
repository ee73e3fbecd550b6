"""Edits of the money: refused with the model's own sentence, described also where they do not fit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from piiri.edits import (
    Edit,
    SetFundingModel,
    SetFundingNumber,
    SetSchoolFigures,
    Together,
    apply,
    describe,
    edits_between,
)
from piiri.errors import EditRejected
from piiri.funding import preset
from piiri.funding.texts import text_of
from piiri.i18n import set_language
from piiri.model import Plan

MODEL = SetFundingModel(text_of(preset("helsinki_pd_like")))


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    yield
    set_language("en")


@pytest.mark.parametrize(
    ("edit", "code", "said"),
    [
        (SetFundingModel("[model"), "model-syntax", "line 1"),
        (
            SetFundingModel('[model]\nid = "a"\nyear = 2026\nyears = 3\n[[component]]\nid = "b"'),
            "model-key-unknown",
            "Did you mean “year”?",
        ),
        (SetFundingNumber(("model", "pot"), "1"), "no-funding-model", "Choose a model first."),
        (SetSchoolFigures("school;last\nS1;5"), "table-column-missing", "no column “id”"),
        (SetSchoolFigures("id;last_amount\nS1;many"), "table-row", "row 2: “many” in “last_amount” is not a number"),
        (SetSchoolFigures("id;last_amount\nS1;1\nS1;2"), "table-row", "row 3: its id stands in another row too"),
        (Together((MODEL, SetFundingNumber(("model", "pot"), "-1"))), "funding-number", "must not be below 0"),
    ],
)
@pytest.mark.parametrize("language", ["en", "fi", "sv"])
def test_what_is_refused_and_why(town: Any, edit: Edit, code: str, said: str, language: str) -> None:
    plan = town[1]
    first = plan.fingerprint
    set_language(language)
    with pytest.raises(EditRejected) as caught:
        apply(plan, edit)
    assert caught.value.code == code and caught.value.how and "{" not in caught.value.sentence
    assert (said in caught.value.sentence) == (language == "en" or (said == "line 1" and language == "en"))
    assert plan.fingerprint == first


def test_an_edit_that_does_not_fit_is_described_all_the_same(town: Any) -> None:
    plan: Plan = town[1]
    assert describe(SetFundingModel("[model"), plan) == "Another funding model"
    number = SetFundingNumber(("model", "pot"), "5")
    assert describe(number, plan) == "Funding: model.pot set to 5"
    assert describe(number, apply(plan, MODEL)[0]).replace("\u202f", " ") == "Pot: 2 500 000 → 5"


def test_a_plan_without_a_model_keeps_the_fingerprint_it_had(town: Any) -> None:
    plan: Plan = town[1]
    there = apply(plan, MODEL)[0]
    assert there.fingerprint != plan.fingerprint
    assert apply(there, SetFundingModel(""))[0].fingerprint == plan.fingerprint


def test_another_plan_is_reached_with_its_money(town: Any) -> None:
    plan: Plan = town[1]
    there = apply(apply(plan, MODEL)[0], SetSchoolFigures("id;last_amount\nS1;5\n"))[0]
    for start, end in ((plan, there), (there, plan)):
        here = start
        for edit in edits_between(start, end):
            here = apply(here, edit)[0]
        assert here.fingerprint == end.fingerprint


def test_the_same_number_written_otherwise_changes_nothing(town: Any) -> None:
    plan = apply(town[1], MODEL)[0]
    again, change = apply(plan, SetFundingNumber(("index", "weights", "net_attraction"), "1.00"))
    assert again is plan and change.empty
