"""Pupils counted by block: one point a block, and what keeps a count from being known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import shapely

from ..errors import InputError
from ..i18n import N_
from ..model.arrays import FloatArray, LongArray
from ..model.stages import Stage
from .areas import Layout
from .columns import UNTOLD_SIGNS, numbers
from .mapping import ImportMapping, LayerMapping
from .people import GRADES, MOST, People, one_grade, people_at, stage_for
from .report import Findings
from .table import Table


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
    read = {grade: _counts(table, column, findings) for grade, column in spec.grades.items()}
    graded = {grade: counts for grade, (counts, _) in read.items()}
    if "pupils" in spec.columns:
        total, unknown = _counts(table, spec.columns["pupils"], findings)
    elif graded:
        total = np.sum(list(graded.values()), axis=0)
        unknown = np.max([each for _, each in read.values()], axis=0)
    else:
        return []
    by_group = np.zeros((len(table), len(mapping.groups)), dtype=np.int64)
    untold = np.zeros((len(table), 1 + len(mapping.groups), 2), dtype=np.int64)
    untold[:, 0] = unknown
    for position, group in enumerate(mapping.groups):
        if group.key in spec.groups:
            by_group[:, position], untold[:, 1 + position] = _counts(table, spec.groups[group.key].column, findings)
    lost = untold[:, 0].any(axis=1)  # without its pupils, a group of a block has no share
    by_group[lost] = 0
    asked = np.array([group.key in spec.groups for group in mapping.groups], dtype=np.int64).reshape(-1, 1)
    untold[lost, 1:] |= untold[lost, :1] * asked
    rows = np.flatnonzero(table.usable)
    xy = _block_points(table, layout)[rows]
    stage_of = {grade: _stage_of_block(spec, stages, grade, findings) for grade in graded or (stages[0].grades[0],)}
    if graded and not spec.groups:
        return [
            replace(
                people_at(xy, n[rows], one_grade(n[rows], grade), by_group[rows], stage_of[grade], grade),
                untold=np.concatenate((unknown[rows, None], untold[rows, 1:]), axis=1),
            )
            for grade, (n, unknown) in read.items()
        ]
    if len(set(stage_of.values())) > 1:
        raise InputError(
            "groups-over-stages",
            N_("In {file}: groups cannot be counted by block where the grades belong to several stages."),
            N_("Give each stage a layer of its own, or leave the groups out."),
            file=mapping.file,
        )
    by_grade = sum((one_grade(n[rows], grade) for grade, n in graded.items()), np.zeros((len(rows), GRADES), int))
    made = people_at(xy, total[rows], by_grade, by_group[rows], next(iter(stage_of.values())), 0)
    return [replace(made, untold=untold[rows])]


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


def _counts(table: Table, column: str, findings: Findings) -> tuple[LongArray, LongArray]:
    """Read a column of counts, (N,), and where it is hidden or absent, (N, 2): there it counts 0, and is listed."""
    read = numbers(table, column, findings, whole=True, low=0, high=MOST, signs=UNTOLD_SIGNS)
    hidden = int((read.hidden & table.usable).sum())
    if hidden:
        findings.list(
            "counts-hidden",
            table.file,
            N_("{file}: numbers that are not given in column “{column}”: {n}."),
            N_("A sum over them is at least what it says; ask for them if they matter."),
            layer=table.spec.layer,
            column=column,
            n=hidden,
        )
    unknown = np.column_stack((read.hidden & ~read.absent, read.absent)).astype(np.int64)
    return np.nan_to_num(read.values).astype(np.int64), unknown
