"""What was observed is validated once, and later files replace the same years."""

from __future__ import annotations

import numpy as np
import pytest

from piiri.model.observations import ABSENT, NUMBER, SUPPRESSED, Observations, SeriesBreak


def made(*rows: tuple[str, str, int, float, int, int], breaks: tuple[SeriesBreak, ...] = ()) -> Observations:
    indicator, school, year, value, state, base = zip(*rows, strict=True)
    numbers = (np.array(each, dtype=np.float64) for each in (year, value, state, base))
    return Observations(indicator, school, *numbers, breaks)


def test_later_rows_stand_and_nothing_else_is_lost() -> None:
    one = made(("s2", "A", 2023, 0.2, NUMBER, 90), ("s2", "A", 2024, np.nan, SUPPRESSED, -1))
    two = made(
        ("s2", "A", 2024, 0.3, NUMBER, 80),
        ("s2", "B", 2024, np.nan, ABSENT, -1),
        breaks=(SeriesBreak("s2", 2024, "x"),),
    )
    both = one.with_more(two)
    assert list(zip(both.school, both.year.tolist(), both.state.tolist(), strict=True)) == [
        ("A", 2023, NUMBER),
        ("A", 2024, NUMBER),
        ("B", 2024, ABSENT),
    ]
    assert both.value[1] == 0.3 and both.breaks == two.breaks and both.indicators == ("s2",)
    assert len(Observations().with_more(Observations())) == 0


@pytest.mark.parametrize(
    "rows",
    [
        [("s2", "A", 2023, 0.2, NUMBER, 90), ("s2", "A", 2023, 0.3, NUMBER, 90)],
        [("s2", "A", 2023, 0.2, SUPPRESSED, 90)],
        [("s2", "A", 2023, np.nan, NUMBER, 90)],
    ],
)
def test_what_contradicts_itself_is_refused(rows: list[tuple[str, str, int, float, int, int]]) -> None:
    with pytest.raises(ValueError):
        made(*rows)
