"""The comparison of two or three plans, from plans that were counted or not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..evaluate import evaluate
from ..i18n import tr
from ..model.arrays import LongArray, frozen
from ..model.dataset import Dataset
from ..model.plan import Plan
from ..progress import Progress, silent
from .blocks import MovedBlocks, ReshapedBlocks, moved_blocks, reshaped_blocks
from .counting import CountedPlan, count_plan
from .figures import FigureTable, school_figures, school_ids, total_figures
from .money import Money, money_of, with_money
from .moves import Moves, moves_between
from .places import Place, places_of
from .shapes import pairs
from .untold import with_untold

MOST_PLANS = 3


@dataclass(frozen=True, eq=False)
class PlanDifference:
    """How one plan differs from the first.

    Attributes
    ----------
    blocks
        Blocks that belong elsewhere.
    reshaped
        Blocks of another shape.
    moves
        Who belongs where in both.
    """

    blocks: MovedBlocks
    reshaped: ReshapedBlocks
    moves: Moves


@dataclass(frozen=True, eq=False)
class Comparison:
    """Plans beside each other; the first is what the others are compared with.

    Attributes
    ----------
    dataset
        What they rest on.
    plans
        Two or three. Their tallies and figures count who changes school against the first.
    places
        All places that pupils belong to in any of them.
    totals
        Figures by stage and for all stages: (plans, S + 1, C).
    schools
        Names of all schools by id.
    school_figures
        The same by school: (plans, S + 1, H, C), in the order of ``schools``.
    differences
        One for each plan after the first.
    money
        What the plans' models give; its figures stand at the end of ``totals`` and ``school_figures``.
    """

    dataset: Dataset
    plans: tuple[CountedPlan, ...]
    places: tuple[Place, ...]
    totals: FigureTable
    schools: dict[str, str]
    school_figures: FigureTable
    differences: tuple[PlanDifference, ...]
    money: Money


def compare(
    dataset: Dataset,
    plans: Sequence[Plan | CountedPlan],
    progress: Progress = silent,
    today: Plan | None = None,
) -> Comparison:
    """Compare plans.

    Parameters
    ----------
    dataset
        What the plans rest on.
    plans
        Two or three; those counted before are not counted again.
    progress
        Hears of the steps, and may cancel.
    today
        The plan in force today, by which money is counted, see :func:`piiri.compare.money.money_of`; the first plan
        where None.

    Raises
    ------
    ValueError
        There are not two or three plans, or their stages are not those of the dataset.

    Examples
    --------
    >>> # both = compare(dataset, [today, proposal])
    >>> # both.totals.of("changed_pupils")[1, -1], len(both.differences[0].blocks)
    """
    if not 2 <= len(plans) <= MOST_PLANS:
        raise ValueError("two or three plans can be compared")
    counted: list[CountedPlan] = []
    for step, each in enumerate(plans):
        progress(step / (len(plans) + 1), tr("Counting"))
        if isinstance(each, Plan):
            if each.stages != dataset.stages:
                raise ValueError("a plan must have the stages of the dataset")
            each = count_plan(dataset, each, next(iter(counted), None))
        counted.append(each)
    progress(len(plans) / (len(plans) + 1), tr("Comparing"))
    places, rows = places_of([each.plan for each in counted])
    first = counted[0] = _with_changed(dataset, counted[0], np.zeros(len(counted[0].tally.counts), dtype=np.int64))
    differences = []
    for position, each in enumerate(counted[1:], 1):
        both = rows[0], rows[position]
        matched = pairs(first.plan.coverage, each.plan.coverage)
        moves, changed = moves_between(dataset, first, each, both)
        counted[position] = _with_changed(dataset, each, changed)
        differences.append(
            PlanDifference(
                moved_blocks(dataset, first, each, matched, both),
                reshaped_blocks(dataset, first, each, matched),
                moves,
            )
        )
    only, evaluations = [each.plan for each in counted], [each.evaluation for each in counted]
    schools = school_ids(only)
    money = money_of(dataset, counted, today)
    totals, of_schools = with_untold(
        dataset,
        counted,
        rows,
        total_figures(dataset, evaluations, [len(each.problems) for each in counted]),
        school_figures(dataset, only, evaluations, list(schools)),
        list(schools),
    )
    totals, of_schools = with_money(totals, of_schools, list(schools), money)
    progress(1.0, tr("Comparing"))
    return Comparison(
        dataset,
        tuple(counted),
        places,
        totals,
        schools,
        of_schools,
        tuple(differences),
        money,
    )


def _with_changed(dataset: Dataset, counted: CountedPlan, changed: LongArray) -> CountedPlan:
    """Return a plan whose tally and figures know how many pupils of each row change school."""
    counts = np.array(counted.tally.counts)
    counts[:, counted.tally.columns["changed"]] = changed
    tally = replace(counted.tally, counts=frozen(counts, np.int64))
    return replace(counted, tally=tally, evaluation=evaluate(dataset, counted.plan, tally))
