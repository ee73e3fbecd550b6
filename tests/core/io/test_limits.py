"""Distance limits that come along: each rule to the centimetre, and what a mapping or an answer takes."""

from __future__ import annotations

from pathlib import Path

import pytest

from piiri.errors import InputError
from piiri.io.limits import shipped_limits, usual_limits
from piiri.io.mapping_file import read_mapping

# who, grade, metres, too far?  the municipalities' own words: "at least" 2 km, "over" 3 km
CASES = [
    ("helsinki", 1, 1_999.99, False),
    ("helsinki", 6, 2_000.00, True),
    ("helsinki", 7, 2_999.99, False),
    ("helsinki", 9, 3_000.00, True),
    ("espoo", 2, 3_000.00, False),
    ("espoo", 2, 3_000.01, True),
    ("espoo", 3, 5_000.00, False),
    ("espoo", 9, 5_000.01, True),
    ("vantaa", 1, 3_000.01, True),
    ("vantaa", 3, 3_000.01, False),
    ("finland", 1, 5_000.00, False),
    ("finland", 9, 5_000.01, True),
    ("sweden", 3, 2_000.01, True),
    ("sweden", 4, 2_000.01, False),
    ("sweden", 6, 3_000.01, True),
    ("sweden", 9, 4_000.00, False),
]


@pytest.mark.parametrize(("whose", "grade", "metres", "far"), CASES)
def test_each_rule_to_the_centimetre(whose: str, grade: int, metres: float, far: bool) -> None:
    (limit,) = (each for each in shipped_limits()[whose].limits if grade in each.grades)
    assert (round(metres * 100) >= limit.beyond_from_cm) is far


def test_every_grade_has_one_limit_and_each_says_where_it_is_from() -> None:
    for limits in shipped_limits().values():
        assert sorted(grade for each in limits.limits for grade in each.grades) == list(range(1, 10))
        assert all((limits.name, limits.source, limits.path, limits.address, limits.rule))


def test_in_words() -> None:
    assert shipped_limits()["espoo"].rule == "grades 1–2 over 3 km, grades 3–9 over 5 km"
    assert shipped_limits()["helsinki"].rule.startswith("grades 1–6 at least 2 km")


@pytest.mark.parametrize(("words", "whose"), [("Espoon koulut", "espoo"), ("skolor", "helsinki")])
def test_a_name_speaks_for_limits(words: str, whose: str) -> None:
    assert usual_limits(words) == whose


MAPPING = """
name = "Exampleby"
limits = "{limits}"
[[stages]]
id = "p"
name = "Primary"
grades = [1, 2, 3]
[[layers]]
kind = "catchments"
file = "zones.gpkg"
stage = "p"
columns = {{ school = "school" }}
"""


def test_a_mapping_names_them(tmp_path: Path) -> None:
    path = tmp_path / "town.toml"
    path.write_text(MAPPING.format(limits="espoo"), encoding="utf-8")
    assert read_mapping(path).limits == shipped_limits()["espoo"].limits
    path.write_text(MAPPING.format(limits="espo"), encoding="utf-8")
    with pytest.raises(InputError) as refused:
        read_mapping(path)
    assert "espoo" in refused.value.sentence
