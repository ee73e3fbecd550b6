"""Where layers fall on the small map, against coordinates computed by hand."""

from __future__ import annotations

import numpy as np
from shared.city_files import CATCHMENTS, OUTSIDE, PUPILS, RESIDENTS, SCHOOLS

from piiri.io.pile import Decisions, Opened, Standing, stand
from piiri.io.pile.places import MOST_POINTS


def place(standing: Standing, key: str):
    return next((each for each in standing.places if each.key == key), None)


def test_distances_are_those_of_the_town(standing: Standing, opened: Opened) -> None:
    seen, schools = opened.of(SCHOOLS), place(standing, SCHOOLS)
    assert seen is not None and schools is not None
    xy = seen.xy()
    xy = xy[np.isfinite(xy).all(axis=1)]
    true = np.linalg.norm(xy[:, None] - xy[None], axis=2)
    shown = np.linalg.norm(schools.points[:, None] - schools.points[None], axis=2)
    assert np.allclose(true, shown, rtol=0.01, atol=1.0)


def test_layers_in_degrees_and_in_metres_lie_over_one_another(standing: Standing) -> None:
    areas, cells = place(standing, CATCHMENTS), place(standing, RESIDENTS)
    assert areas is not None and cells is not None
    west, south = np.vstack(areas.rings).min(axis=0)
    low = np.vstack(cells.rings).min(axis=0)
    assert np.abs(low - (west, south)).max() < 700  # a cell of 500 m begins before the area does
    assert not len(areas.far) and not len(cells.far)


def test_what_lies_far_off_is_told(standing: Standing) -> None:
    pupils = place(standing, PUPILS)
    assert pupils is not None and len(pupils.far) == OUTSIDE and len(pupils.points) <= MOST_POINTS


def test_protected_pupils_are_never_among_the_points(standing: Standing, opened: Opened) -> None:
    seen, pupils = opened.of(PUPILS), place(standing, PUPILS)
    assert seen is not None and pupils is not None
    banned = int((seen.values("turvakielto").said == "kyllä").sum())
    assert banned and len(pupils.points) == len(seen.xy()) - banned


def test_pupils_are_not_shown_before_it_is_known_who_is_protected(opened: Opened) -> None:
    seen = opened.of(PUPILS)
    assert seen is not None
    table = seen.table
    column = table.columns.pop("turvakielto")
    try:
        open_question = stand(opened, Decisions())
        assert any(each.key == f"protected:{PUPILS}" and each.open for each in open_question.proposal.questions)
        assert place(open_question, PUPILS) is None
    finally:
        table.columns["turvakielto"] = column


def test_nothing_is_drawn_of_a_file_that_is_left_out(opened: Opened) -> None:
    left = stand(opened, Decisions().answered(f"kind:{RESIDENTS}", "leave-out"))
    assert place(left, RESIDENTS) is None and place(left, CATCHMENTS) is not None
