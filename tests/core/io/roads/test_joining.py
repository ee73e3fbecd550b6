"""Loose ends joined to what they nearly reach."""

from __future__ import annotations

import numpy as np

from piiri.io.roads.joining import joined_ends

STREET = np.array([[0.0, 0], [10, 0], [20, 0]])


def test_an_end_near_a_bend_goes_to_the_bend() -> None:
    found, count = joined_ends([STREET, np.array([[10.2, 0.3], [10, 9]])])
    assert count == 1
    assert found[1].tolist() == [[10, 0], [10, 9]]
    assert found[0].tolist() == STREET.tolist()


def test_two_ends_on_one_line_come_in_order() -> None:
    paths = [np.array([[17.0, 0.2], [17, 9]]), np.array([[4.0, -0.2], [4, -9]])]
    found, count = joined_ends([STREET, *paths])
    assert count == 2
    assert found[0].tolist() == [[0, 0], [4, 0], [10, 0], [17, 0], [20, 0]]


def test_what_is_further_away_stays_loose() -> None:
    path = np.array([[4.0, 0.6], [4, 9]])
    found, count = joined_ends([STREET, path])
    assert (count, found[1].tolist()) == (0, path.tolist())


def test_ends_that_meet_are_left_alone() -> None:
    lines = [STREET, np.array([[20.0, 0], [30, 0]])]
    found, count = joined_ends(lines)
    assert count == 0
    assert [line.tolist() for line in found] == [line.tolist() for line in lines]


def test_nothing() -> None:
    assert joined_ends([]) == ([], 0)
