"""The dataset: what the municipality's files said, frozen. Plans change; the dataset never does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import numpy as np

from .arrays import Array, FloatArray, IntArray, digest, frozen
from .coverage import Coverage
from .observations import Observations
from .points import Column, PointLayer
from .schools import Schools
from .stages import Stage
from .ways import Ways


@dataclass(frozen=True, slots=True)
class Group:
    """A part of the pupils whose spread over the schools is followed: the key of its column and its name."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class DistanceLimit:
    """The longest journey a municipality accepts for some grades.

    Attributes
    ----------
    grades
        Grades it holds for.
    limit_m
        Metres.
    inclusive
        True where the rule says *at least* (Helsinki), False where it says *over* (Espoo, Vantaa, the law).
    """

    grades: tuple[int, ...]
    limit_m: float
    inclusive: bool

    @property
    def beyond_from_cm(self) -> int:
        """The shortest distance in whole centimetres that counts as beyond the limit.

        >>> DistanceLimit((1,), 2000.0, True).beyond_from_cm, DistanceLimit((1,), 2000.0, False).beyond_from_cm
        (200000, 200001)
        """
        return round(self.limit_m * 100) + (0 if self.inclusive else 1)


HELSINKI_LIMITS = (DistanceLimit(tuple(range(1, 7)), 2000.0, True), DistanceLimit((7, 8, 9), 3000.0, True))
"""At least 2 km in grades 1-6 and 3 km in grades 7-9: the limits Helsinki publishes for its school transport."""


@dataclass(frozen=True, eq=False)
class Backdrop:
    """Lines or areas drawn for orientation only.

    Attributes
    ----------
    kind
        What it is, so that it can be drawn and used as a barrier.
    xy
        (P, 2) float64, metres, all parts after one another.
    start
        (L + 1,) int32: part ``i`` is ``xy[start[i]:start[i + 1]]``; areas are closed rings.
    """

    kind: Literal["land", "water", "river", "road", "street", "rail"]
    xy: FloatArray
    start: IntArray

    def __post_init__(self) -> None:
        object.__setattr__(self, "xy", frozen(np.asarray(self.xy, dtype=np.float64).reshape(-1, 2), np.float64))
        object.__setattr__(self, "start", frozen(self.start, np.int32))


PSEUDONYM_BYTES = 16
"""Length of a pupil's pseudonym: too long for two of a million pupils to share one."""


@dataclass(frozen=True, eq=False)
class Pupils:
    """The pupils and children, and which stage places each of them.

    Attributes
    ----------
    points
        Columns: ``pupils``, ``grade_1``..``grade_9``, one a group, ``age_0``..``age_6`` for coming cohorts (a child not
        yet at school counts 0 in ``pupils`` and 1 in its age).
    stage
        (N,) int16: index of the stage that places the point, −1 for none.
    grade
        (N,) int8: grade, 0 where not known or not at school.
    attends
        (N,) int32: index of the school attended today, −1 where not known.
    ids
        (N, 16) uint8: a pseudonym by which a pupil is known again next year, zeros where there is none; None where
        nobody has one. It cannot be turned back without the key, which is never in the project.
    """

    points: PointLayer
    stage: Array
    grade: Array
    attends: IntArray
    ids: Array | None = None

    def __post_init__(self) -> None:
        n = len(self.points)
        if self.ids is not None:
            ids = frozen(self.ids, np.uint8)
            if ids.shape != (n, PSEUDONYM_BYTES):
                raise ValueError("ids must be one pseudonym a point")
            object.__setattr__(self, "ids", ids)
        for name, dtype in (("stage", np.int16), ("grade", np.int8), ("attends", np.int32)):
            value = frozen(getattr(self, name), dtype)
            if value.shape != (n,):
                raise ValueError(f"{name} must have one value a point")
            object.__setattr__(self, name, value)

    def __len__(self) -> int:
        return len(self.points)

    @cached_property
    def attendance_known(self) -> bool:
        """True where the data say of anybody which school is attended."""
        return bool((self.attends >= 0).any())


