"""Every pupil without coordinates is either placed or counted with a reason; nobody is dropped."""

from __future__ import annotations

import numpy as np
import pytest

from piiri.io.addresses import placed_by_address, register_of
from piiri.io.report import Findings

SAID = ["Tie 1", "tie 1 A 3", "Tie 9", "Tei 1", "Katu 1", "", "Tie 2", "Tie 1"]


@pytest.mark.parametrize("seed", range(8))
def test_the_counts_add_up(seed: int, make_table) -> None:
    random = np.random.default_rng(seed)
    said = [SAID[n] for n in random.integers(0, len(SAID), 40)]
    pupils = make_table("pupils", ("address",), [(each,) for each in said])
    points = register_of([(make_table("addresses", ("address",), [("Tie 1",), ("Tie 2",)]), np.ones((2, 2)))])
    protected = random.random(40) < 0.2
    xy = np.where(random.random((40, 1)) < 0.3, 5.0, np.nan) * np.ones((40, 2))
    xy[protected] = np.nan
    findings = Findings()
    placed, told = placed_by_address(pupils, xy, protected, points, {}, findings)
    problems = {problem.code: problem for problem in findings.problems}
    lost = sum(p.facts["n"] for code, p in problems.items() if code not in ("addresses-matched", "address-near"))
    matched = problems["addresses-matched"].facts
    assert matched["n"] + lost == matched["all"] == int((np.isnan(xy[:, 0]) & ~protected).sum())
    assert matched["exact"] + matched["normalised"] + matched["confirmed"] == matched["n"]
    assert np.isnan(placed[protected]).all()
    assert lost == told.sum() == (np.isnan(placed[:, 0]) & ~protected).sum()
    there = np.isfinite(xy[:, 0])
    assert (placed[there] == xy[there]).all()  # coordinates are never replaced
    for problem in findings.problems:
        assert "{" not in problem.sentence
