"""What a preview moves, in the words of the label at the pointer; read from the figures, nothing is counted here."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from piiri.i18n import HARD_SPACE, HIDDEN, number, share, tr, trn
from piiri.indicators import at_least, mix
from piiri.indicators.blocks import SMALLEST_BASE
from piiri.indicators.table import IntakeTable
from piiri.model.arrays import FloatArray, IntArray
from piiri.session import State

from .money import money_moved
from .scene import committed_plan
from .tip import Tip, TipRow

_MOST_ROWS = 4


def pupils_moved(state: State, stage: int) -> int:
    """Return how many pupils the preview gives to another school of the stage, or takes out of every catchment."""
    now, was = state.evaluation, state.committed
    of_stage, delta = gains(state)
    if stage >= 0:
        delta = delta[of_stage == stage]
    chosen = None if stage < 0 else stage
    away = now.figures(chosen).unassigned - was.figures(chosen).unassigned
    return round(float(delta[delta > 0].sum()) + max(0, away))


def gains(state: State) -> tuple[IntArray, FloatArray]:
    """Return what each intake has more in the preview than in the plan kept last, matched by school and stage.

    Returns
    -------
    stage, pupils
        (U,) of the intakes of both plans; a school that one of them does not have counts as none there.
    """
    now, was = state.evaluation.table, state.committed.table
    pupils, before = now.column("pupils"), was.column("pupils")
    here, there = state.plan.schools, committed_plan(state).schools
    if here.ids == there.ids and np.array_equal(now.school, was.school) and np.array_equal(now.stage, was.stage):
        return now.stage, pupils - before
    left = {
        (stage, there.ids[school]): value
        for stage, school, value in zip(was.stage.tolist(), was.school.tolist(), before.tolist(), strict=True)
    }
    found = [
        (stage, value - left.pop((stage, here.ids[school]), 0.0))
        for stage, school, value in zip(now.stage.tolist(), now.school.tolist(), pupils.tolist(), strict=True)
    ]
    found += [(stage, -value) for (stage, _), value in left.items()]
    return np.array([stage for stage, _ in found], dtype=np.int32), np.array([value for _, value in found])


def position_before(state: State, school: int) -> int:
    """Return the number of a school in the plan kept last, −1 where that plan does not have it."""
    here, there = state.plan.schools, committed_plan(state).schools
    if here.ids == there.ids:
        return school
    key = here.ids[school]
    return there.index(key) if key in there else -1


def rows(state: State, stage: int) -> tuple[TipRow, ...]:
    """Return the schools whose pupils change, the one that gains most first, and *Unassigned* where it does.

    Each has its use before and now, or its pupils where its places are not known; where the dataset has groups, the
    share of the first one among its pupils of the stage (of all stages for −1); and where the plan has a funding model,
    its money.
    """
    now, was = state.evaluation, state.committed
    positions = state.plan.schools.positions_in(committed_plan(state).schools)
    delta = now.school_pupils - np.where(positions >= 0, was.school_pupils[positions], 0.0)
    behind = at_least.of_schools(now.table, len(now.school_pupils))
    had = np.append(at_least.of_schools(was.table, len(was.school_pupils)), 0.0)[positions]
    changed = np.flatnonzero((np.rint(delta) != 0) | (np.abs(behind - had) > 1e-9))
    order = sorted(changed.tolist(), key=lambda school: (-abs(delta[school]), school))[:_MOST_ROWS]
    found, paid = [], money_moved(state)
    for school in sorted(order, key=lambda school: (-delta[school], school)):
        name, use = _use(state, school)
        cells = [use]
        for group in state.dataset.groups[:1]:
            before = group_share(was.table, int(positions[school]), stage, group.key)
            cells.append((_without_sign(before), group_share(now.table, school, stage, group.key)))
        if paid is not None:
            cells.append(paid.cell(state.plan.schools.ids[school]))
        found.append(TipRow(name, tuple(cells)))
    chosen = None if stage < 0 else stage
    left_over = was.figures(chosen), now.figures(chosen)
    if len({(each.unassigned, each.unassigned_untold) for each in left_over}) > 1:
        before, after = (at_least.sign(number(each.unassigned), each.unassigned_untold) for each in left_over)
        found.append(TipRow(_pupils_of(tr("Unassigned")), ((before, after),)))
    return tuple(found)


def _use(state: State, school: int) -> tuple[str, tuple[str, str]]:
    """Return a school's name and its use before and now; its pupils, and the name says so, without places."""
    now, was = state.evaluation, state.committed
    before = position_before(state, school)
    use_was = float(was.school_use[before]) if before >= 0 else np.nan
    use_now = float(now.school_use[school])
    name = state.plan.schools.names[school]
    cells = float(at_least.of_schools(was.table, len(was.school_pupils))[before]) if before >= 0 else 0.0
    cells_now = float(at_least.of_schools(now.table, len(now.school_pupils))[school])
    if np.isfinite(use_now) and np.isfinite(use_was):
        return name, (at_least.sign(number(use_was * 100), cells), at_least.sign(share(use_now), cells_now))
    pupils = round(float(was.school_pupils[before])) if before >= 0 else 0, round(float(now.school_pupils[school]))
    return _pupils_of(name), (at_least.sign(number(pupils[0]), cells), at_least.sign(number(pupils[1]), cells_now))


