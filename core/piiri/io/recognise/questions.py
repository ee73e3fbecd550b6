"""Questions that recognising files leaves open, and what was taken for granted: no guess is silent."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ...errors import InputError
from ...i18n import N_, tr


@dataclass(frozen=True)
class Said:
    """A sentence that is translated when it is shown.

    Examples
    --------
    >>> Said("{n} rows", {"n": 3}).text
    '3 rows'
    """

    template: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The sentence in the current language."""
        return tr(self.template, **self.facts) if self.facts else tr(self.template)


def say(template: str, **facts: Any) -> Said:
    """Return a sentence with its facts."""
    return Said(template, facts)


@dataclass(frozen=True)
class Choice:
    """One possible answer: its key, as a program writes it, and what it means."""

    key: str
    said: Said


@dataclass(frozen=True)
class Question:
    """Something only a person knows.

    Attributes
    ----------
    key
        Stable: what it is about, and the file: ``"protected:pupils.csv"``.
    said
        The question.
    choices
        Possible answers; none where any text may be one.
    default
        What is taken where nobody answers; None where the import waits for an answer.
    why
        What speaks for the default.
    answer
        As it was given; None where it was not.
    """

    key: str
    said: Said
    choices: tuple[Choice, ...] = ()
    default: str | None = None
    why: Said | None = None
    answer: str | None = None

    @property
    def value(self) -> str | None:
        """What holds: the answer, else the default."""
        return self.answer if self.answer is not None else self.default

    @property
    def open(self) -> bool:
        """True where the import waits for an answer."""
        return self.value is None

    def to_json(self) -> dict[str, Any]:
        """Return the question for machine-readable output."""
        return {
            "key": self.key,
            "question": self.said.text,
            "choices": [{"key": choice.key, "text": choice.said.text} for choice in self.choices],
            "default": self.default,
            "why": self.why.text if self.why else "",
            "answer": self.answer,
            "open": self.open,
        }


class Asking:
    """Collects questions, and fills in the answers that were given.

    Parameters
    ----------
    answers
        Key of a question -> key of a choice, or free text.
    """

    def __init__(self, answers: Mapping[str, str]) -> None:
        self._answers = answers
        self.questions: list[Question] = []

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
        """Ask, and return what holds; None while it is open. With ``free``, an answer may be none of the choices.

        Raises
        ------
        InputError
            ``answer-wrong``: the answer given is none of the choices.
        """
        answer = self._answers.get(key)
        known = [choice.key for choice in choices]
        if answer is not None and known and not free and answer not in known:
            raise InputError(
                "answer-wrong",
                N_("“{answer}” is no answer to the question “{key}”."),
                N_("Possible answers: {known}."),
                answer=answer,
                key=key,
                known=", ".join(known),
            )
        question = Question(key, said, tuple(choices), default, why, answer)
        self.questions.append(question)
        return question.value

    def answered(self, key: str) -> bool:
        """Tell whether an answer to a question is there, asked or not."""
        return key in self._answers

    @property
    def answers(self) -> Mapping[str, str]:
        """The answers as they were given."""
        return self._answers

    def check_all_used(self) -> None:
        """Refuse answers to questions that were never asked (``answer-unknown``)."""
        known = [question.key for question in self.questions]
        for key in self._answers:
            if key not in known:
                near = difflib.get_close_matches(key, known, 1, 0.5)
                raise InputError(
                    "answer-unknown",
                    N_("There is no question “{key}”."),
                    N_("Did you mean “{nearest}”? Questions: {known}.") if near else N_("Questions: {known}."),
                    key=key,
                    nearest=near[0] if near else "",
                    known=", ".join(known) or "–",
                )