def pupil_columns(groups: tuple[Group, ...] = (), *, grades: bool = True, ages: bool = True) -> tuple[Column, ...]:
    """Return the customary columns of a pupils' layer, in their order.

    >>> [column.key for column in pupil_columns((Group("foreign_language", "Foreign-language"),), ages=False)][-2:]
    ['grade_9', 'foreign_language']
    """
    columns = [Column("pupils", "Pupils", "pupils")]
    if grades:
        columns += [Column(f"grade_{grade}", f"Grade {grade}", "grade", "pupils") for grade in range(1, 10)]
    columns += [Column(group.key, group.name, "group", "pupils") for group in groups]
    if ages:
        columns += [Column(f"age_{age}", f"Age {age}", "age") for age in range(7)]
    return tuple(columns)


@dataclass(frozen=True, eq=False)
class Dataset:
    """All that was loaded.

    Attributes
    ----------
    name
        Name of the municipality or area.
    crs
        The metric CRS of all coordinates, as ``"EPSG:3067"`` or WKT.
    stages, schools, pupils
        See their classes.
    coverage
        The planning blocks as loaded. A plan may move its corners; pupils and statistics stay where they are.
    residents
        Statistics as weighted points, counted in every stage.
    groups
        The parts of the pupils whose mix is followed; each has a column in ``pupils.points``.
    limits
        Distance limits by grade.
    backdrop
        For orientation.
    notes
        Facts to carry along: year, sources.
    ways
        Roads and paths on which the way to school is measured; None: it is measured straight.
    observations
        What was observed by year and school. No figure of a plan rests on it.
    own_indicators
        The municipality's own indicators as TOML, see :mod:`piiri.indicators.own`; empty where it has none.
    """

    name: str
    crs: str
    stages: tuple[Stage, ...]
    schools: Schools
    coverage: Coverage
    pupils: Pupils
    residents: tuple[PointLayer, ...] = ()
    groups: tuple[Group, ...] = ()
    limits: tuple[DistanceLimit, ...] = HELSINKI_LIMITS
    backdrop: tuple[Backdrop, ...] = ()
    notes: Mapping[str, str] = field(default_factory=dict)
    ways: Ways | None = None
    observations: Observations = field(default_factory=Observations)
    own_indicators: str = ""

    def __post_init__(self) -> None:
        if len({stage.id for stage in self.stages}) != len(self.stages) or not self.stages:
            raise ValueError("a dataset needs stages with ids of their own")
        for group in self.groups:
            self.pupils.points.index(group.key)
        if len(self.pupils) and int(self.pupils.stage.max()) >= len(self.stages):
            raise ValueError("a pupil belongs to a stage that does not exist")

    def stage_index(self, stage: str) -> int:
        """Return the position of a stage; ``KeyError`` where its id is not known."""
        for position, candidate in enumerate(self.stages):
            if candidate.id == stage:
                return position
        raise KeyError(stage)

    def limit_of(self, grade: int, stage: int) -> DistanceLimit | None:
        """Return the limit for a grade; for grade 0 (not known) that of the stage's lowest grade."""
        wanted = grade or self.stages[stage].grades[0]
        return next((limit for limit in self.limits if wanted in limit.grades), None)

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of everything that figures rest on; equal for equal data on any machine."""
        pupils = self.pupils
        return digest(
            (
                self.crs,
                [(s.id, s.language, s.grades) for s in self.stages],
                self.schools.fingerprint,
                self.coverage.fingerprint,
                pupils.points.fingerprint,
                pupils.stage,
                pupils.grade,
                pupils.attends,
                [layer.fingerprint for layer in self.residents],
                [group.key for group in self.groups],
                [(r.grades, r.limit_m, r.inclusive) for r in self.limits],
                *(() if self.ways is None else (self.ways.fingerprint,)),
                *(() if pupils.ids is None else (pupils.ids,)),
            )
        )
