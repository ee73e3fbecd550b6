"""D, Gini and Atkinson: goldens, definitions written out, and what an index of evenness must do."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from piiri.segregation import (
    atkinson,
    dissimilarity,
    gini,
    isolation,
    two_group_information,
    variance_ratio,
)

tables = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=2, max_size=9)
EVENNESS = (dissimilarity, gini, atkinson, variance_ratio, two_group_information)


def sides(rows: list[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray]:
    focal, rest = np.array(rows).T
    assume(focal.sum() > 0 and rest.sum() > 0)
    return focal, rest


def gini_by_pairs(rows: list[tuple[int, int]]) -> float:
    """Every pair of units, as the definition says."""
    rows = [(x, y) for x, y in rows if x + y]
    t, share = sum(x + y for x, y in rows), sum(x for x, _ in rows) / sum(x + y for x, y in rows)
    apart = sum(
        (a + b) * (c + d) * abs(a / (a + b) - c / (c + d)) for (a, b), (c, d) in itertools.product(rows, repeat=2)
    )
    return apart / (2 * t * t * share * (1 - share))


def atkinson_by_definition(rows: list[tuple[int, int]], b: float) -> float:
    t, share = sum(x + y for x, y in rows), sum(x for x, _ in rows) / sum(x + y for x, y in rows)
    mean = sum((y / (x + y)) ** (1 - b) * (x / (x + y)) ** b * (x + y) / (share * t) for x, y in rows if x + y)
    return 1 - share / (1 - share) * abs(mean) ** (1 / (1 - b))


def test_inline_goldens(goldens) -> None:
    seen = 0
    for golden in goldens["inline"]:
        if "D" in golden:
            table = np.array(golden["table"])
            assert dissimilarity(table[:, 0], table[:, 1]) == pytest.approx(golden["D"], abs=1e-15)
            seen += 1
    assert seen == 4


def test_schools_of_2000(schools00, goldens) -> None:
    golden = goldens["schools00"]
    black, rest = schools00.focal(schools00.groups.index("black"))
    white, _ = schools00.focal(schools00.groups.index("white"))
    assert dissimilarity(black, rest) == pytest.approx(golden["D_black_rest"], abs=1e-9)
    assert gini(black, rest) == pytest.approx(golden["gini_black"], abs=1e-9)
    assert atkinson(black, rest) == pytest.approx(golden["atk05_black"], abs=1e-9)
    assert dissimilarity(black, white) == pytest.approx(golden["D_bw_all"], abs=1e-9)
    for state in "ABC":
        here = np.array(schools00.levels[0]) == state
        assert dissimilarity(black[here], white[here]) == pytest.approx(golden[f"D_bw_{state}"], abs=1e-9)


def test_sacramento(sacramento, goldens) -> None:
    golden = goldens["pysal_sacramento"]
    focal, rest = sacramento["HISP_"], sacramento["TOT_POP"] - sacramento["HISP_"]
    assert dissimilarity(focal, rest) == pytest.approx(golden["Dissim"], abs=1e-9)
    assert gini(focal, rest) == pytest.approx(golden["Gini"], abs=1e-9)
    assert atkinson(focal, rest) == pytest.approx(golden["Atkinson_b05"], abs=1e-9)


@given(tables, st.sampled_from([0.1, 0.5, 0.8]))
def test_against_the_definitions(rows: list[tuple[int, int]], b: float) -> None:
    focal, rest = sides(rows)
    x, y = focal.sum(), rest.sum()
    assert dissimilarity(focal, rest) == pytest.approx(sum(abs(a / x - c / y) for a, c in rows) / 2, abs=1e-12)
    assert gini(focal, rest) == pytest.approx(gini_by_pairs(rows), abs=1e-12)
    assert atkinson(focal, rest, b) == pytest.approx(atkinson_by_definition(rows, b), abs=1e-9)


@given(tables, st.randoms(use_true_random=False))
def test_bounds_and_what_does_not_matter(rows: list[tuple[int, int]], random) -> None:
    focal, rest = sides(rows)
    order = list(range(len(rows)))
    random.shuffle(order)
    for index in EVENNESS:
        value = index(focal, rest)
        assert -1e-12 <= value <= 1 + 1e-12
        assert index(focal[order], rest[order]) == pytest.approx(value, abs=1e-12)
        assert index(np.append(focal, 0), np.append(rest, 0)) == pytest.approx(value, abs=1e-12)
        # a unit cut into two of the same composition
        split = (np.append(2 * focal, focal[0]), np.append(2 * rest, rest[0]))
        split[0][0], split[1][0] = focal[0], rest[0]
        assert index(*split) == pytest.approx(value, abs=1e-12)
    assert dissimilarity(focal, rest) <= gini(focal, rest) + 1e-12
    for index in (dissimilarity, gini, atkinson, two_group_information):
        assert index(rest, focal) == pytest.approx(index(focal, rest), abs=1e-12)
    for index in (dissimilarity, gini, atkinson):
        assert index(7 * focal, rest) == pytest.approx(index(focal, rest), abs=1e-12), "not of how large the group is"


@given(tables, st.data())
def test_principle_of_transfers(rows: list[tuple[int, int]], data: st.DataObject) -> None:
    """Two pupils change places, the group goes from where it is strong to where it is weak: no index rises."""
    focal, rest = sides(rows)
    share = focal / np.maximum(focal + rest, 1)
    strong = data.draw(st.sampled_from([u for u in range(len(rows)) if focal[u] > 0]))
    weak = data.draw(st.sampled_from([u for u in range(len(rows)) if rest[u] > 0]))
    assume(strong != weak and share[strong] > share[weak])
    after = focal.copy(), rest.copy()
    for side, to, since in ((0, weak, strong), (1, strong, weak)):
        after[side][to] += 1
        after[side][since] -= 1
    assume(after[0][strong] / (focal + rest)[strong] >= after[0][weak] / (focal + rest)[weak])  # not past each other
    for index in (*EVENNESS, isolation):
        assert index(*after) <= index(focal, rest) + 1e-12


def test_even_and_apart() -> None:
    for index in EVENNESS:
        assert index(np.array([10, 20, 5]), np.array([30, 60, 15])) == pytest.approx(0, abs=1e-12)
        assert index(np.array([10, 0, 5]), np.array([0, 60, 0])) == pytest.approx(1, abs=1e-12)


def test_without_a_side_there_is_nothing_to_compare() -> None:
    for index in EVENNESS:
        assert math.isnan(index(np.array([1, 2]), np.array([0, 0])))
        assert math.isnan(index(np.array([0, 0]), np.array([1, 2])))
        assert math.isnan(index(np.zeros(0), np.zeros(0)))


@pytest.mark.parametrize("b", [0, 1, -0.5, 2, math.nan])
def test_atkinson_wants_a_weight_between(b: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        atkinson(np.array([1, 2]), np.array([2, 1]), b)
