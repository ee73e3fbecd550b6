"""Plans side by side for people: figures with what is better or worse, blocks that differ, who moves."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from ..compare import Comparison, PlanDifference, shared_problems
from ..compare.words import certainty_text, change_text, figure_text, judgement_text
from ..i18n import number, tr, trn
from ..indicators import at_least
from .figures import aligned

LETTERS = "ABC"
_MOST_IDS = 6


def comparison_text(comparison: Comparison, stage: int | None = None) -> str:
    """Return a comparison as text in the language in force.

    Parameters
    ----------
    comparison
        See :func:`piiri.compare.compare`.
    stage
        Only this stage, or all stages for None.
    """
    names = [tr(each.plan.name) for each in comparison.plans]
    of = tr("All stages") if stage is None else tr(comparison.dataset.stages[stage].name)
    lines = [f"{comparison.dataset.name} · {of}", ""]
    lines += [f"{letter}  {name}" for letter, name in zip(LETTERS, names, strict=False)]
    lines += ["", *_figures(comparison, stage)]
    for position, found in enumerate(comparison.differences, 1):
        lines += ["", *_blocks(comparison, found, position, stage), "", *_moves(comparison, found, position, stage)]
    return "\n".join([*lines, *_problems(comparison)]) + "\n"


def _problems(comparison: Comparison) -> list[str]:
    """What is wrong with the plans, each thing once with the letters of the plans that have it."""
    lines = ["", tr("Problems of the plans")]
    for each in shared_problems(comparison):
        letters = "".join(
            letter if position in each.plans else " "
            for position, letter in enumerate(LETTERS[: len(comparison.plans)])
        )
        lines.append(f"{letters}  {each.problem.sentence} ({each.problem.detail})")
    return lines if len(lines) > 2 else [*lines, tr("None.")]


def _figures(comparison: Comparison, stage: int | None) -> list[str]:
    table = comparison.totals
    row = table.values.shape[1] - 1 if stage is None else stage
    count = len(comparison.plans)
    head = [tr("Figure"), "A"]
    for letter in LETTERS[1:count]:
        head += [letter, f"{letter} − A", ""]
    rows = [head]
    for position, kind in enumerate(table.kinds):
        values = table.values[:, row, position]
        if np.isnan(values).all():
            continue
        behind = table.untold.cells[:, row, position]
        cells = [kind.title, figure_text(kind, values[0], behind[0])]
        for plan, value in enumerate(values[1:], 1):
            limit = table.untold.limit(plan, row, position)
            change, judgement = change_text(kind, value - values[0], limit)
            said = judgement_text(judgement) or certainty_text(float(value - values[0]), limit)
            cells += [figure_text(kind, value, behind[plan]), change, said]
        rows.append(cells)
    words = max(len(row[column]) for row in rows for column in range(4, len(head), 3))
    padded = [
        [cell.ljust(words) if column in range(4, len(head), 3) else cell for column, cell in enumerate(row)]
        for row in rows
    ]
    lines = aligned(padded)
    if table.untold.cells[:, row].any():
        lines.append(tr("≥ at least, ≤ at most, ≈ about: numbers behind it are hidden or were not given."))
    return lines


def _blocks(comparison: Comparison, found: PlanDifference, position: int, stage: int | None) -> list[str]:
    """Blocks that go the same way on one line, the way that takes most pupils first."""
    b, letter = found.blocks, LETTERS[position]
    ways: dict[tuple[int, int, int], list[int]] = defaultdict(list)
    for i, key in enumerate(zip(b.stage.tolist(), b.source.tolist(), b.target.tolist(), strict=True)):
        if stage is None or key[0] == stage:
            ways[key].append(i)
    lines = [tr("Blocks that belong elsewhere in {b} than in {a}", a="A", b=letter)]
    if not ways:
        lines.append(tr("None."))
    else:
        rows = [[tr("From"), tr("To"), tr("Grades"), tr("Blocks"), tr("Pupils"), tr("Which")]]
        for (s, source, target), which in sorted(ways.items(), key=lambda way: -int(b.pupils[way[1]].sum())):
            row = [
                comparison.places[source].name,
                comparison.places[target].name,
                tr(comparison.dataset.stages[s].name),
                number(len(which)),
                at_least.sign(number(int(b.pupils[which].sum())), int(b.cells[which].sum())),
            ]
            ids = [b.block[i] for i in which[:_MOST_IDS]]
            row.append(", ".join(ids) + (" …" if len(which) > _MOST_IDS else ""))
            rows.append(row)
        widest = max(len(row[-1]) for row in rows)
        lines += aligned([[*row[:-1], row[-1].ljust(widest)] for row in rows], left=3)
    if len(found.reshaped):
        n = len(found.reshaped)
        lines.append(trn("{n} block has another shape.", "{n} blocks have another shape.", n))
    return lines


def _moves(comparison: Comparison, found: PlanDifference, position: int, stage: int | None) -> list[str]:
    """Who moves, a line a way, the grades side by side."""
    moves, letter = found.moves, LETTERS[position]
    mine = np.ones(len(moves), dtype=bool) if stage is None else moves.stage == stage
    moving, staying = mine & moves.moving, mine & ~moves.moving
    lines = [tr("Pupils who change school from {a} to {b}", a="A", b=letter)]
    if moving.any():
        grades = np.flatnonzero(moves.by_grade[moving].any(axis=0))
        heads = [tr("grade {n}", n=int(g)) if g else tr("grade not known") for g in grades]
        cells = np.column_stack([moves.cells_of(grade) for grade in range(moves.by_grade.shape[1])])
        every = moves.cells_of(-1)
        pairs: dict[tuple[int, int], np.ndarray] = {}
        untold: dict[tuple[int, int], int] = defaultdict(int)
        for i in np.flatnonzero(moving):
            key = int(moves.source[i]), int(moves.target[i])
            untold[key] += int(every[i])
            pairs[key] = pairs.get(key, 0) + np.stack((moves.by_grade[i], cells[i]))
        rows = [[tr("From"), tr("To"), tr("Pupils"), *heads]]
        for (source, target), counts in sorted(pairs.items(), key=lambda pair: -int(pair[1][0].sum())):
            ends = [comparison.places[source].name, comparison.places[target].name]
            together = at_least.sign(number(int(counts[0].sum())), untold[source, target])
            rows.append([*ends, together, *(at_least.sign(number(int(n)), int(c)) for n, c in counts.T[grades])])
        lines += aligned(rows, left=2)
    n, stay = int(moves.pupils[moving].sum()), int(moves.pupils[staying].sum())
    said = trn("{n} pupil changes school,", "{n} pupils change school,", n)
    lines.append(f"{said} {trn('{n} stays.', '{n} stay.', stay)}")
    if why := at_least.why(int(moves.cells_of(-1)[mine].sum())):
        lines.append(why)
    return lines
