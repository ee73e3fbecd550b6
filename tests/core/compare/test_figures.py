"""Every figure of every plan is the one that evaluating that plan alone gives."""

from __future__ import annotations

import numpy as np
import pytest

from piiri.compare import compare
from piiri.countable import Countable
from piiri.evaluate import evaluate
from piiri.model import Dataset, Plan
from piiri.tally import tally_everything


def test_totals_are_those_of_each_plan_alone(two: tuple[Dataset, Plan, Plan]) -> None:
    dataset, *plans = two
    found = compare(dataset, plans).totals
    for position, plan in enumerate(plans):
        alone = evaluate(dataset, plan, tally_everything(Countable(dataset, plan), plan))
        for row, f in enumerate((*alone.stages, alone.total)):
            wanted = {
                "pupils": f.pupils,
                "unassigned_pupils": f.unassigned,
                "unlocated_pupils": f.unlocated,
                "schools_over_capacity": f.over_capacity,
                "mean_distance_m": f.mean_distance_m,
                "p90_distance_m": f.p90_distance_m,
                "beyond_limit_pupils": f.beyond,
                "beyond_limit_share": f.share_beyond,
                **{f"dissimilarity.{g.key}": d for g, d in zip(dataset.groups, f.dissimilarity, strict=True)},
            }
            for key, value in wanted.items():
                assert found.of(key)[position, row] == pytest.approx(value, nan_ok=True), key
    assert np.isnan(found.of("problems")[:, :-1]).all()
    assert np.array_equal(found.difference(1), found.values[1] - found.values[0], equal_nan=True)


def test_schools_are_matched_by_id(two: tuple[Dataset, Plan, Plan]) -> None:
    dataset, *plans = two
    found = compare(dataset, plans)
    ids, table = list(found.schools), found.school_figures
    for position, plan in enumerate(plans):
        alone = evaluate(dataset, plan, tally_everything(Countable(dataset, plan), plan))
        for h, school in enumerate(ids):
            values = table.values[position, :, h]
            if school not in plan.schools:
                assert np.isnan(values).all()
                continue
            own = plan.schools.index(school)
            assert table.of("pupils")[position, -1, h] == pytest.approx(alone.school_pupils[own])
            assert table.of("use_share")[position, -1, h] == pytest.approx(alone.school_use[own], nan_ok=True)
            for u in np.flatnonzero(alone.table.school == own):
                stage = alone.table.stage[u]
                assert table.of("mean_distance_m")[position, stage, h] == pytest.approx(
                    alone.mean_distance_m[u], nan_ok=True
                )
                assert table.of("p90_distance_m")[position, stage, h] == pytest.approx(
                    alone.p90_distance_m[u], nan_ok=True
                )
                for g, group in enumerate(dataset.groups):
                    share = table.of(f"group_share.{group.key}")[position, stage, h]
                    assert share == pytest.approx(alone.group_share[u, g], nan_ok=True)
