"""A plan: which catchment each block belongs to, at each stage, and what the schools can hold. Immutable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from .arrays import BoolArray, FloatArray, IntArray, digest, frozen
from .coverage import Coverage
from .intakes import Intakes
from .money_use import MoneyUse
from .schools import Schools
from .stages import Stage

UNASSIGNED = -1
"""The catchment of a block that belongs to none."""


@dataclass(frozen=True, eq=False)
class Catchments:
    """K catchments over all stages; each belongs to one stage and is served by one school or by several.

    Attributes
    ----------
    ids
        Stable keys; the customary one is ``"<stage>/<school>"``.
    names
        Names for people; for a catchment of one school, the school's name.
    stage
        (K,) int16: index of the stage.
    server_catchment, server_school, server_share
        (J,) int32, int32, float64: which school serves which catchment with which share of its pupils. The shares of
        a catchment add up to 1; a joint zone has several rows.
    closed
        (K,) bool: True where its schools no longer teach the stage. It keeps its index, but no block may belong to it.

    Raises
    ------
    ValueError
        Ids are doubled, a catchment has no school, or shares do not add up to 1.
    """

    ids: tuple[str, ...]
    names: tuple[str, ...]
    stage: IntArray
    server_catchment: IntArray
    server_school: IntArray
    server_share: FloatArray
    closed: BoolArray = ()  # type: ignore[assignment]

    def __post_init__(self) -> None:
        if not len(self.closed):
            object.__setattr__(self, "closed", np.zeros(len(self.ids), dtype=np.bool_))
        object.__setattr__(self, "closed", frozen(self.closed, np.bool_))
        for name, dtype in (
            ("stage", np.int16),
            ("server_catchment", np.int32),
            ("server_school", np.int32),
            ("server_share", np.float64),
        ):
            object.__setattr__(self, name, frozen(getattr(self, name), dtype))
        k = len(self.ids)
        if len(set(self.ids)) != k or len(self.names) != k or self.stage.shape != (k,) or self.closed.shape != (k,):
            raise ValueError("catchments need ids of their own, a name and a stage each")
        total = np.bincount(self.server_catchment, weights=self.server_share, minlength=k)
        if len(total) != k or not np.allclose(total, 1.0):
            raise ValueError("the shares of a catchment's schools must add up to 1")

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def _index(self) -> dict[str, int]:
        return {key: position for position, key in enumerate(self.ids)}

    def index(self, catchment: str) -> int:
        """Return the position of a catchment; ``KeyError`` where its id is not known."""
        return self._index[catchment]

    def schools_of(self, catchment: int) -> IntArray:
        """Return the indices of the schools that serve a catchment."""
        return np.asarray(self.server_school[self.server_catchment == catchment])

    def of_school(self, school: int, stage: int) -> int:
        """Return the catchment of a stage in which a school has the largest share, or :data:`UNASSIGNED`."""
        there = (self.stage[self.server_catchment] == stage) & ~self.closed[self.server_catchment]
        mine = np.flatnonzero((self.server_school == school) & there)
        if not len(mine):
            return UNASSIGNED
        return int(self.server_catchment[mine[np.argmax(self.server_share[mine])]])

    def closing(self, catchments: Sequence[int], closed: bool) -> Catchments:
        """Return the catchments, some of them closed, or open again."""
        flags = np.array(self.closed)
        flags[list(catchments)] = closed
        return replace(self, closed=flags)

    @cached_property
    def intakes(self) -> Intakes:
        """Which schools take in whom at which stage."""
        return Intakes.of(self.stage, self.closed, self.server_catchment, self.server_school, self.server_share)

    @cached_property
    def servers(self) -> IntArray:
        """(K, L) int32: the schools of each catchment, filled up with −1; L is the most schools any of them has."""
        order = np.lexsort((self.server_school, self.server_catchment))
        catchment, school = self.server_catchment[order], self.server_school[order]
        first = np.searchsorted(catchment, np.arange(len(self)))
        place = np.arange(len(order)) - first[catchment]
        table = np.full((len(self), int(place.max()) + 1 if len(place) else 1), -1, dtype=np.int32)
        table[catchment, place] = school
        return frozen(table, np.int32)

    @classmethod
    def one_school_each(cls, stages: tuple[Stage, ...], schools: Schools, pairs: list[tuple[int, int]]) -> Catchments:
        """Return catchments served by one school each, from (stage index, school index) pairs."""
        return cls(
            tuple(f"{stages[s].id}/{schools.ids[h]}" for s, h in pairs),
            tuple(schools.names[h] for _, h in pairs),
            np.array([s for s, _ in pairs]),
            np.arange(len(pairs)),
            np.array([h for _, h in pairs]),
            np.ones(len(pairs)),
        )


@dataclass(frozen=True, eq=False)
class Plan:
    """One complete proposal.

    Attributes
    ----------
    name
        Name for people, unique in a project.
    stages
        The dataset's stages.
    coverage
        The blocks with their corners where this plan puts them.
    catchments
        The catchments that blocks can belong to.
    catchment_of_face
        (S, F) int32: index of the catchment, −1 where the block belongs to none.
    schools
        The schools with the places they have in this plan.
    locked
        Ids of schools whose catchments no edit may change.
    locked_catchments
        Ids of catchments that no edit may change.
    locked_faces
        Ids of blocks that no edit may give away, reshape or split.
    by_places
        Ids of joint zones whose pupils go to the nearest school with places; the other zones go by shares.
    funding
        The funding model as TOML, see :mod:`piiri.funding`; empty for none.
    school_figures
        Figures of schools that the plan cannot count, such as last year's amounts, as CSV; empty for none.
    money_use
        What schools do with their money, in the order of their ids; see :mod:`.money_use`.
    """

    name: str
    stages: tuple[Stage, ...]
    coverage: Coverage
    catchments: Catchments
    catchment_of_face: IntArray
    schools: Schools
    locked: frozenset[str] = frozenset()
    locked_catchments: frozenset[str] = frozenset()
    locked_faces: frozenset[str] = frozenset()
    by_places: frozenset[str] = frozenset()
    funding: str = ""
    school_figures: str = ""
    money_use: tuple[MoneyUse, ...] = ()

    def __post_init__(self) -> None:
        table = frozen(self.catchment_of_face, np.int32)
        if table.shape != (len(self.stages), self.coverage.face_count):
            raise ValueError("catchment_of_face must be (stages, faces)")
        object.__setattr__(self, "catchment_of_face", table)

    def validate(self) -> None:
        """Raise ``ValueError`` where a block belongs to a catchment that does not exist or is of another stage."""
        for stage, row in enumerate(self.catchment_of_face):
            used = np.unique(row[row >= 0])
            if len(used) and (used[-1] >= len(self.catchments) or (self.catchments.stage[used] != stage).any()):
                raise ValueError(f"stage {stage} uses a catchment that is not its own")

    def stage_index(self, stage: str) -> int:
        """Return the position of a stage; ``KeyError`` where its id is not known."""
        for position, candidate in enumerate(self.stages):
            if candidate.id == stage:
                return position
        raise KeyError(stage)

    def servers_of(self, catchment: int) -> tuple[tuple[str, float], ...]:
        """Return the ids of the schools that serve a catchment, with their shares, by id."""
        c = self.catchments
        mine = np.flatnonzero(c.server_catchment == catchment)
        return tuple(sorted((self.schools.ids[c.server_school[j]], float(c.server_share[j])) for j in mine))

    def renamed(self, name: str) -> Plan:
        """Return the same plan under another name."""
        return replace(self, name=name)

    @property
    def has_locks(self) -> bool:
        """True where anything is locked."""
        return bool(self.locked or self.locked_catchments or self.locked_faces)

    @cached_property
    def locked_catchment(self) -> BoolArray:
        """(K,) True for catchments that are locked themselves or served by a locked school."""
        c = self.catchments
        found = np.array([key in self.locked_catchments for key in c.ids], dtype=np.bool_)
        if self.locked:
            school = np.array([key in self.locked for key in self.schools.ids], dtype=np.bool_)
            found[c.server_catchment[school[c.server_school]]] = True
        return frozen(found, np.bool_)

    @cached_property
    def locked_face(self) -> BoolArray:
        """(F,) True for blocks that are locked themselves."""
        found = np.zeros(self.coverage.face_count, dtype=np.bool_)
        index = self.coverage.topology.face_index
        found[[index[face] for face in self.locked_faces if face in index]] = True
        return frozen(found, np.bool_)

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of the decision itself: corners, assignment, catchments, places, locks and funding, not the name."""
        c = self.catchments
        return digest(
            (
                self.coverage.fingerprint,
                self.catchment_of_face,
                c.ids,
                c.server_catchment,
                c.server_school,
                c.server_share,
                self.schools.fingerprint,
                sorted(self.locked),
                sorted(self.locked_catchments),
                sorted(self.locked_faces),
                c.closed,
                sorted(self.by_places),
                *((self.funding, self.school_figures) if self.funding or self.school_figures else ()),
                *((repr(self.money_use),) if self.money_use else ()),
            )
        )
