"""What a preview moves, in the words of the label at the pointer; read from the figures, nothing is counted here."""

from __future__ import annotations

import numpy as np

from piiri.i18n import number, share, tr, trn
from piiri.session import State

from .tip import Tip

_MOST_ROWS = 4


def pupils_moved(state: State, stage: int) -> int:
    """Return how many pupils the preview gives to another school of the stage, or takes out of every catchment."""
    now, was = state.evaluation, state.committed
    mine = now.table.stage == stage if stage >= 0 else np.ones(len(now.table.stage), dtype=bool)
    delta = (now.table.column("pupils") - was.table.column("pupils"))[mine]
    chosen = None if stage < 0 else stage
    away = now.figures(chosen).unassigned - was.figures(chosen).unassigned
    return round(float(delta[delta > 0].sum()) + max(0, away))


def rows(state: State) -> tuple[tuple[str, str, str], ...]:
    """Return name, use before and use now of the schools whose pupils change, the one that gains most first.

    A school without known places shows its pupils.
    """
    now, was = state.evaluation, state.committed
    delta = now.school_pupils - was.school_pupils
    changed = np.flatnonzero(np.rint(delta) != 0)
    order = sorted(changed.tolist(), key=lambda school: (-abs(delta[school]), school))[:_MOST_ROWS]
    found = []
    for school in sorted(order, key=lambda school: (-delta[school], school)):
        use_now, use_was = float(now.school_use[school]), float(was.school_use[school])
        name = state.plan.schools.names[school]
        if np.isfinite(use_now) and np.isfinite(use_was):
            found.append((name, number(use_was * 100), share(use_now)))
        else:
            pupils = float(was.school_pupils[school]), float(now.school_pupils[school])
            found.append((name, number(round(pupils[0])), number(round(pupils[1]))))
    return tuple(found)


def stroke_tip(state: State, stage: int, blocks: int, target: str) -> Tip:
    """Say what a stroke of the brush moves."""
    count = trn("{n} block", "{n} blocks", blocks)
    pupils = trn("{n} pupil", "{n} pupils", pupils_moved(state, stage))
    return Tip(tr("{blocks}, {pupils} → {target}", blocks=count, pupils=pupils, target=target), rows(state))


def corner_tip(state: State, metres: float) -> Tip:
    """Say what a moved corner moves."""
    pupils = trn("{n} pupil", "{n} pupils", pupils_moved(state, -1))
    way = number(metres, 1 if metres < 10 else 0)
    return Tip(tr("Corner moved {metres} m, {pupils}", metres=way, pupils=pupils), rows(state))
