"""Pupils as weighted points: from counts by block, from a file of pupils, or made up from a seed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from ..errors import InputError
from ..i18n import N_
from ..model.arrays import Array, BoolArray, FloatArray, IntArray, LongArray
from ..model.dataset import Pupils, pupil_columns
from ..model.points import PointLayer
from ..model.stages import Stage
from .addresses import AddressPoints, placed_by_address, says_addresses
from .areas import Layout
from .columns import MASKED, class_grade, flags, numbers, texts
from .mapping import ImportMapping, LayerMapping
from .report import Findings
from .schools import SchoolBook, distinct
from .table import Table

_MOST = 1_000_000
_SCHOOL_AGE = 7
_GRADES, _AGES = 9, 7
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
    """

    xy: FloatArray
    pupils: LongArray
    by_grade: LongArray
    by_age: LongArray
    by_group: LongArray
    stage: IntArray
    grade: IntArray
    attends: IntArray


def stage_for(stages: tuple[Stage, ...], language: str, grade: int) -> int:
    """Return the index of the first stage that places a pupil, −1 for none."""
    return next((s for s, stage in enumerate(stages) if stage.holds(language, grade)), -1)


def pupils_of_blocks(table: Table, layout: Layout, mapping: ImportMapping, findings: Findings) -> list[People]:
    """Return the counts of a blocks layer as one point a block and grade, at a point inside the block.

    A block that catchment borders cut keeps its pupils together, in its first piece. Groups are counted by block, not
    by grade: where both are given, a block is one point whose grade is not known.

    Raises
    ------
    InputError
        ``groups-over-stages``: groups with grades of several stages.
    """
    spec, stages = table.spec, mapping.stages
    graded = {grade: _counts(table, column, findings) for grade, column in spec.grades.items()}
    if "pupils" in spec.columns:
        total = _counts(table, spec.columns["pupils"], findings)
    elif graded:
        total = np.sum(list(graded.values()), axis=0)
    else:
        return []
    by_group = np.zeros((len(table), len(mapping.groups)), dtype=np.int64)
    for position, group in enumerate(mapping.groups):
        if group.key in spec.groups:
            by_group[:, position] = _counts(table, spec.groups[group.key].column, findings)
    rows = np.flatnonzero(table.usable)
    xy = _block_points(table, layout)[rows]
    stage_of = {grade: _stage_of_block(spec, stages, grade, findings) for grade in graded or (stages[0].grades[0],)}
    if graded and not spec.groups:
        return [
            _people(xy, n[rows], _one_grade(n[rows], grade), by_group[rows], stage_of[grade], grade)
            for grade, n in graded.items()
        ]
    if len(set(stage_of.values())) > 1:
        raise InputError(
            "groups-over-stages",
            N_("In {file}: groups cannot be counted by block where the grades belong to several stages."),
            N_("Give each stage a layer of its own, or leave the groups out."),
            file=mapping.file,
        )
    by_grade = sum((_one_grade(n[rows], grade) for grade, n in graded.items()), np.zeros((len(rows), _GRADES), int))
    return [_people(xy, total[rows], by_grade, by_group[rows], next(iter(stage_of.values())), 0)]


def _block_points(table: Table, layout: Layout) -> FloatArray:
    """(N, 2) a point inside each block; that of a block taken for a sliver lies where the block was."""
    xy = np.full((len(table), 2), np.nan)
    there = np.flatnonzero(~shapely.is_missing(layout.shapes[table]))
    xy[there] = shapely.get_coordinates(shapely.point_on_surface(layout.shapes[table][there]))
    rows, face = np.unique(layout.row_of_face[table], return_index=True)
    xy[rows[rows >= 0]] = layout.coverage.label_points[face[rows >= 0]]
    return xy


def _stage_of_block(spec: LayerMapping, stages: tuple[Stage, ...], grade: int, findings: Findings) -> int:
    named = next((s for s, stage in enumerate(stages) if stage.id == spec.stage), None)
    if named is not None and (not spec.grades or grade in stages[named].grades):
        return named
    stage = stage_for(stages, "", grade)
    if stage < 0 or named is not None:
        findings.stop(
            "stage-not-said",
            spec.file,
            N_("{file}: it is not said which stage places the pupils of its blocks (grade {grade})."),
            N_('Write stage = "…" for this layer into the mapping, with the id of a stage that has this grade.'),
            layer=spec.layer,
            grade=grade,
        )
    return stage


def _counts(table: Table, column: str, findings: Findings) -> LongArray:
    """Read a column of counts; hidden ones count as nobody and are listed."""
    read = numbers(table, column, findings, whole=True, low=0, high=_MOST)
    hidden = int((read.hidden & table.usable).sum())
    if hidden:
        findings.list(
            "counts-hidden",
            table.file,
            N_("{file}: numbers that are not given in column “{column}”: {n}."),
            N_("They count as 0; ask for them if they matter."),
            layer=table.spec.layer,
            column=column,
            n=hidden,
        )
    return np.nan_to_num(read.values).astype(np.int64)


def _one_grade(count: LongArray, grade: int) -> LongArray:
    by_grade = np.zeros((len(count), _GRADES), dtype=np.int64)
    if 1 <= grade <= _GRADES:
        by_grade[:, grade - 1] = count
    return by_grade


