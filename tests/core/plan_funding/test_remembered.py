"""What is asked for again and again is not made again, however many others are asked for once between."""

from __future__ import annotations

import numpy as np

from piiri.plan_funding.remembered import MOST, Remembered


def test_what_is_asked_for_at_every_step_stays() -> None:
    made: list[int] = []
    remembered = Remembered[int]()
    kept = np.zeros(3)

    def ask(key: np.ndarray, number: int) -> int:
        return remembered.of((key, "model"), lambda: made.append(number) or number)  # type: ignore[func-returns-value]

    for step in range(3 * MOST):
        assert ask(kept, 0) == 0
        assert ask(np.zeros(3), step) == step, "an equal array is another one"
    assert made == [0, *range(3 * MOST)]


def test_texts_and_tuples_are_compared() -> None:
    remembered = Remembered[int]()
    plan = object()
    assert remembered.of((plan, "a", ("b", 1)), lambda: 1) == 1
    assert remembered.of((plan, "".join(("a",)), ("b", 1)), lambda: 2) == 1
    assert remembered.of((object(), "a", ("b", 1)), lambda: 3) == 3
    assert remembered.of((plan, "a", ("b", 2)), lambda: 4) == 4