def _pupils_of(name: str) -> str:
    return tr("{name}, pupils", name=name)


def _without_sign(text: str) -> str:
    """The sign of percent behind the arrow holds for both."""
    return text.removesuffix(f"{HARD_SPACE}%")


def group_share(table: IntakeTable, school: int, stage: int, group: str) -> str:
    """Write the share of a group among a school's pupils of a stage, of all stages for −1; hidden under ten pupils."""
    mine = table.school == school
    if stage >= 0:
        mine = mine & (table.stage == stage)
    pupils = float(table.column(mix.base_of(table.columns, group))[mine].sum())
    if pupils < SMALLEST_BASE:
        return HIDDEN
    return share(float(table.column(group)[mine].sum()) / pupils)


def moved_words(state: State, stage: int) -> str:
    """Say how many pupils a preview moves: at least so many where it moves numbers that are not told."""
    pupils = pupils_moved(state, stage)
    now, was = state.evaluation.table, state.committed.table
    moved = not np.array_equal(at_least.cells(now.columns, now.counts), at_least.cells(was.columns, was.counts))
    return at_least.pupils(pupils, moved)


def heads(state: State) -> tuple[str, ...]:
    """Return what the columns of :func:`rows` are called."""
    money = (tr("Money"),) if money_moved(state) is not None else ()
    return (tr("Use"), *(tr(group.name) for group in state.dataset.groups[:1]), *money)


def stroke_tip(state: State, stage: int, blocks: int, target: str) -> Tip:
    """Say what a stroke moves; stage −1 for one that holds for all stages."""
    count = trn("{n} block", "{n} blocks", blocks)
    pupils = moved_words(state, stage)
    words = {"blocks": count, "pupils": pupils, "target": target}
    if stage < 0:
        title = tr("{blocks} at all stages, {pupils} → {target}", **words)
    else:
        title = tr("{blocks}, {pupils} → {target}", **words)
    return Tip(title, rows(state, stage), heads(state))


def corner_tip(state: State, stage: int, metres: float, whose: str = "") -> Tip:
    """Say what a moved corner moves at all stages that move; groups' shares are of the stage shown.

    Parameters
    ----------
    state, stage
        What is previewed, and the stage shown.
    metres
        How far the corner is from where it was.
    whose
        Which stages' borders move, in words; empty where it goes without saying.
    """
    pupils = moved_words(state, -1)
    title = tr("Corner moved {metres} m, {pupils}", metres=number(metres, 1 if metres < 10 else 0), pupils=pupils)
    return Tip(f"{title}. {whose}" if whose else title, rows(state, stage), heads(state))


def border_tip(state: State, stage: int, stages: Sequence[int]) -> Tip:
    """Say what a border drawn anew moves, and at which stages where there are several.

    Parameters
    ----------
    state, stage
        What is previewed, and the stage shown, to which the schools' figures belong.
    stages
        Those whose borders move.
    """
    several = len(stages) > 1
    pupils = moved_words(state, -1 if several else stage)
    title = tr("Border redrawn, {pupils}", pupils=pupils)
    if len(state.plan.stages) > 1:
        names = ", ".join(tr(state.plan.stages[each].name) for each in stages)
        title = tr("Border redrawn ({stage}), {pupils}", stage=names, pupils=pupils)
    return Tip(title, rows(state, -1 if several else stage), heads(state))
