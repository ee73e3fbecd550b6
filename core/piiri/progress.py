"""Progress and cancelling of long work: one callable, one exception.

Long work is a pure function ``f(frozen inputs, progress) -> result``. It calls ``progress(fraction, text)`` now and
then; whoever watches may raise :class:`Cancelled` from there. There is no other way to cancel."""

from __future__ import annotations

from typing import Protocol


class Cancelled(Exception):
    """Raised by a progress callable to stop the work that called it."""


class Progress(Protocol):
    """``fraction`` in 0..1 and what is being done, already in the user's language."""

    def __call__(self, fraction: float, text: str) -> None: ...


def silent(fraction: float, text: str) -> None:
    """Progress that nobody watches."""


class Forwards:
    """Progress that never goes back, where some of it is estimated by the time it takes.

    >>> seen = []
    >>> told = Forwards(lambda fraction, text: seen.append(fraction))
    >>> told(0.3, "guessed"), told(0.2, "known"), seen
    (None, None, [0.3, 0.3])
    """

    def __init__(self, progress: Progress) -> None:
        self._progress, self._furthest = progress, 0.0

    def __call__(self, fraction: float, text: str) -> None:
        self._furthest = max(self._furthest, fraction)
        self._progress(self._furthest, text)


class Part:
    """The span ``start..end`` of a larger progress, for a step that counts from 0 to 1 itself.

    >>> seen = []
    >>> Part(lambda fraction, text: seen.append(fraction), 0.5, 1.0)(0.5, "half of the second half")
    >>> seen
    [0.75]
    """

    def __init__(self, progress: Progress, start: float, end: float) -> None:
        self._progress, self._start, self._end = progress, start, end

    def __call__(self, fraction: float, text: str) -> None:
        self._progress(self._start + (self._end - self._start) * fraction, text)
