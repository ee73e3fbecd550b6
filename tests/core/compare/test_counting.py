"""A plan counted with what is known of another one is the plan counted from nothing."""

from __future__ import annotations

import numpy as np

from piiri.compare import count_plan
from piiri.countable import Countable
from piiri.evaluate import evaluate
from piiri.model import Dataset, Plan
from piiri.parts import plan_problems
from piiri.tally import tally_everything


def test_counted_near_another_plan(two: tuple[Dataset, Plan, Plan]) -> None:
    dataset, one, other = two
    near = count_plan(dataset, other, count_plan(dataset, one))
    tally = tally_everything(Countable(dataset, other), other)
    assert np.array_equal(near.tally.pupils.face_of_point, tally.pupils.face_of_point)
    for layer, wanted in zip(near.tally.residents, tally.residents, strict=True):
        assert np.array_equal(layer.face_of_point, wanted.face_of_point)
    assert np.array_equal(near.tally.counts, tally.counts)
    evaluation = evaluate(dataset, other, tally)
    assert near.evaluation.total == evaluation.total
    alone = plan_problems(dataset, other, tally, evaluation)
    assert [(p.kind, p.sentence, p.detail) for p in near.problems] == [(p.kind, p.sentence, p.detail) for p in alone]
