"""A corner more, or one less."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from piiri.errors import EditRejected
from piiri.model import Coverage
from piiri.model.arrays import to_cm
from piiri.reshaping import with_corner, without_corner

Blocks = Callable[..., Coverage]
L_SHAPE = ("POLYGON((0 0,10 0,10 10,0 10,0 0))", "POLYGON((10 0,20 0,20 10,10 10,10 0))")
BENT = ("POLYGON((0 0,10 0,12 5,10 10,0 10,0 0))", "POLYGON((10 0,20 0,20 10,10 10,12 5,10 0))")


def corner_at(coverage: Coverage, x: float, y: float) -> int:
    return int(np.flatnonzero((to_cm(coverage.vertices) == to_cm((x, y))).all(axis=1))[0])


def code(act: Callable[..., Any], *args: Any) -> str:
    with pytest.raises(EditRejected) as caught:
        act(*args)
    assert caught.value.how and "{" not in caught.value.sentence
    return caught.value.code


@pytest.mark.parametrize(("x", "y", "areas"), [(12, 5, [110, 90]), (10, 5, [100, 100]), (9.999, 5, [100, 100])])
def test_a_corner_on_the_border_or_beside_it(blocks: Blocks, x: float, y: float, areas: list[float]) -> None:
    before = blocks(*L_SHAPE)
    after = with_corner(before, corner_at(before, 10, 0), corner_at(before, 10, 10), x, y)
    assert after.problems() == []
    assert (
        len(after.vertices) == len(before.vertices) + 1 and len(after.topology.edges) == len(before.topology.edges) + 1
    )
    assert after.areas_m2 == pytest.approx(areas)
    assert after.vertices[-1].tolist() == [round(x, 2), y]
    again = without_corner(after, len(before.vertices))
    assert again.shape_of_face.tolist() == before.shape_of_face.tolist()


def test_on_the_outline(blocks: Blocks) -> None:
    before = blocks(*L_SHAPE)
    after = with_corner(before, corner_at(before, 0, 0), corner_at(before, 0, 10), -3, 5)
    assert after.problems() == [] and after.areas_m2.tolist() == pytest.approx([115, 100])


def test_where_no_corner_may_be_put(blocks: Blocks) -> None:
    square = blocks(*L_SHAPE)
    start, end, far = (corner_at(square, *at) for at in ((10, 0), (10, 10), (0, 0)))
    assert code(with_corner, square, start, far + 99, 1.0, 1.0) == "unknown-edge"
    assert code(with_corner, square, far, end, 5.0, 5.0) == "unknown-edge"
    assert code(with_corner, square, start, start, 5.0, 5.0) == "unknown-edge"
    assert code(with_corner, square, -1, end, 5.0, 5.0) == "unknown-edge"
    assert code(with_corner, square, start, end, np.inf, 1.0) == "not-a-place"
    assert code(with_corner, square, start, end, 20.0, 10.0) == "corner-on-corner"
    assert code(with_corner, square, start, end, 25.0, 5.0) == "too-tight"  # beyond the outline
    assert code(with_corner, square, start, end, -5.0, 5.0) == "too-tight"
    # another block stands between the border and the place
    apart = blocks("POLYGON((0 0,10 0,10 10,0 10,0 0))", "POLYGON((12 4.5,13 4.5,13 5.5,12 5.5,12 4.5))")
    assert code(with_corner, apart, corner_at(apart, 10, 0), corner_at(apart, 10, 10), 20.0, 5.0) == "too-tight"


def test_where_none_may_be_taken_away(blocks: Blocks) -> None:
    bent = blocks(*BENT)
    assert code(without_corner, bent, 99) == "unknown-corner"
    assert code(without_corner, bent, -1) == "unknown-corner"
    assert code(without_corner, bent, corner_at(bent, 10, 0)) == "junction"
    triangle = blocks("POLYGON((0 0,10 0,5 9,0 0))", "POLYGON((0 0,5 -9,10 0,0 0))")
    assert code(without_corner, triangle, corner_at(triangle, 5, 9)) == "last-corners"
    # without the corner at (5, 5) the border would run round the block in the bay
    bay = blocks("POLYGON((0 0,10 0,5 5,10 10,0 10,0 0))", "POLYGON((7 5,9 5.5,9 4.5,7 5))")
    assert code(without_corner, bay, corner_at(bay, 5, 5)) == "too-tight"


@given(st.integers(0, 10**6))
def test_any_corner_put_in_and_taken_away(grid: Coverage, seed: int) -> None:
    rng = np.random.default_rng(seed)
    start, end = grid.topology.edges[rng.integers(len(grid.topology.edges))].tolist()
    x, y = grid.vertices[[start, end]].mean(axis=0) + rng.normal(0, 25, 2)
    try:
        after = with_corner(grid, start, end, float(x), float(y))
    except EditRejected as refusal:
        event(refusal.code)
        return
    assert after.problems() == []
    assert after.face_ids == grid.face_ids
    back = without_corner(after, len(grid.vertices))
    assert np.array_equal(back.shape_of_face, grid.shape_of_face)


def test_a_refusal_is_never_needless(grid: Coverage) -> None:
    """Whatever is refused as too tight would have broken the coverage, by the slow oracle."""
    from piiri.reshaping import corners

    rng = np.random.default_rng(3)
    refused = 0
    for _ in range(400):
        start, end = grid.topology.edges[rng.integers(len(grid.topology.edges))].tolist()
        x, y = grid.vertices[[start, end]].mean(axis=0) + rng.normal(0, 60, 2)
        try:
            with_corner(grid, start, end, float(x), float(y))
        except EditRejected as refusal:
            if refusal.code != "too-tight":
                continue
            refused += 1
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(corners, "clash", lambda *_: False)
                patch.setattr(corners, "in_triangle", lambda *_: np.array([False]))
                assert with_corner(grid, start, end, float(x), float(y)).problems(), (start, end, x, y)
    assert refused > 50
