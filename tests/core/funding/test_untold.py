"""Sums over hidden cells are marked, follow their school, and are said in the ledger."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from piiri.funding import Inputs, allocate, preset
from piiri.funding.ledger import ledger
from piiri.funding.untold import untold_behind, untold_of
from piiri.funding.words import explained


def schools() -> Inputs:
    made = Inputs.of(["A", "B"], {"pupils": [300, 100], "other": [1, 2]})
    return replace(made, untold={"pupils": np.array([0, 3]), "other": np.array([7, 7])})


def test_only_what_the_model_reads_counts() -> None:
    assert untold_of(preset("flat"), schools()).tolist() == [0, 3]


def test_cells_follow_their_school_into_the_order_of_ids() -> None:
    made = Inputs(
        ("B", "A"),
        ("B", "A"),
        ("pupils",),
        np.array([[1.0], [2.0]]),
        np.zeros((2, 1)),
        untold={"pupils": np.array([5, 0])},
    )
    assert made.ids == ("A", "B") and made.untold["pupils"].tolist() == [0, 5]
    assert made.with_column("n", np.array([1.0, 2.0])).untold["pupils"].tolist() == [0, 5]
    assert "pupils" not in made.with_column("pupils", np.array([1.0, 2.0])).untold, "given anew, it is known"


def test_the_ledger_says_at_least_only_for_that_school() -> None:
    found = allocate(preset("flat"), schools())
    said = {school: [line.text for line in explained(ledger(found, school)) if line.part == "input"] for school in "AB"}
    assert said["A"] == ["Pupils: 300."]
    assert said["B"][0] == "Pupils: at least 100. In 3 cells behind it the number is hidden or was not given."
    assert "not taken for 0" in said["B"][-1]


def test_a_ratio_is_marked_by_its_parts() -> None:
    model = preset("helsinki_pd_like")
    each = next(one for one in model.indicator if one.numerator or one.column)
    column = each.column or next(iter(each.numerator))
    made = replace(Inputs.of(["A"], {"pupils": [300], column: [4]}), untold={column: np.array([2])})
    assert untold_behind(each, made, 0) == 2