def _people(
    xy: FloatArray, pupils: LongArray, by_grade: LongArray, by_group: LongArray, stage: int, grade: int
) -> People:
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

    grade, age, weight = whole("grade", _GRADES), whole("age", 120), whole("weight", _MOST)
    weight = np.where(np.isnan(weight), 1, weight).astype(np.int64)
    if "class" in spec.columns:
        grade = _grades_of_classes(table, spec.columns["class"], protected, findings)
    grade = np.where(np.isnan(grade) & (age >= _SCHOOL_AGE) & (age < _SCHOOL_AGE + _GRADES), age - 6, grade)
    young = np.isnan(grade) & (age < _SCHOOL_AGE)
    language = texts(table.columns[spec.columns["language"]]) if "language" in spec.columns else np.full(len(table), "")
    language = np.array([spec.languages.get(said, said) for said in language], dtype=object)
    # a child not yet at school will be placed by the stage that takes in its first grade
    placed_by = np.where(young, 1, np.nan_to_num(grade, nan=-1)).astype(np.int64)
    placed_by[np.isnan(grade) & (age >= _SCHOOL_AGE + _GRADES)] = _PAST_SCHOOL
    stage = _stages(table, language, placed_by, mapping.stages, findings)
    by_age = np.zeros((len(table), _AGES), dtype=np.int64)
    by_age[np.flatnonzero(young), age[young].astype(np.int64)] = weight[young]
    pupils = np.where(young, 0, weight)
    known = np.nan_to_num(grade).astype(np.int64)
    by_grade = np.zeros((len(table), _GRADES), dtype=np.int64)
    at = np.flatnonzero(known > 0)
    by_grade[at, known[at] - 1] = pupils[at]
    by_group = np.zeros((len(table), len(mapping.groups)), dtype=np.int64)
    for position, group in enumerate(mapping.groups):
        if (where := spec.groups.get(group.key)) is not None:
            by_group[:, position] = pupils * flags(table, where.column, findings, where.values)
    attends = _attends(table, stage, mapping, book, findings)
    _note_placeless(table, xy, protected | told, findings)
    keep = table.usable
    return People(
        xy[keep], pupils[keep], by_grade[keep], by_age[keep], by_group[keep], stage[keep], known[keep], attends[keep]
    )


def _grades_of_classes(table: Table, column: str, protected: BoolArray, findings: Findings) -> FloatArray:
    """Return the grades that names of classes say; rows whose class says none are listed, and keep no grade."""
    said = texts(table.columns[column])
    grade = np.array([class_grade(value) for value in said], dtype=np.float64)
    grade[(grade < 0) | (grade > _GRADES)] = np.nan
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


def _stages(table: Table, language: Array, grade: LongArray, stages: tuple[Stage, ...], findings: Findings) -> IntArray:
    spec = table.spec
    stage = np.full(len(table), -1, dtype=np.int64)
    fixed = {stage.id: s for s, stage in enumerate(stages)} | {stage.name: s for s, stage in enumerate(stages)}
    if "stage" in spec.columns:
        stage = np.array([fixed.get(each, -1) for each in texts(table.columns[spec.columns["stage"]])], dtype=np.int64)
    else:
        only = [fixed[spec.stage]] if spec.stage else range(len(stages))
        for said in np.unique(language.astype(str)):
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


def _attends(table: Table, stage: IntArray, mapping: ImportMapping, book: SchoolBook, findings: Findings) -> IntArray:
    attends = np.full(len(table), -1, dtype=np.int32)
    if "attends" not in table.spec.columns:
        return attends
    column = table.spec.columns["attends"]
    said = texts(table.columns[column])
    for name in distinct(said[table.usable]):
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
    by_grade = np.zeros((seeded.count, _GRADES), dtype=np.int64)
    at = np.flatnonzero(grade > 0)
    by_grade[at, grade[at] - 1] = 1
    made = _people(xy, one, by_grade, by_group, 0, 0)
    return People(made.xy, one, by_grade, made.by_age, by_group, stage, grade, made.attends)


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
    empty = _people(np.zeros((0, 2)), nobody, np.zeros((0, _GRADES), int), np.zeros((0, g), int), 0, 0)
    fields = [
        np.concatenate([np.asarray(getattr(part, name)).reshape(len(part.xy), width) for part in (empty, *parts)])
        for name, width in (("xy", 2), ("pupils", 1), ("by_grade", _GRADES), ("by_group", g), ("by_age", _AGES))
    ]
    xy, pupils, by_grade, by_group, by_age = fields
    grades, ages = bool(by_grade.any()), bool(by_age.any())
    columns = pupil_columns(mapping.groups, grades=grades, ages=ages)
    values = np.hstack((pupils, by_grade if grades else by_grade[:, :0], by_group, by_age if ages else by_age[:, :0]))
    stage, grade, attends = (
        np.concatenate([np.zeros(0, int), *(getattr(part, name) for part in parts)])
        for name in ("stage", "grade", "attends")
    )
    new = np.full(max(kept, default=-1) + 2, -1)
    new[list(kept)] = list(kept.values())
    return Pupils(PointLayer("pupils", xy, columns, values), stage, grade, new[attends])
