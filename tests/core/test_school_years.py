"""School years by the year in which they begin."""

from __future__ import annotations

from datetime import date

from piiri.school_years import next_school_year, school_year


def test_a_year_is_written_with_the_one_in_which_it_ends() -> None:
    assert [school_year(year) for year in (2009, 2026, 2099)] == ["2009–10", "2026–27", "2099–00"]


def test_the_next_year_begins_in_august() -> None:
    assert next_school_year(date(2026, 1, 1)) == next_school_year(date(2026, 7, 31)) == 2026
    assert next_school_year(date(2026, 8, 1)) == next_school_year(date(2026, 12, 31)) == 2027
    assert next_school_year() in (date.today().year, date.today().year + 1)  # noqa: DTZ011  # as the program takes it
