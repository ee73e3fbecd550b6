"""Our indices beside PySAL's package *segregation* on random tables: an implementation of others, only for tests.

The same: D, Gini, isolation, exposure (*Interaction*), eta squared (*CorrelationR*), Atkinson, H of two groups
(*Entropy*) and, over several groups, H (*MultiInfoTheory*), M (*MultiDivergence*), D, Gini and normalised exposure.

Four of theirs are no twins of ours. *ModifiedDissim* and *ModifiedGini* take away what chance makes as
``beyond_chance`` does (Carrington & Troske 1997), but draw each unit from a binomial distribution, so that the group is
not the same size in every draw; ours keeps units and groups, and the two agree only where units are many and large.
*BiasCorrectedDissim* and *DensityCorrectedDissim* (Allen et al. 2015) correct D by a bootstrap of each group's spread
and by a model of each unit's share: for small units they leave bias that random allocation does not. They are left out.

PySAL cannot take a unit without pupils in all of its indices (its issues 178 and 179), so the tables have none."""

from __future__ import annotations

import os
import warnings
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from piiri import segregation as ours

TWO = st.lists(
    st.tuples(st.integers(0, 120), st.integers(0, 300)).filter(lambda pair: sum(pair) > 0), min_size=2, max_size=25
)
SEVERAL = st.integers(2, 5).flatmap(
    lambda groups: st.lists(
        st.lists(st.integers(0, 90), min_size=groups, max_size=groups).filter(lambda row: sum(row) > 0),
        min_size=2,
        max_size=15,
    )
)


@pytest.fixture(scope="module")
def pysal() -> Any:
    """PySAL, without its compiler, which takes longer than all of these tests; it silences numpy's warnings for the
    whole process when it is imported, which is taken back here."""
    known = os.environ.get("NUMBA_DISABLE_JIT")
    os.environ["NUMBA_DISABLE_JIT"] = "1"
    try:
        with warnings.catch_warnings(), np.errstate():
            warnings.simplefilter("ignore")
            import segregation as theirs
            from segregation import multigroup, singlegroup

            assert theirs.__name__ == "segregation" and multigroup and singlegroup
    finally:
        if known is None:
            del os.environ["NUMBA_DISABLE_JIT"]
        else:
            os.environ["NUMBA_DISABLE_JIT"] = known
    return theirs


def theirs_of(index: Any, *arguments: Any, **more: Any) -> float:
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        return float(index(*arguments, **more).statistic)


@settings(max_examples=60, deadline=None)
@given(TWO)
def test_indices_of_two_groups(pysal: Any, rows: list[tuple[int, int]]) -> None:
    focal, rest = np.array(rows).T
    assume(focal.any() and rest.any())
    frame = pd.DataFrame({"x": focal, "t": focal + rest})
    single = pysal.singlegroup
    for index, function in (
        (single.Dissim, ours.dissimilarity),
        (single.Gini, ours.gini),
        (single.Isolation, ours.isolation),
        (single.Interaction, ours.exposure_to_others),
        (single.CorrelationR, ours.variance_ratio),
        (single.Atkinson, ours.atkinson),
        (single.Entropy, ours.two_group_information),
    ):
        their = theirs_of(index, frame, group_pop_var="x", total_pop_var="t")
        assert function(focal, rest) == pytest.approx(their, abs=1e-9), index.__name__


@settings(max_examples=60, deadline=None)
@given(SEVERAL)
def test_indices_of_several_groups(pysal: Any, rows: list[list[int]]) -> None:
    counts = np.array(rows)
    assume(counts.any(axis=0).all())
    groups = [f"g{g}" for g in range(counts.shape[1])]
    frame, multi = pd.DataFrame(counts, columns=groups), pysal.multigroup
    for index, function in (
        (multi.MultiInfoTheory, ours.information_index),
        (multi.MultiDivergence, ours.mutual_information),
        (multi.MultiDissim, ours.multigroup_dissimilarity),
        (multi.MultiGini, ours.multigroup_gini),
        (multi.MultiNormExposure, ours.normalised_exposure),
    ):
        assert function(counts) == pytest.approx(theirs_of(index, frame, groups=groups), abs=1e-9), index.__name__


def test_live_indices_of_many_parts_are_pysals_one_by_one(pysal: Any) -> None:
    rng = np.random.default_rng(3)
    focal, rest = rng.integers(0, 80, 90), rng.integers(1, 300, 90)
    start = np.array([0, 20, 55])
    found = ours.indices_by_parts(focal[:, None], focal + rest, start)[:, 0]
    keys = [index.key for index in ours.LIVE]
    for part, (x, t) in enumerate(zip(np.split(focal, start[1:]), np.split(focal + rest, start[1:]), strict=True)):
        frame, single = pd.DataFrame({"x": x, "t": t}), pysal.singlegroup
        for key, index in (
            ("dissimilarity", single.Dissim),
            ("gini", single.Gini),
            ("two_group_information_h", single.Entropy),
            ("variance_ratio", single.CorrelationR),
            ("isolation", single.Isolation),
            ("exposure_to_others", single.Interaction),
        ):
            their = theirs_of(index, frame, group_pop_var="x", total_pop_var="t")
            assert found[part, keys.index(key)] == pytest.approx(their, abs=1e-10), key


def test_beyond_chance_is_their_modified_d_where_units_are_many_and_large(pysal: Any) -> None:
    rng = np.random.default_rng(5)
    size = rng.integers(300, 500, 60)
    focal = rng.binomial(size, rng.beta(4, 12, 60))
    d = [index.key for index, _ in ours.columns([0])].index("dissimilarity")
    pair = np.stack((focal, size - focal), axis=1)
    mine = ours.beyond_chance(ours.figures(pair, [0]), ours.by_chance(pair, [0]).expected)[d]
    np.random.seed(1)  # noqa: NPY002 PySAL draws from numpy's global generator
    frame = pd.DataFrame({"x": focal, "t": size})
    their = theirs_of(pysal.singlegroup.ModifiedDissim, frame, group_pop_var="x", total_pop_var="t", iterations=200)
    assert mine == pytest.approx(their, abs=0.01)
