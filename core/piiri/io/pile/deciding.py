"""What a person has decided on the way: immutable, so that going back and forth loses nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ..recognise import Choice, Said
from ..recognise.questions import Asking


@dataclass(frozen=True)
class Decisions:
    """Answers, columns and repairs.

    Attributes
    ----------
    answers
        Key of a question -> answer. An answer to a question that is not asked any more is kept for when it is again.
    columns
        (key of a layer, column) -> role; an empty role: not imported.
    repairs
        Key of a :class:`~piiri.io.pile.repairs.Repair` -> accepted or refused.

    Examples
    --------
    >>> first = Decisions().answered("crs:pupils.csv", "EPSG:3067")
    >>> first.answers, first.answered("crs:pupils.csv", None) == Decisions()
    ({'crs:pupils.csv': 'EPSG:3067'}, True)
    """

    answers: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[tuple[str, str], str] = field(default_factory=dict)
    repairs: Mapping[str, bool] = field(default_factory=dict)

    def answered(self, key: str, answer: str | None) -> Decisions:
        """Return them with an answer; with None, without one."""
        kept = {each: value for each, value in self.answers.items() if each != key}
        return replace(self, answers=kept if answer is None else kept | {key: answer})

    def with_column(self, layer: str, column: str, role: str) -> Decisions:
        """Return them with another role of a column; a column of the layer that had the role by hand gives it up."""
        kept = {each: given for each, given in self.columns.items() if each[0] != layer or given != role or not role}
        return replace(self, columns=kept | {(layer, column): role})

    def with_repairs(self, keys: Iterable[str], accepted: bool | None) -> Decisions:
        """Return them with repairs accepted or refused; with None, not decided."""
        touched = set(keys)
        kept = {key: value for key, value in self.repairs.items() if key not in touched}
        return replace(self, repairs=kept if accepted is None else kept | dict.fromkeys(touched, accepted))

    def consent(self, keys: Sequence[str]) -> str | None:
        """Return what the import does about repairs: ``"yes"`` where each is accepted, ``"no"`` where one is refused.

        The areas of a project share their borders, so that it takes all repairs or none.

        >>> Decisions(repairs={"a": True}).consent(["a", "b"]), Decisions(repairs={"a": True}).consent(["a"])
        (None, 'yes')
        """
        said = [self.repairs.get(key) for key in keys]
        if any(each is False for each in said):
            return "no"
        return "yes" if said and all(said) else None


class KeptAnswers(Asking):
    """Answers of a person who goes back and forth: one that is none of today's choices counts as not given."""

    def ask(
        self,
        key: str,
        said: Said,
        choices: Sequence[Choice] = (),
        default: str | None = None,
        why: Said | None = None,
        *,
        free: bool = False,
    ) -> str | None:
        """Ask as :meth:`Asking.ask` does."""
        answer = self._answers.get(key)
        if answer is not None and choices and not free and answer not in {choice.key for choice in choices}:
            others = {each: value for each, value in self._answers.items() if each != key}
            self._answers, kept = others, self._answers
            try:
                return super().ask(key, said, choices, default, why, free=free)
            finally:
                self._answers = kept
        return super().ask(key, said, choices, default, why, free=free)
