"""Numbers of a model as they are written, read and stepped."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from piiri.funding import preset, preset_names
from piiri.funding.numbers import Adjustable, Measure, numbers_of
from piiri.funding.writing import decimal_text
from piiri_desktop.panels.funding_numbers import read, scale_of, written


@given(st.integers(-(10**12), 10**12), st.integers(0, 4), st.sampled_from(["weight", "money", "share", "number"]))
def test_what_is_written_reads_back_exactly(units: int, decimals: int, measure: Measure) -> None:
    value = Fraction(units, 10**decimals)
    assert Fraction(read(written(value, measure), measure)) == value


@pytest.mark.parametrize(
    ("text", "measure", "said"),
    [
        ("1 000,5", "money", "1000.5"),
        ("85 %", "share", "0.85"),
        ("\u22120,25", "weight", "-0.25"),
        ("much", "weight", "much"),
        ("", "money", ""),
    ],
)
def test_a_person_writes_as_is_customary(text: str, measure: Measure, said: str) -> None:
    assert read(text, measure) == said


@pytest.mark.parametrize("name", preset_names())
def test_a_slider_reaches_every_number_of_every_model(name: str) -> None:
    for each in numbers_of(preset(name)):
        low, step, steps = scale_of(each)
        assert step > 0 and 10 <= steps <= 400, each
        assert low <= each.value <= low + step * steps, each
        decimal_text(low + step)  # can be written exactly


def test_a_weight_goes_by_a_twentieth() -> None:
    low, step, steps = scale_of(Adjustable(("index", "weights", "x"), "Weight", Fraction(1), "weight"))
    assert (low, step, steps) == (0, Fraction(1, 20), 60)
