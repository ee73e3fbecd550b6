"""Pupils as weighted points: from a file of pupils, or made up from a seed; and what joins them with others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely

from ..i18n import N_, tr
from ..model.arrays import Array, BoolArray, FloatArray, IntArray, LongArray
from ..model.dataset import PSEUDONYM_BYTES, Pupils, pupil_columns
from ..model.points import UNTOLD, Column, PointLayer
from ..model.stages import Stage
from ..progress import Part, Progress, silent
from .addresses import AddressPoints, placed_by_address, says_addresses
from .areas import Layout
from .columns import MASKED, class_grade, flags, numbers, texts
from .identity import pseudonym_key, pseudonyms
from .mapping import ImportMapping, LayerMapping
from .report import Findings
from .schools import SchoolBook, distinct
from .table import Table

MOST = 1_000_000
_SCHOOL_AGE = 7
GRADES, _AGES = 9, 7
_PAST_SCHOOL = 10
"""Stands for a grade that no stage has."""


@dataclass(frozen=True, eq=False)
class People:
    """Pupils and children of one source, N points.

    Attributes
    ----------
    xy
        (N, 2) metres; NaN without a place.
    pupils
        (N,) how many at school each point stands for.
    by_grade, by_age
        (N, 9) and (N, 7) how many of them are in grade 1-9, or of age 0-6 and not yet at school.
    by_group
        (N, G) how many belong to each group of the mapping.
    stage, grade, attends
        (N,) as in :class:`piiri.model.dataset.Pupils`; ``attends`` holds positions in the book of schools.
    untold
        (N, 1 + G, 2) 0 or 1: is the point's count of pupils, or of a group, hidden, and is it absent? None: nowhere.
    ids
        (N, 16) as in :class:`piiri.model.dataset.Pupils`; None without any.
    """

    xy: FloatArray
    pupils: LongArray
    by_grade: LongArray
    by_age: LongArray
    by_group: LongArray
    stage: IntArray
    grade: IntArray
    attends: IntArray
    untold: LongArray | None = None
    ids: Array | None = None

    def __post_init__(self) -> None:
        if self.untold is None:
            object.__setattr__(self, "untold", np.zeros((len(self.xy), 1 + self.by_group.shape[1], 2), dtype=np.int64))


def stage_for(stages: tuple[Stage, ...], language: str, grade: int) -> int:
    """Return the index of the first stage that places a pupil, −1 for none."""
    return next((s for s, stage in enumerate(stages) if stage.holds(language, grade)), -1)


def one_grade(count: LongArray, grade: int) -> LongArray:
    """Return (N, 9): counts of pupils who are all in one grade."""
    by_grade = np.zeros((len(count), GRADES), dtype=np.int64)
    if 1 <= grade <= GRADES:
        by_grade[:, grade - 1] = count
    return by_grade


def people_at(
    xy: FloatArray, pupils: LongArray, by_grade: LongArray, by_group: LongArray, stage: int, grade: int
) -> People:
    """Return points of one stage and grade; a grade of 0 is not known."""
    n = len(xy)
    none = np.full(n, -1, dtype=np.int32)
    ages = np.zeros((n, _AGES), dtype=np.int64)
    return People(xy, pupils, by_grade, ages, by_group, np.full(n, stage), np.full(n, grade), none)


def pupils_of_file(
    table: Table,
    xy: FloatArray,
    mapping: ImportMapping,
    book: SchoolBook,
    findings: Findings,
    addresses: AddressPoints | None = None,
    progress: Progress = silent,
) -> People:
    """Return the pupils of a file, one point a row.

    Parameters
    ----------
    xy
        (N, 2) metres. Protected pupils lose theirs here, before anything else sees it.
    addresses
        In which pupils without coordinates are looked up.
    """
    spec = table.spec
    column = spec.columns.get("protected")
    protected = flags(table, column, findings) if column else np.zeros(len(table), dtype=bool)
    xy = np.where(protected[:, None], np.nan, xy)
    told = np.zeros(len(table), dtype=bool)
    if addresses is not None and says_addresses(spec):
        xy, told = placed_by_address(table, xy, protected, addresses, mapping.streets, findings)

    def whole(key: str, high: int) -> FloatArray:
        if key not in spec.columns:
            return np.full(len(table), np.nan)
        return numbers(table, spec.columns[key], findings, whole=True, low=0, high=high, masked=protected).values

    grade, age, weight = whole("grade", GRADES), whole("age", 120), whole("weight", MOST)
    weight = np.where(np.isnan(weight), 1, weight).astype(np.int64)
    if "class" in spec.columns:
        grade = _grades_of_classes(table, spec.columns["class"], protected, findings)
    grade = np.where(np.isnan(grade) & (age >= _SCHOOL_AGE) & (age < _SCHOOL_AGE + GRADES), age - 6, grade)
    young = np.isnan(grade) & (age < _SCHOOL_AGE)
    text = tr("Placing pupils and residents")
    progress(0.25, text)
    language = texts(table.columns[spec.columns["language"]]) if "language" in spec.columns else np.full(len(table), "")
    language = np.array([spec.languages.get(said, said) for said in language], dtype=object)
    # a child not yet at school will be placed by the stage that takes in its first grade
    placed_by = np.where(young, 1, np.nan_to_num(grade, nan=-1)).astype(np.int64)
    placed_by[np.isnan(grade) & (age >= _SCHOOL_AGE + GRADES)] = _PAST_SCHOOL
    progress(0.3, text)
    stage = _stages(table, language, placed_by, mapping.stages, findings, Part(progress, 0.3, 0.5))
    progress(0.5, text)
    by_age = np.zeros((len(table), _AGES), dtype=np.int64)
    by_age[np.flatnonzero(young), age[young].astype(np.int64)] = weight[young]
    pupils = np.where(young, 0, weight)
    known = np.nan_to_num(grade).astype(np.int64)
    by_grade = np.zeros((len(table), GRADES), dtype=np.int64)
    at = np.flatnonzero(known > 0)
    by_grade[at, known[at] - 1] = pupils[at]
    by_group = np.zeros((len(table), len(mapping.groups)), dtype=np.int64)
    for position, group in enumerate(mapping.groups):
        if (where := spec.groups.get(group.key)) is not None:
            by_group[:, position] = pupils * flags(table, where.column, findings, where.values)
    progress(0.75, text)
    attends = _attends(table, stage, mapping, book, findings, Part(progress, 0.75, 1.0))
    _note_placeless(table, xy, protected | told, findings)
    keep = table.usable
    made = People(
        xy[keep], pupils[keep], by_grade[keep], by_age[keep], by_group[keep], stage[keep], known[keep], attends[keep]
    )
    if "person" not in spec.columns:
        return made
    return replace(made, ids=_ids(table, spec.columns["person"], protected, findings)[keep])


def _ids(table: Table, column: str, protected: BoolArray, findings: Findings) -> Array:
    """(N, 16) pseudonyms; none for pupils whose address is protected: nothing follows them from year to year."""
    ids = pseudonyms(texts(table.columns[column]), pseudonym_key())
    lost = ~ids.any(axis=1) & ~protected & table.usable
    ids[protected] = 0
    known = ids[ids.any(axis=1) & table.usable]
    twice = len(known) - len(np.unique(known, axis=0)) if len(known) else 0
    for code, n, text, mend in (
        (
            "person-unknown",
            int(lost.sum()),
            N_("{file}: rows whose “{column}” is no identity number: {n}."),
            N_("These pupils will not be known again next year."),
        ),
        (
            "person-doubled",
            twice,
            N_("{file}: rows whose “{column}” stands in another row too: {n}."),
            N_("They are kept, and counted each; check whether a pupil stands in the file twice."),
        ),
    ):
        if n:
            findings.list(code, table.file, text, mend, layer=table.spec.layer, column=column, n=n)
    return ids


def _grades_of_classes(table: Table, column: str, protected: BoolArray, findings: Findings) -> FloatArray:
    """Return the grades that names of classes say; rows whose class says none are listed, and keep no grade."""
    said = texts(table.columns[column])
    grade = np.array([class_grade(value) for value in said], dtype=np.float64)
    grade[(grade < 0) | (grade > GRADES)] = np.nan
    lost = np.flatnonzero(np.isnan(grade) & (said != "") & table.usable)
    if len(lost):
        first = int(lost[0])
        findings.list(
            "class-without-grade",
            table.file,
            N_("{file}: classes in column “{column}” that name no grade from 0 to 9: {n}, the first is “{value}”."),
            N_("Their pupils are kept without a grade; complete them in the file."),
            **table.place(first, column),
            value=MASKED if protected[first] else said[first],
            n=len(lost),
            rows=table.row[lost].tolist(),
        )
    return grade


def _stages(
    table: Table,
    language: Array,
    grade: LongArray,
    stages: tuple[Stage, ...],
    findings: Findings,
    progress: Progress,
) -> IntArray:
    spec = table.spec
    stage = np.full(len(table), -1, dtype=np.int64)
    fixed = {stage.id: s for s, stage in enumerate(stages)} | {stage.name: s for s, stage in enumerate(stages)}
    if "stage" in spec.columns:
        stage = np.array([fixed.get(each, -1) for each in texts(table.columns[spec.columns["stage"]])], dtype=np.int64)
    else:
        only = [fixed[spec.stage]] if spec.stage else range(len(stages))
        languages = np.unique(language.astype(str))
        for n, said in enumerate(languages):
            progress(n / len(languages), tr("Placing pupils and residents"))
            for each in np.unique(grade):
                # without a grade, or a language, whatever is not said is not asked
                fits = [
                    s
                    for s in only
                    if (each < 0 or each in stages[s].grades) and stages[s].language in ("", said or stages[s].language)
                ]
                if len(fits) == 1 or (fits and said and each >= 0):
                    stage[(language == said) & (grade == each)] = fits[0]
    lost = np.flatnonzero((stage < 0) & table.usable)
    if len(lost):
        findings.list(
            "no-stage",
            table.file,
            N_("{file}: pupils who belong to no stage by their grade and language: {n}, the first in row {row}."),
            N_("They are kept but count for no school; check the stages in the mapping."),
            **table.place(int(lost[0])),
            n=len(lost),
            rows=table.row[lost].tolist(),
        )
    return stage


def _attends(
    table: Table,
    stage: IntArray,
    mapping: ImportMapping,
    book: SchoolBook,
    findings: Findings,
    progress: Progress,
) -> IntArray:
    attends = np.full(len(table), -1, dtype=np.int32)
    if "attends" not in table.spec.columns:
        return attends
    column = table.spec.columns["attends"]
    said = texts(table.columns[column])
    names = distinct(said[table.usable])
    for n, name in enumerate(names):
        progress(n / len(names), tr("Placing pupils and residents"))
        here = said == name
        for s in np.unique(stage[here]):
            found = book.find(name, mapping.stages[s].id if s >= 0 else "")
            if len(found) == 1:
                attends[here & (stage == s)] = found[0]
        lost = np.flatnonzero(here & (attends < 0) & table.usable)
        if len(lost):
            findings.list(
                "attends-unknown",
                table.file,
                N_("{file}: “{value}” in column “{column}” is no school that is known (pupils: {n})."),
                N_("Did you mean {nearest}? Say so under [aliases]; until then their school is not known."),
                **table.place(int(lost[0]), column),
                value=name,
                n=len(lost),
                nearest=", ".join(book.nearest_names(name)) or "…",
            )
    return attends


def _note_placeless(table: Table, xy: FloatArray, known: BoolArray, findings: Findings) -> None:
    """Note pupils without a place, but for those of whom it is known why."""
    lost = np.flatnonzero(~np.isfinite(xy).all(axis=1) & ~known & table.usable)
    if len(lost):
        findings.list(
            "pupil-placeless",
            table.file,
            N_("{file}: pupils without a place: {n}, the first in row {row}."),
            N_("They are counted in the totals, not on the map; complete their coordinates."),
            **table.place(int(lost[0])),
            n=len(lost),
            rows=table.row[lost].tolist(),
        )


def seeded_pupils(spec: LayerMapping, layout: Layout, mapping: ImportMapping, findings: Findings) -> People:
    """Return pupils that are made up: spread evenly over the blocks' land, their grades evenly over those of the stage.

    The same seed gives the same pupils on every machine.
    """
    assert spec.seeded is not None
    seeded, random = spec.seeded, np.random.default_rng(spec.seeded.seed)
    whole = shapely.union_all(layout.coverage.polygons())
    shapely.prepare(whole)
    west, south, east, north = layout.coverage.extent
    xy = np.zeros((0, 2))
    while len(xy) < seeded.count:
        tried = random.uniform((west, south), (east, north), (2 * seeded.count + 16, 2))
        xy = np.vstack((xy, tried[shapely.contains_xy(whole, tried[:, 0], tried[:, 1])]))
    xy = xy[: seeded.count]
    named = [s for s, stage in enumerate(mapping.stages) if stage.id == spec.stage]
    stage = random.choice(named or len(mapping.stages), seeded.count)
    draw = random.random(seeded.count)
    grades = [np.array(each.grades) for each in mapping.stages]
    grade = np.array([grades[s][int(u * len(grades[s]))] for s, u in zip(stage, draw, strict=True)], dtype=np.int64)
    by_group = np.zeros((seeded.count, len(mapping.groups)), dtype=np.int64)
    for position, group in enumerate(mapping.groups):
        by_group[:, position] = random.random(seeded.count) < seeded.groups.get(group.key, 0.0)
    findings.list(
        "pupils-made-up",
        mapping.file,
        N_("{file}: pupils that are made up and spread evenly over the area: {n} (seed {seed})."),
        N_("Name a file of pupils for figures that mean something."),
        n=seeded.count,
        seed=str(seeded.seed),
    )
    one = np.ones(seeded.count, dtype=np.int64)
    by_grade = np.zeros((seeded.count, GRADES), dtype=np.int64)
    at = np.flatnonzero(grade > 0)
    by_grade[at, grade[at] - 1] = 1
    made = people_at(xy, one, by_grade, by_group, 0, 0)
    return People(made.xy, one, by_grade, made.by_age, by_group, stage, grade, made.attends)


def _untold_columns(
    mapping: ImportMapping, untold: LongArray, pupils: LongArray
) -> tuple[list[Column], list[LongArray]]:
    """The columns that say where counts are not known, and the base of each group that leaves those cells out; none
    where everything is known."""
    columns: list[Column] = []
    values: list[LongArray] = []
    keys = [("pupils", "Pupils"), *((group.key, group.name) for group in mapping.groups)]
    for position, (key, name) in enumerate(keys):
        for n, role in enumerate(UNTOLD):
            if untold[:, position, n].any():
                columns.append(Column(f"{key}_{role}", name, role, key))
                values.append(untold[:, [position], n])
        if position and untold[:, [0, position]].any():
            known = ~untold[:, [0, position]].any(axis=(1, 2))
            columns.append(Column(f"{key}_known", N_("Pupils with known values"), "group", "pupils"))
            values.append(np.where(known, pupils, 0)[:, None])
    return columns, values


def joined(parts: Sequence[People], mapping: ImportMapping, kept: dict[int, int]) -> Pupils:
    """Join all sources into the dataset's pupils.

    Parameters
    ----------
    parts
        From the functions above.
    kept
        Positions in the book of schools -> positions among the dataset's schools.
    """
    g = len(mapping.groups)
    nobody = np.zeros(0, dtype=np.int64)
    empty = people_at(np.zeros((0, 2)), nobody, np.zeros((0, GRADES), int), np.zeros((0, g), int), 0, 0)
    fields = [
        np.concatenate([np.asarray(getattr(part, name)).reshape(len(part.xy), width) for part in (empty, *parts)])
        for name, width in (("xy", 2), ("pupils", 1), ("by_grade", GRADES), ("by_group", g), ("by_age", _AGES))
    ]
    xy, pupils, by_grade, by_group, by_age = fields
    grades, ages = bool(by_grade.any()), bool(by_age.any())
    columns = pupil_columns(mapping.groups, grades=grades, ages=ages)
    values = np.hstack((pupils, by_grade if grades else by_grade[:, :0], by_group, by_age if ages else by_age[:, :0]))
    untold = np.concatenate([each.untold for each in (empty, *parts) if each.untold is not None])
    more, counted = _untold_columns(mapping, untold, pupils[:, 0])
    columns, values = (*columns, *more), np.hstack((values, *counted))
    stage, grade, attends = (
        np.concatenate([np.zeros(0, int), *(getattr(part, name) for part in parts)])
        for name in ("stage", "grade", "attends")
    )
    new = np.full(max(kept, default=-1) + 2, -1)
    new[list(kept)] = list(kept.values())
    ids = None
    if any(part.ids is not None and part.ids.any() for part in parts):
        none = [np.zeros((len(part.xy), PSEUDONYM_BYTES), dtype=np.uint8) for part in parts]
        ids = np.concatenate([blank if part.ids is None else part.ids for part, blank in zip(parts, none, strict=True)])
    return Pupils(PointLayer("pupils", xy, columns, values), stage, grade, new[attends], ids)
