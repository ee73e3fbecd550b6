"""A city's own indicators in TOML, computed over a plan's schools, and mistakes named by line."""

from __future__ import annotations

import numpy as np
import pytest

from piiri.countable import Columns, Countable
from piiri.errors import InputError
from piiri.evaluate import evaluate
from piiri.indicators.own import read_own_indicators, usable_columns
from piiri.model import Dataset, Plan
from piiri.tally import tally_everything

NEED = """
[[indicator]]
key = "need"
name = "Either of two"
formula = "(foreign_language + support_need) / pupils"
unit = "share"
base = "pupils"
minimum_base = 300
source = "register"
"""


def test_a_formula_is_computed_for_every_school(town: tuple[Dataset, Plan]) -> None:
    dataset, plan = town
    tally = tally_everything(Countable(dataset, plan), plan)
    table = evaluate(dataset, plan, tally).table
    (own,) = read_own_indicators(NEED, usable_columns(tally.columns))
    values, small = own.compute(table.column)
    pupils = table.column("pupils")
    assert np.allclose(values, (table.column("foreign_language") + table.column("support_need")) / pupils)
    assert small.tolist() == (pupils < 300).tolist() and 0 < small.sum() < len(small)
    (constant,) = read_own_indicators(
        '[[indicator]]\nkey = "k"\nname = "K"\nformula = "2"\nbase = "pupils"', {"pupils"}
    )
    assert constant.compute(table.column)[0].shape == pupils.shape


def test_columns_of_distance_bins_are_not_offered(town: tuple[Dataset, Plan]) -> None:
    names = usable_columns(Columns(town[0]))
    assert {"pupils", "grade_1", "beyond", "statistics.adults"} <= names
    assert not any(name.startswith("bin_") for name in names)


@pytest.mark.parametrize(
    ("text", "code", "says"),
    [
        ("[[indicator]\n", "indicators-syntax", "line 1"),
        (NEED.replace("unit", "units"), "indicator-key-unknown", "line 6: there is no key “units”"),
        (NEED.replace('"share"', '"percent"'), "indicator-value", "line 6"),
        (NEED.replace("300", "true"), "indicator-value", "line 8"),
        (NEED.replace("300", "-1"), "indicator-value", "line 8"),
        (NEED.replace('base = "pupils"', 'base = "puplis"'), "indicator-value", "line 7"),
        (NEED.replace('name = "Either of two"\n', ""), "indicator-key-missing", "line 2: the key “name”"),
        (NEED + NEED, "indicator-twice", "line 12"),
        (NEED.replace('"need"', '"pupils"'), "indicator-twice", "line 3"),
        (NEED.replace("support_need)", "suport_need)"), "formula-unknown-column", "line 5"),
        ("indicators = 3\n", "indicator-key-unknown", "[[indicator]]"),
        ("indicator = 3\n", "indicator-key-unknown", "[[indicator]]"),
    ],
)
def test_mistakes_are_named_by_line_with_a_mend(text: str, code: str, says: str) -> None:
    with pytest.raises(InputError) as refused:
        read_own_indicators(text, {"pupils", "foreign_language", "support_need"}, "own.toml")
    assert refused.value.code == code and says in str(refused.value) and refused.value.how
