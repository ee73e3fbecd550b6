"""What chance makes: enumerated on tiny tables, by the hypergeometric distribution on larger ones, and Winship's."""

from __future__ import annotations

import itertools
import math
from collections import Counter

import numpy as np
import pytest
from scipy.special import gammaln

from piiri.segregation import beyond_chance, by_chance, columns, dissimilarity, figures, isolation, variance_ratio
from piiri.segregation.chance import present

DRAWS = 4000


def allocations(sizes: list[int], labels: str) -> Counter[tuple[tuple[int, ...], ...]]:
    """Every way to put labelled pupils in places, as tables with how many ways lead to each."""
    kinds = sorted(set(labels))
    found: Counter[tuple[tuple[int, ...], ...]] = Counter()
    for order in itertools.permutations(labels):
        places = iter(order)
        units = [[next(places) for _ in range(size)] for size in sizes]
        found[tuple(tuple(unit.count(kind) for kind in kinds) for unit in units)] += 1
    return found


def ln_choose(n: int, k: np.ndarray) -> np.ndarray:
    return gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)


@pytest.mark.parametrize(("sizes", "labels"), [([3, 2, 2], "aabbbcc"), ([4, 3], "aaabbbb"), ([1, 2, 4], "aabbbbb")])
def test_against_every_allocation(sizes: list[int], labels: str) -> None:
    ways = allocations(sizes, labels)
    groups = list(range(len(set(labels))))
    weight = np.array(list(ways.values())) / sum(ways.values())
    values = np.array([figures(np.array(table), groups) for table in ways])
    mean = weight @ values
    deviation = np.sqrt(weight @ (values - mean) ** 2)
    found = by_chance(np.array(next(iter(ways))), groups, DRAWS, seed=3)
    assert found.expected == pytest.approx(mean, abs=5 * deviation.max() / math.sqrt(DRAWS))
    assert found.deviation == pytest.approx(deviation, rel=0.1, abs=1e-12)
    # at most one draw in twenty lies above `high`
    assert (weight @ (values > found.high + 1e-9) <= 0.05 + 0.02).all()


def test_against_the_hypergeometric_distribution(schools00) -> None:
    """D, V and isolation are sums over units, and each unit alone is hypergeometric: their means are known exactly."""
    n = schools00.counts[::15]
    group = schools00.groups.index("black")
    mine, size = n[:, group], n.sum(axis=1)
    total, whole = int(mine.sum()), int(n.sum())
    expected = 0.0
    for unit in size:
        k = np.arange(min(unit, total) + 1)
        p = np.exp(ln_choose(total, k) + ln_choose(whole - total, unit - k) - ln_choose(whole, unit))
        assert p.sum() == pytest.approx(1, abs=1e-6)
        expected += (p * np.abs(k / total - (unit - k) / (whole - total))).sum() / 2
    v = (len(n) - 1) / (whole - 1)
    found = by_chance(n, [group], 400)
    keys = [index.key for index, of in columns([group])]
    value = dict(zip(keys, found.expected, strict=True))
    spread = dict(zip(keys, found.deviation / math.sqrt(found.draws), strict=True))
    assert abs(value["dissimilarity"] - expected) < 4 * spread["dissimilarity"]
    assert abs(value["variance_ratio"] - v) < 4 * spread["variance_ratio"]
    share = total / whole
    assert abs(value["isolation"] - (share + (1 - share) * v)) < 4 * spread["isolation"]


def test_winship_1977(goldens) -> None:
    """The published table of D by chance alone."""
    for golden in goldens["random_bias_winship1977"]:
        minority = round(golden["size"] * golden["minority"])
        n = np.full((golden["units"], 2), (minority, golden["size"] - minority))
        d = [index.key for index, _ in columns([0])].index("dissimilarity")
        assert by_chance(n, [0], 100).expected[d] == pytest.approx(golden["E_D"], abs=0.001)


def test_modified_dissimilarity_of_sacramento(sacramento, goldens) -> None:
    """Carrington and Troske's D, as PySAL draws it: to its three digits."""
    focal = sacramento["HISP_"].astype(int)
    n = np.column_stack((focal, sacramento["TOT_POP"].astype(int) - focal))
    d = [index.key for index, _ in columns([0])].index("dissimilarity")
    expected = by_chance(n, [0], 300).expected[d]
    published = goldens["pysal_sacramento"]["ModifiedDissim_3dec"]
    assert float(beyond_chance(dissimilarity(n[:, 0], n[:, 1]), expected)) == pytest.approx(published, abs=0.001)


def test_the_seed_says_it_all_and_tables_stay_as_they_are() -> None:
    n = np.array([[5, 9, 0], [8, 2, 0], [0, 0, 0], [4, 4, 0]])
    kept = n.copy()
    one, other = by_chance(n, [0, 1], 50, seed=7), by_chance(n, [0, 1], 50, seed=7)
    assert (one.expected == other.expected).all()
    assert (by_chance(n, [0, 1], 50, seed=8).expected != one.expected).any()
    assert (n == kept).all()
    # units and groups without pupils change nothing
    assert one.expected == pytest.approx(by_chance(n[[0, 1, 3]][:, :2], [0, 1], 50, seed=7).expected, abs=1e-12)


def test_where_nothing_can_differ() -> None:
    for n in ([[5, 3]], [[5], [3]], [[0, 0], [0, 0]]):
        found = by_chance(np.array(n), [0], 10)
        assert np.isnan(found.expected).all() and found.draws == 0


def test_beyond_chance_keeps_its_ends() -> None:
    assert beyond_chance(1.0, 0.3) == pytest.approx(1)
    assert beyond_chance(0.3, 0.3) == pytest.approx(0)
    assert beyond_chance(0.0, 0.3) == pytest.approx(-1)
    assert math.isnan(beyond_chance(0.0, 0.0, 0.0))


def test_parts_of_pupils_cannot_be_drawn() -> None:
    for n in ([[1.5, 2], [3, 4]], [[-1, 2], [3, 4]]):
        with pytest.raises(ValueError, match="whole numbers"):
            present(np.array(n))


def test_a_table_of_chance_looks_like_chance() -> None:
    """Pupils put by lot: beyond chance is near 0, though D itself is far from it."""
    rng = np.random.default_rng(5)
    place = rng.permutation(np.repeat(np.arange(60), 25))
    n = np.array([np.bincount(place[:150], minlength=60), np.bincount(place[150:], minlength=60)]).T
    d = dissimilarity(n[:, 0], n[:, 1])
    found = by_chance(n, [0], 300)
    k = [index.key for index, _ in columns([0])].index("dissimilarity")
    assert d > 0.2 and abs(float(beyond_chance(d, found.expected[k]))) < 0.1
    assert variance_ratio(n[:, 0], n[:, 1]) < 0.1 and isolation(n[:, 0], n[:, 1]) < 0.2
