"""Classes are the same on all maps, what differs is marked, and what is over a limit is hatched."""

from __future__ import annotations

import numpy as np
import pytest

from piiri.compare import Comparison
from piiri_desktop.compare.colouring import USE, colour_choices, differing, pictures
from piiri_desktop.map.classes import CATCHMENTS
from piiri_desktop.palette import palette


def test_every_choice_has_one_set_of_limits(comparison: Comparison) -> None:
    for key, _ in colour_choices(comparison):
        made = pictures(comparison, 0, key, palette("light"))
        for each in made[1:]:
            assert each.classes.breaks.tolist() == made[0].classes.breaks.tolist()
            assert each.classes.labels == made[0].classes.labels


def test_blocks_have_the_class_of_their_school(comparison: Comparison) -> None:
    for each in pictures(comparison, 0, USE, palette("light")):
        plan, use = each.counted.plan, each.counted.evaluation.school_use
        for face, catchment in enumerate(plan.catchment_of_face[0].tolist()):
            if catchment < 0:
                assert each.classes.class_of_face[face] == -1
                continue
            (school,) = plan.catchments.schools_of(catchment)
            wanted = sum(use[school] * 100 >= limit for limit in (80, 90, 95)) + (use[school] > 1.0)
            assert each.classes.class_of_face[face] == wanted
            hatched = len(np.unique(each.scene.table[face])) > 1
            assert hatched == (wanted == 4), "over capacity shows without colour"


def test_a_catchment_keeps_its_colour(comparison: Comparison) -> None:
    made = pictures(comparison, 0, CATCHMENTS, palette("light"))
    colours = []
    for each in made:
        row = each.counted.plan.catchment_of_face[0]
        colours.append(
            {
                each.counted.plan.catchments.ids[k]: int(each.classes.class_of_face[row == k][0])
                for k in np.unique(row[row >= 0])
            }
        )
    kept = sum(colours[1][key] == colour for key, colour in colours[0].items() if key in colours[1])
    assert kept >= len(colours[1]) - 1


def test_what_differs_is_marked_on_both_sides(comparison: Comparison) -> None:
    moved, reshaped = differing(comparison, 0)
    tables = [each.plan.catchment_of_face[0] for each in comparison.plans]
    for position in (1, 2):
        assert np.flatnonzero(moved[position]).tolist() == np.flatnonzero(tables[0] != tables[position]).tolist()
    assert (moved[0] == (moved[1] | moved[2])).all()
    assert reshaped[1].any() and not reshaped[2].any()
    assert (reshaped[0] == reshaped[1]).all()
    for each, mask in zip(pictures(comparison, 0, USE, palette("light")), moved, strict=True):
        assert (each.scene.swept == mask).all()


@pytest.mark.parametrize("key", [USE, CATCHMENTS])
def test_all_grades_have_no_colours_of_schools(comparison: Comparison, key: str) -> None:
    for each in pictures(comparison, -1, key, palette("dark")):
        assert (each.classes.class_of_face == -1).all()
        assert (
            each.pupils_of_face.sum() == each.counted.tally.counts[: -2 * 4, 0].sum() or each.pupils_of_face.sum() > 0
        )
