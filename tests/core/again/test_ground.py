"""Blocks followed from one year to the next."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
import shapely

from piiri.again.ground import ground_of
from piiri.model.overlay import overlay


def coverage(**boxes: tuple[float, float, float, float]):
    shapes = np.array([shapely.box(*box) for box in boxes.values()], dtype=object)
    return overlay([shapes], blocks=0, block_ids=list(boxes)).coverage


OLD = {"a": (0, 0, 100, 100), "b": (100, 0, 200, 100)}


def test_the_same_blocks_are_the_same() -> None:
    ground = ground_of(coverage(**OLD), coverage(**OLD))
    assert ground.new_of_old == {"a": ("a",), "b": ("b",)} and ground.reshaped == ()


@pytest.mark.parametrize(
    ("new", "followers", "reshaped"),
    [
        # divided: both halves continue it
        (
            {"a1": (0, 0, 50, 100), "a2": (50, 0, 100, 100), "b": (100, 0, 200, 100)},
            {"a": ("a1", "a2"), "b": ("b",)},
            (),
        ),
        # joined: the whole continues the larger part, the smaller one's id has no follower
        ({"ab": (0, 0, 200, 100)}, {"a": ("ab",), "b": ()}, ()),
        # the border moved: ids hold
        ({"a": (0, 0, 120, 100), "b": (120, 0, 200, 100)}, {"a": ("a",), "b": ("b",)}, ("a", "b")),
        # numbered anew: the ground counts, not the id
        ({"b": (0, 0, 100, 100), "a": (100, 0, 200, 100)}, {"a": ("b",), "b": ("a",)}, ("a", "b")),
        # gone, and one that was not there before
        ({"a": (0, 0, 100, 100), "c": (500, 0, 600, 100)}, {"a": ("a",), "b": ()}, ()),
    ],
)
def test_blocks_are_followed(new, followers, reshaped) -> None:
    ground = ground_of(coverage(**OLD), coverage(**new))
    if followers["b"] == () and "ab" in new:
        assert sorted(map(len, ground.new_of_old.values())) == [0, 1]
    else:
        assert {key: tuple(sorted(each)) for key, each in ground.new_of_old.items()} == followers
    assert tuple(sorted(ground.reshaped)) == reshaped


def test_the_slow_way_agrees() -> None:
    """Every pair of blocks measured, one by one."""
    rng = np.random.default_rng(7)
    cuts = [np.unique(np.round(np.append(rng.uniform(0, 900, 6), (0, 1000)))) for _ in range(2)]
    old, new = (
        coverage(**{f"{name}{n}": (lo, 0, hi, 100) for n, (lo, hi) in enumerate(pairwise(cut))})
        for name, cut in zip("xy", cuts, strict=True)
    )
    ground = ground_of(old, new)
    for n, shape in enumerate(new.polygons()):
        shared = [shape.intersection(each).area for each in old.polygons()]
        assert shared[ground.old_of_new[n]] == pytest.approx(max(shared))
