"""What a person can do to a plan, one frozen value an action."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AssignFaces:
    """Give blocks to a catchment.

    Attributes
    ----------
    stage
        Id of the stage.
    faces
        Ids of the blocks.
    catchment
        Id of the catchment; empty for none.
    """

    stage: str
    faces: tuple[str, ...]
    catchment: str


@dataclass(frozen=True, slots=True)
class MoveVertex:
    """Move one corner of the blocks.

    Attributes
    ----------
    vertex
        Index of the corner.
    x_m, y_m
        Its new place, metres; snapped to the 1 cm grid.
    """

    vertex: int
    x_m: float
    y_m: float


@dataclass(frozen=True, slots=True)
class SetCapacity:
    """Set the number of places of a school; −1 where it is not known."""

    school: str
    places: int


@dataclass(frozen=True, slots=True)
class SetLock:
    """Lock a school, so that no edit changes its catchments, or unlock it."""

    school: str
    locked: bool


Edit = AssignFaces | MoveVertex | SetCapacity | SetLock
