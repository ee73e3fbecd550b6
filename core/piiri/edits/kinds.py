"""What a person can do to a plan, one frozen value an action.

Blocks, catchments, schools and stages are named by their ids, corners by their index in the plan that the edit is
carried out on. Places are in metres, snapped to the 1 cm grid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ..model.money_use import Uses

Line = tuple[tuple[float, float], ...]
"""Places one after another, (x, y) in metres."""


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
    """Move one corner of the blocks, and with it the borders of all stages.

    Attributes
    ----------
    vertex
        Index of the corner.
    x_m, y_m
        Its new place.
    """

    vertex: int
    x_m: float
    y_m: float


@dataclass(frozen=True, slots=True)
class MoveCornerInStage:
    """Move a corner of the catchments' borders for one stage alone: blocks are split where the border sweeps.

    Attributes
    ----------
    stage
        Id of the stage.
    vertex
        Index of the corner.
    x_m, y_m
        Where the border shall turn.
    """

    stage: str
    vertex: int
    x_m: float
    y_m: float


@dataclass(frozen=True, slots=True)
class InsertCorner:
    """Put a new corner between two neighbouring ones, on the border or beside it; its index is the number of corners.

    Attributes
    ----------
    start, end
        Indices of the corners.
    x_m, y_m
        Its place.
    """

    start: int
    end: int
    x_m: float
    y_m: float


@dataclass(frozen=True, slots=True)
class DeleteCorner:
    """Take away a corner at which two edges meet; the last corner takes its index."""

    vertex: int


@dataclass(frozen=True, slots=True)
class SplitFaces:
    """Split blocks along a line; the pieces keep the catchments.

    Attributes
    ----------
    line
        Places from border to border.
    faces
        Ids of the only blocks to split; empty for all that the line crosses.
    """

    line: Line
    faces: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class JoinFaces:
    """Join pieces of one block again; they must touch and belong to the same catchments."""

    faces: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RedrawBorder:
    """Draw the border of a catchment anew: blocks are split along the line, and the pieces go to the right side.

    Attributes
    ----------
    stage
        Id of the stage.
    catchment
        Id of the catchment; empty for the blocks without one.
    line
        Places from border to border.
    """

    stage: str
    catchment: str
    line: Line


@dataclass(frozen=True, slots=True)
class SetCapacity:
    """Set the number of places of a school; −1 where it is not known."""

    school: str
    places: int


@dataclass(frozen=True, slots=True)
class SetLock:
    """Lock schools, catchments and blocks, so that no edit changes them, or unlock them.

    Attributes
    ----------
    locked
        True to lock.
    schools, catchments, faces
        Their ids.
    """

    locked: bool
    schools: tuple[str, ...] = ()
    catchments: tuple[str, ...] = ()
    faces: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenSchool:
    """Open a school.

    Attributes
    ----------
    school
        Its id, not used before.
    name
        Short name.
    x_m, y_m
        Where it stands.
    places
        −1 where not known.
    stages
        Ids of the stages it teaches; it gets a catchment without blocks in each.
    open_from
        Calendar year in which its first school year begins.
    """

    school: str
    name: str
    x_m: float
    y_m: float
    places: int
    stages: tuple[str, ...]
    open_from: int


@dataclass(frozen=True, slots=True)
class CloseSchool:
    """Close a school.

    Attributes
    ----------
    school
        Its id.
    closed_from
        Calendar year in which the first school year without it begins.
    reassign
        Where its blocks go. Kept with the edit, so that it is carried out the same way for ever, whatever rule found
        it.
    rule
        The rule that found it: ``"nearest"``, ``"within_places"``, ``"named"``, or empty; for words only.
    """

    school: str
    closed_from: int
    reassign: tuple[AssignFaces, ...]
    rule: str = ""


@dataclass(frozen=True, slots=True)
class ReopenSchool:
    """Take back that a school closes; its catchments stay without blocks until some are given to it."""

    school: str


@dataclass(frozen=True, slots=True)
class MoveSchool:
    """Move a school to another place."""

    school: str
    x_m: float
    y_m: float


@dataclass(frozen=True, slots=True)
class RenameSchool:
    """Give a school another short name."""

    school: str
    name: str


@dataclass(frozen=True, slots=True)
class SetStages:
    """Set the stages a school teaches.

    Attributes
    ----------
    school
        Its id.
    stages
        Ids of all stages it shall teach. It gets a catchment without blocks where it had none.
    reassign
        Where the blocks of the stages it no longer teaches go.
    """

    school: str
    stages: tuple[str, ...]
    reassign: tuple[AssignFaces, ...] = ()


@dataclass(frozen=True, slots=True)
class MergeSchools:
    """Merge a school into another, which takes over its blocks at every stage.

    Attributes
    ----------
    school
        Id of the school that ends.
    into
        Id of the one that takes over; it gets a catchment where it had none.
    closed_from
        Calendar year in which the first school year without ``school`` begins.
    places
        Places of ``into`` from then on; −1 where not known.
    """

    school: str
    into: str
    closed_from: int
    places: int


@dataclass(frozen=True, slots=True)
class SetServers:
    """Make a catchment a joint zone of several schools, or one school's again.

    Attributes
    ----------
    catchment
        Id of the catchment.
    schools
        Ids of the schools that serve it.
    shares
        The share of its pupils each takes in; they add up to 1. With ``by="places"`` what each would get.
    by
        ``"shares"``, or ``"places"``: the nearest school with places, see :mod:`piiri.joint`.
    """

    catchment: str
    schools: tuple[str, ...]
    shares: tuple[float, ...]
    by: Literal["shares", "places"] = "shares"


@dataclass(frozen=True, slots=True)
class SetFundingModel:
    """Share out money by a model, or by none.

    Attributes
    ----------
    model
        The model's file, TOML, see :mod:`piiri.funding`; empty for none.
    """

    model: str


@dataclass(frozen=True, slots=True)
class SetFundingNumber:
    """Change one number of the funding model: a weight, a pot, a rate, a share, a guarantee.

    Attributes
    ----------
    number
        Where it stands, see :mod:`piiri.funding.numbers`: ``("index", "weights", "income_per_resident")``.
    value
        A decimal number with a point, taken exactly: ``"0.5"``.
    """

    number: tuple[str, ...]
    value: str


@dataclass(frozen=True, slots=True)
class SetSchoolFigures:
    """Give figures of schools that the plan cannot count, such as last year's amounts.

    Attributes
    ----------
    table
        CSV with a row a school and a column ``id``, see :mod:`piiri.funding.school_table`; empty for none.
    """

    table: str


@dataclass(frozen=True, slots=True)
class SetMoneyUse:
    """Say what a school does with its money: all of it at once; nothing at all takes it away.

    Attributes
    ----------
    school
        Id of the school.
    planned, note
        What it plans to use, by category, and in its own words. Categories: :data:`~piiri.model.money_use.CATEGORIES`;
        amounts are decimal numbers with a point, taken exactly: ``(("guidance", "1200.50"),)``.
    used, report
        What it used last year, by category, and what came of it.
    """

    school: str
    planned: Uses = ()
    note: str = ""
    used: Uses = ()
    report: str = ""


@dataclass(frozen=True, slots=True)
class Together:
    """Several edits as one step: all of them, or none."""

    edits: tuple[Edit, ...]


Edit = (
    AssignFaces
    | MoveVertex
    | MoveCornerInStage
    | InsertCorner
    | DeleteCorner
    | SplitFaces
    | JoinFaces
    | RedrawBorder
    | SetCapacity
    | SetLock
    | OpenSchool
    | CloseSchool
    | ReopenSchool
    | MoveSchool
    | RenameSchool
    | SetStages
    | MergeSchools
    | SetServers
    | SetFundingModel
    | SetFundingNumber
    | SetSchoolFigures
    | SetMoneyUse
    | Together
)
