"""The last few results, by what they were made from: a drag asks for the plan kept last at each of its steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

Result = TypeVar("Result")

MOST = 4
"""So many are kept; the one not asked for the longest goes first."""


class Remembered(Generic[Result]):
    """The last few results.

    Plans and tables are told apart by being the same object, not by what they say: comparing arrays would cost more
    than is saved. Texts and tuples are compared.

    Examples
    --------
    >>> remembered = Remembered[int]()
    >>> remembered.of(("pot", "2026"), lambda: 5), remembered.of(("pot", "2026"), lambda: 6)
    (5, 5)
    """

    def __init__(self) -> None:
        self._kept: list[tuple[tuple[Any, ...], Result]] = []

    def of(self, key: tuple[Any, ...], make: Callable[[], Result]) -> Result:
        """Return what was made of a key, or make it."""
        for at, (known, result) in enumerate(self._kept):
            if all(map(_same, known, key)):
                if at:
                    self._kept.insert(0, self._kept.pop(at))
                return result
        result = make()
        self._kept = [(key, result), *self._kept[: MOST - 1]]
        return result


def _same(one: Any, other: Any) -> bool:
    return one is other or (isinstance(one, (str, tuple)) and bool(one == other))
