"""All there is to say about one table: each part is what its own function says."""

from __future__ import annotations

import numpy as np
import pytest

from piiri.segregation import (
    GroupTable,
    beyond_chance,
    bootstrap,
    by_chance,
    contributions,
    exposure_between,
    figures,
    local_segregation,
    most,
    mutual_information,
    nested,
    survey,
    within,
)


def test_each_part_is_its_function(schools00) -> None:
    n = schools00.counts
    found = survey(schools00, [1], draws=20, chance_draws=10, seed=4)
    assert (found.value == figures(n, [1])).all()
    chance = by_chance(n, [1], 10, 4)
    assert (found.chance.expected == chance.expected).all()
    assert (found.beyond == beyond_chance(found.value, chance.expected, most(n, [1]))).all()
    assert found.sure is not None and (found.sure.low == bootstrap(n, [1], 20, 4).low).all()
    assert (found.local == local_segregation(n)).all() and (found.contribution == contributions(n)).all()
    assert (found.local_groups == local_segregation(n.T)).all() and (found.exposure == exposure_between(n)).all()
    state = np.array(schools00.levels[0])
    assert found.levels.m == pytest.approx(nested(n, [np.array(level) for level in schools00.levels]).m, abs=1e-12)
    assert found.levels.m.sum() == pytest.approx(mutual_information(n), abs=1e-12)
    assert found.parts == ("A", "B", "C") and found.inside is not None
    assert (found.inside.m == within(n, np.unique(state, return_inverse=True)[1]).m).all()


def test_small_groups_are_flagged() -> None:
    table = GroupTable(("A", "B"), ("few", "many"), np.array([[5, 40], [4, 60]]))
    found = survey(table)
    assert found.sure is None and found.inside is None and found.parts == ()
    flagged = {(index.key, group) for (index, group), small in zip(found.columns, found.small, strict=True) if small}
    assert ("dissimilarity", 0) in flagged and ("dissimilarity", 1) in flagged, "nine pupils on one side, either way"
    assert not any(group < 0 for _, group in flagged)
    table = GroupTable(("A", "B"), ("few", "many"), np.array([[6, 40], [4, 60]]))
    assert not survey(table).small.any()
