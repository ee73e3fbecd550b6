"""Bootstrap: enumerated exactly on a tiny table, against numpy's own multinomial draws, and the R package's figures."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from scipy.stats import multinomial

from piiri.segregation import bootstrap, columns, figures, local_segregation
from piiri.segregation.resampling import Resampler

DRAWS = 4000


def test_against_every_draw() -> None:
    """All tables that can be drawn, each with its probability, give mean and deviation exactly."""
    n = np.array([[4, 1], [1, 3]])
    t, share = int(n.sum()), n.ravel() / n.sum()
    tables = [
        counts
        for counts in itertools.product(range(t + 1), repeat=4)
        if sum(counts) == t and counts[0] + counts[2] and counts[1] + counts[3]
    ]
    weight = multinomial(t, share).pmf(np.array(tables))
    values = np.array([figures(np.array(table).reshape(2, 2), [0]) for table in tables])
    weight = weight / weight.sum()  # of the few tables with one group only no index exists
    mean = weight @ values
    deviation = np.sqrt(weight @ (values - mean) ** 2)
    drawn = Resampler(n, 1)(DRAWS)
    found = np.array([figures(table.T, [0]) for table in drawn if table.any(axis=1).all()])
    assert found.mean(axis=0) == pytest.approx(mean, abs=5 * deviation.max() / math.sqrt(DRAWS))
    assert found.std(axis=0) == pytest.approx(deviation, rel=0.08)


def test_draws_are_multinomial(schools00) -> None:
    """Mean, variance and covariance of cells; every table has as many pupils; empty cells stay empty."""
    n = schools00.counts[:12]
    drawn = Resampler(n, 2)(DRAWS)
    assert (drawn.sum(axis=(1, 2)) == n.sum()).all()
    assert (drawn >= 0).all() and (drawn[:, n.T == 0] == 0).all()
    cell = n.T[n.T > 0]
    found = drawn[:, n.T > 0]
    t, share = n.sum(), cell / n.sum()
    assert found.mean(axis=0) == pytest.approx(cell, abs=5 * math.sqrt(cell.max() / DRAWS))
    assert found.var(axis=0) == pytest.approx(t * share * (1 - share), rel=0.15)
    big = np.argsort(-cell)[:6]
    covariance = np.cov(found[:, big].T)[np.triu_indices(6, 1)]
    expected = -t * np.outer(share[big], share[big])[np.triu_indices(6, 1)]
    scatter = math.sqrt(2 / DRAWS) * t * share[big].max()
    assert covariance == pytest.approx(expected, abs=5 * scatter)


def test_as_numpy_draws_them(schools00) -> None:
    """The same bias and standard error as with numpy's multinomial draws, within their own scatter."""
    n = schools00.counts[:60]
    rng = np.random.default_rng(4)
    plain = rng.multinomial(n.sum(), n.ravel() / n.sum(), size=600).reshape(600, *n.shape)
    group = schools00.groups.index("white")
    values = np.array([figures(table, [group]) for table in plain])
    found = bootstrap(n, [group], 600, seed=9)
    scatter = values.std(axis=0) / math.sqrt(300)
    assert (np.abs(found.bias - (values.mean(axis=0) - figures(n, [group]))) < 5 * scatter).all()
    assert found.deviation == pytest.approx(values.std(axis=0, ddof=1), rel=0.2)


def test_schools_of_2000_as_the_r_package_prints_them(schools00) -> None:
    """README of *segregation*, 500 draws: M .422, se .000775, bias .00361; H .415, se .000712, bias .00356."""
    found = bootstrap(schools00.counts, [], 500)
    h, m = 0, 1
    assert round(float(found.corrected[m]), 3) == 0.422 and round(float(found.corrected[h]), 3) == 0.415
    assert found.bias[m] == pytest.approx(0.00361, abs=0.0001)
    assert found.bias[h] == pytest.approx(0.00356, abs=0.0001)
    assert found.deviation[m] == pytest.approx(0.000775, rel=0.15)
    assert found.deviation[h] == pytest.approx(0.000712, rel=0.15)


def test_groups_of_2000_as_the_r_package_prints_them(schools00) -> None:
    """README: local segregation of the groups, bias taken away: asian .591, black .876, hisp .771, white .183, native
    1.352, with standard errors up to .02."""
    n = schools00.counts
    local = local_segregation(n.T)
    drawn = np.array([local_segregation(table) for table in Resampler(n, 1)(80)])
    corrected = dict(zip(schools00.groups, 2 * local - drawn.mean(axis=0), strict=True))
    for group, published in (("asian", 0.591), ("black", 0.876), ("hisp", 0.771), ("white", 0.183)):
        assert corrected[group] == pytest.approx(published, abs=0.002)
    assert corrected["native"] == pytest.approx(1.352, abs=0.01)


def test_bias_corrected_dissimilarity_of_sacramento(sacramento, goldens) -> None:
    """PySAL's BiasCorrectedDissim, which is the same with 500 draws: to its three digits."""
    focal = sacramento["HISP_"].astype(int)
    n = np.column_stack((focal, sacramento["TOT_POP"].astype(int) - focal))
    d = [index.key for index, _ in columns([0])].index("dissimilarity")
    published = goldens["pysal_sacramento"]["BiasCorrectedDissim_3dec"]
    assert bootstrap(n, [0], 500).corrected[d] == pytest.approx(published, abs=0.001)


def test_intervals_hold_what_they_say() -> None:
    """Tables drawn from known shares: the interval holds the true D in about 19 of 20."""
    rng = np.random.default_rng(11)
    shares = np.array([[0.10, 0.15], [0.20, 0.05], [0.05, 0.20], [0.15, 0.10]])
    keys = [index.key for index, _ in columns([0])]
    d = keys.index("dissimilarity")
    true = figures(np.rint(shares * 100).astype(int), [0])[d]
    held = 0
    for seed in range(120):
        n = rng.multinomial(2000, shares.ravel()).reshape(shares.shape)
        found = bootstrap(n, [0], 200, seed=seed)
        held += bool(found.low[d] <= true <= found.high[d])
    assert 105 <= held <= 120


def test_the_seed_says_it_all() -> None:
    n = np.array([[40, 10], [10, 40]])
    one, other = bootstrap(n, [0], 100, seed=7), bootstrap(n, [0], 100, seed=7)
    assert (one.low == other.low).all() and (one.bias == other.bias).all()
    assert (bootstrap(n, [0], 100, seed=8).low != one.low).any()
    narrow = bootstrap(n, [0], 100, seed=7, level=0.5)
    assert (narrow.low > one.low).all() and (narrow.high < one.high).all()


def test_nothing_to_draw() -> None:
    assert np.isnan(bootstrap(np.zeros((2, 2), dtype=int), [0], 10).low).all()
    assert bootstrap(np.array([[1, 2], [3, 4]]), [0], 0).draws == 0


def test_of_one_pupil_nothing_can_be_said() -> None:
    found = bootstrap(np.array([[1, 40], [0, 50]]), [0], 100)
    d = [index.key for index, _ in columns([0])].index("dissimilarity")
    assert np.isnan(found.low[d]) and np.isnan(found.corrected[d])
