"""What the lines of receiving schools say."""

from __future__ import annotations

from piiri.publish.network_change import NetworkChange, SchoolChange
from piiri_desktop.panels.change_rows import change_headings, change_line, facts

NAN = float("nan")


def test_a_school_that_is_over_says_so_in_words_sign_and_colour() -> None:
    full = SchoolChange("a", "Asema", (90.0, 120.0), (100.0, 100.0), ((0.1, 0.2),), (500.0, 1500.0))
    name, pupils, places, use, free, group, way = change_line(full, 3, 0).cells
    assert (name.above, name.below, name.warned, name.tone) == ("Asema", "+30, 20 over", True, "bad")
    assert name.said == "Asema, takes in 30 pupils, 20 over"
    assert (pupils.above, pupils.below, pupils.said) == ("120", "90", "120, before 90")
    assert (places.above, places.below) == ("100", ""), "what does not change is said once"
    assert (use.above, use.bar, use.said, use.tone) == ("120\xa0%", (1.2, 0.9), "120\xa0%, before 90\xa0%", "bad")
    assert (free.above, free.below, free.bold) == ("−20", "10", True)
    assert (group.above, group.below) == ("20,0\xa0%", "10,0\xa0%")
    assert (way.above, way.below) == ("1,5\xa0km", "500\xa0m")


def test_what_is_not_known_is_a_point() -> None:
    unknown = SchoolChange("a", "Asema", (5.0, 7.0), (NAN, NAN), ((NAN, NAN),), (NAN, NAN))
    line = change_line(unknown, 3, -1)
    assert len(line.cells) == len(change_headings("")) == 6 and line.about == 3
    _, _, places, use, free, way = line.cells
    assert [cell.above for cell in (places, use, free, way)] == [".", ".", ".", ".."]
    assert use.bar is None and not line.cells[0].warned


def test_the_school_that_ends() -> None:
    ended = NetworkChange("a", "Asema", 1234.0, 7, (500.0, 500.0), (3.0, 12.0), ())
    assert [value for _, value in facts(ended)] == ["1\u202f234 in 7 blocks", "500\xa0m", "3 → 12"]
