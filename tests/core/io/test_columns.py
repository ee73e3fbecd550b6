"""Texts and numbers as people write them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from piiri.io.columns import flags, grades_of, leave_out, numbers, restore_zeros, texts
from piiri.io.mapping import LayerMapping
from piiri.io.report import Findings, ImportBlocked
from piiri.io.table import Table


def table(values, **spec) -> Table:
    array = values if isinstance(values, np.ndarray) else np.array(values, dtype=object)
    return Table(LayerMapping("pupils", None, "f.csv", **spec), {"c": array}, np.arange(2, len(array) + 2), len(array))


def read(values, *, spec=None, **wanted) -> tuple[list[float], list[str], list[int]]:
    findings = Findings()
    made = table(values, **(spec or {}))
    found = numbers(made, "c", findings, **wanted)
    return found.values.tolist(), [problem.code for problem in findings.problems], made.fate.tolist()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12),
        (" 12 ", 12),
        ("-7", -7),
        ("\u22127", -7),
        ("1\u00a0234", 1234),
        ("1\u202f234\u202f567", 1_234_567),
        ("1 234,5", 1234.5),
        ("3,5", 3.5),
        ("1.234,5", 1234.5),
        ("1,234.5", 1234.5),
        ("1,234,567", 1_234_567),
        ("0,125", 0.125),
        ("25496123,456", 25496123.456),
        ("2.55075382107937E7", 25507538.2107937),
        ("+4", 4),
        (".5", 0.5),
    ],
)
def test_numbers_as_written(text: str, value: float) -> None:
    values, codes, _ = read([text, "1"])
    assert values == [pytest.approx(value), 1] and codes == []


@pytest.mark.parametrize(
    "text", ["abc", "12 34", "1.2.3", "~100", "1e", "--1", "1,2,3", "12 kpl", "nan", "inf", "0x1f"]
)
def test_not_a_number_is_listed_and_rejected(text: str) -> None:
    values, codes, fate = read([text, "1"])
    assert np.isnan(values[0]) and codes == ["not-a-number"] and fate == [2, 0]


def test_one_decimal_sign_for_a_column() -> None:
    assert read(["1,125", "2,5"])[0] == [1.125, 2.5]
    assert read(["1,125", "2.5"], spec={"decimal": "."})[0] == [1125, 2.5]
    assert read(["1,125", "2"], spec={"decimal": ","})[0] == [1.125, 2]


@pytest.mark.parametrize("values", [["1,125", "2"], ["2,5", "1,125,000"]])
def test_ambiguous_column_is_a_question(values: list[str]) -> None:
    with pytest.raises(ImportBlocked) as caught:
        read(values)
    assert caught.value.code == "number-ambiguous" and caught.value.facts["row"] == 2


def test_signs_for_not_known_are_not_numbers() -> None:
    made, findings = table(["..", "-1", "", "7"], missing=("..", "-1")), Findings()
    found = numbers(made, "c", findings, low=0)
    assert found.hidden.tolist() == [True, True, True, False]
    assert np.isnan(found.values[:3]).all() and found.values[3] == 7
    assert findings.problems == []


def test_signs_for_not_known_in_a_column_of_numbers() -> None:
    made = table(np.array([-1.0, np.nan, 99.0, 5.0]), missing=("-1", ".."))
    found = numbers(made, "c", Findings(), low=0)
    assert found.hidden.tolist() == [True, True, False, False]


def test_all_rows_fail() -> None:
    with pytest.raises(ImportBlocked) as caught:
        read(["a", "b"])
    assert caught.value.code == "all-not-a-number" and "“a”" in caught.value.sentence


def test_rejected_rows_give_no_number() -> None:
    values, codes, fate = read(["3", "30", "1.5"], whole=True, low=0, high=9)
    assert values[0] == 3 and np.isnan(values[1:]).all()
    assert sorted(codes) == ["not-whole", "too-large"] and fate == [0, 2, 2]


def test_texts_keep_codes() -> None:
    assert texts(np.array(["091", " 0180 ", None], dtype=object)).tolist() == ["091", "0180", ""]
    assert texts(np.array([91, 2], dtype=np.int64)).tolist() == ["91", "2"]
    assert texts(np.array([60971514031000.0])).tolist() == ["60971514031000"]


def test_flags_in_three_languages() -> None:
    made, findings = table(["1", "Kyllä", "ja", "yes", "x", "0", "ei", "nej", "", None]), Findings()
    assert flags(made, "c", findings).tolist() == [True] * 5 + [False] * 5 and findings.problems == []


def test_flags_by_value() -> None:
    assert flags(table(["so", "fi", "ar"]), "c", Findings(), ("so", "ar")).tolist() == [True, False, True]


@pytest.mark.parametrize(
    ("text", "grades"),
    [
        ("1–6", (1, 2, 3, 4, 5, 6)),
        ("1-6", (1, 2, 3, 4, 5, 6)),
        ("1\u20126", (1, 2, 3, 4, 5, 6)),
        ("1\u22126", (1, 2, 3, 4, 5, 6)),
        ("1\u00a0–\u00a03", (1, 2, 3)),
        ("luokat 7.–9.", (7, 8, 9)),
        ("åk F–3", (0, 1, 2, 3)),
        ("K, 1, 2, 3", (0, 1, 2, 3)),
        ("7, 8 och 9", (7, 8, 9)),
        ("6-1", ()),
        ("2026", ()),
        ("Main Street 5", ()),
        ("", ()),
    ],
)
def test_grades_as_people_write_them(text: str, grades: tuple[int, ...]) -> None:
    assert grades_of(text) == grades


@given(st.integers(0, 9), st.integers(0, 9), st.sampled_from("-–—−‒"), st.sampled_from(["", " ", "\u00a0"]))
def test_every_dash_makes_the_same_span(low: int, high: int, dash: str, space: str) -> None:
    expected = tuple(range(low, high + 1))
    assert grades_of(f"{low}{space}{dash}{space}{high}") == expected


def test_a_percent_sign_counts_only_where_percent_is_meant() -> None:
    assert read(["12,5 %", "7%"], percent=True)[0] == [12.5, 7.0]
    with pytest.raises(ImportBlocked):
        read(["12,5 %", "7%"])


def test_lost_zeros_are_given_back_and_listed() -> None:
    findings = Findings()
    made = table(["91", "180", "0091", "x", ""], digits={"c": 4})
    restore_zeros(made, findings)
    assert made.columns["c"].tolist() == ["0091", "0180", "0091", "x", ""]
    (problem,) = findings.problems
    assert problem.code == "zeros-restored" and problem.facts["n"] == 2 and problem.row == 2


def test_rows_without_are_excluded_and_listed() -> None:
    findings = Findings()
    made = table(["a", "Yhteensä", "b"], without={"c": ("Yhteensä",)})
    leave_out(made, findings)
    assert made.ledger().excluded == 1 and made.ledger().accepted == 2
    assert "“Yhteensä”" in findings.problems[0].sentence and findings.problems[0].row == 3
