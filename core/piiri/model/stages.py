"""A stage: the pupils who are placed by one map of catchments."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stage:
    """A language and a span of grades, for example *Finnish 1-6*.

    Attributes
    ----------
    id
        Stable key: ``"fi-1-6"``.
    name
        Name for people.
    language
        Language code of the teaching, ``""`` where the municipality has one system for all.
    grades
        The grades it holds, ascending, 0 (pre-primary) to 9.

    Examples
    --------
    >>> Stage("fi-1-6", "Finnish 1-6", "fi", (1, 2, 3, 4, 5, 6)).holds("fi", 3)
    True
    """

    id: str
    name: str
    language: str
    grades: tuple[int, ...]

    def __post_init__(self) -> None:
        if not self.id or not self.grades or list(self.grades) != sorted(set(self.grades)):
            raise ValueError("a stage needs an id and ascending grades")

    def holds(self, language: str, grade: int) -> bool:
        """Tell whether a pupil of this language and grade is placed by this stage."""
        return grade in self.grades and (not self.language or self.language == language)
