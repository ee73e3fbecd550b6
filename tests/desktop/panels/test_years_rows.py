"""Rows of the views of years: kinds of cells apart, the municipality first, expected beside observed."""

from __future__ import annotations

import numpy as np

from piiri.expected import StayRules, attendance
from piiri.i18n import number
from piiri.model import Dataset, Plan
from piiri.model.observations import ABSENT, NUMBER, SUPPRESSED, Observations, SeriesBreak
from piiri.years import follow_up
from piiri_desktop.panels.years_rows import breaks_in_words, follow_lines, follow_rows, observed_rows, pupils_among


def seen() -> Observations:
    return Observations(
        ("s2",) * 5 + ("oppilaat",) * 3,
        ("S0", "S0", "S0", "S1", "S1", "S0", "S0", "S1"),
        np.array([2023, 2024, 2025, 2024, 2025, 2026, 2027, 2026]),
        np.array([0.1, 0.2, 0.3, np.nan, np.nan, 60.0, 66.0, np.nan]),
        np.array([NUMBER, NUMBER, NUMBER, SUPPRESSED, ABSENT, NUMBER, NUMBER, SUPPRESSED]),
        np.array([50, 5, 50, -1, -1, -1, -1, -1]),
        (SeriesBreak("s2", 2024, "uusi laki"),),
    )


def test_number_hidden_missing_and_small_stay_apart(street: tuple[Dataset, Plan]) -> None:
    heads, rows = observed_rows(seen(), "s2", street[0].schools)
    assert heads == ("School", "3-year mean", "2023", "│ 2024", "2025")
    assert rows[0].whole and rows[0].cells[0] == "All schools"
    asema, hakamaki = rows[1:]
    assert asema.cells == ("Asema", "–", "0,100", "0,200*", "0,300"), "the mean does not cross the break"
    assert hakamaki.cells == ("Hakamäki", "–", "–", "..", "–")
    assert "2024: 0,200, few pupils behind it" in asema.said and "2024: hidden; 2025: not told" in hakamaki.said
    assert breaks_in_words(seen(), "s2") == "│ from 2024: uusi laki"
    assert breaks_in_words(seen(), "oppilaat") == ""


def test_the_pupils_are_found_by_name_or_by_size() -> None:
    assert pupils_among(seen()) == "oppilaat"
    assert pupils_among(Observations()) == ""
    one = Observations(("n",), ("A",), np.array([2026]), np.array([55.0]), np.array([NUMBER]), np.array([-1]))
    assert pupils_among(one) == "n"
    small = Observations(("q",), ("A",), np.array([2026]), np.array([0.9]), np.array([NUMBER]), np.array([-1]))
    assert pupils_among(small) == ""


def test_expected_stands_beside_observed(street: tuple[Dataset, Plan]) -> None:
    dataset, plan = street
    expected = attendance(dataset, plan, plan, StayRules(0, True, 2026), years=2)
    found = follow_up(expected, plan.schools.ids, seen(), "oppilaat")
    heads, rows = follow_rows(found, plan.schools.names)
    assert heads == ("School", "26–27 expected", "observed", "±", "27–28 expected", "observed", "±")
    asema = next(row for row in rows if row.school == 0)
    first = float(found.expected[0, 0])
    assert asema.cells[1:4] == (number(first), "60", number(60 - first, sign=True))
    hakamaki = next(row for row in rows if row.school == 1)
    assert hakamaki.cells[2:4] == ("..", "."), "what is hidden has no difference"
    assert rows[0].cells[2] == "60" and rows[0].whole, "only schools told of are summed"
    assert all(row.school != 2 for row in rows)
    observed, dashed = follow_lines(found, plan.schools.names, 0)
    assert observed.series.value.tolist() == [60.0, 66.0] and dashed.dashed
    assert dashed.series.value.tolist() == found.expected[:, 0].tolist()
