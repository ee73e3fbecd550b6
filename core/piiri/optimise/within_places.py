"""Blocks into schools with limited places: the fewest places missing, and among those the least way to school; exactly.

A block goes whole to one catchment, so this is the generalised assignment problem with the missing places as slack::

    first   minimise  M = Σ_h o_h
    then    minimise  Σ_bk way_bk x_bk   with  Σ_h o_h <= M
    where   Σ_k x_bk = 1   and   Σ_bk pupils_b load_kh x_bk − o_h <= room_h ,  x_bk 0 or 1,  o_h >= 0

Where everybody fits at the nearest school nothing is solved. Otherwise HiGHS (in scipy) solves it among the nearest
few schools of each block, and what was left out is ruled out, or let in, by an exact bound: with the prices λ >= 0 of
the places that the linear relaxation names, Σ_b min_k (way_bk + pupils_b Σ_h λ_h load_kh) − Σ_h λ_h room_h is below
every solution, whatever λ is; a choice whose own minimum lies above the best solution found is in none that is better
(Lagrangian relaxation; Martello & Toth, *Knapsack Problems*, 1990, chapter 7).

Ways are whole centimetres and loads whole ten-thousandths of a pupil, so solutions are compared without rounding.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csc_array, eye_array, hstack, vstack

from ..i18n import tr
from ..model.arrays import Array, BoolArray, IntArray, LongArray
from ..progress import Progress, silent

PARTS = 10_000
"""A pupil in parts, so that a joint zone's shares give whole numbers."""

_NEAREST = 8
"""So many catchments of each block are tried first."""

_FEW = 2500
"""Up to so many pairs of block and catchment, all are tried at once."""

_KM = 1e-5
"""Kilometres in a centimetre: the solver works best with numbers that are neither large nor small."""

_FIRST_SPELL_S = 4.0
"""The solver hears of a cancellation after this long, and then after spells eight times as long each."""


@dataclass(frozen=True, eq=False)
class Filling:
    """B blocks with pupils, K catchments that may receive, H schools with a limit.

    Attributes
    ----------
    way_cm
        (B, K) int64: the way of all pupils of a block to the school of a catchment, centimetres.
    allowed
        (B, K) bool: the catchment is one of the block's stage; at least one a block.
    pupils
        (B,) int64; at least 1 to be placed within places.
    load
        (K, H) int64: what one pupil of a catchment takes of a school's places, in :data:`PARTS`.
    room
        (H,) int64: free places in :data:`PARTS`, at least 0.
    """

    way_cm: LongArray
    allowed: BoolArray
    pupils: LongArray
    load: LongArray
    room: LongArray

    def over(self, choice: Array) -> LongArray:
        """Return (H,) by how much each school is over its room, in :data:`PARTS`, for a catchment a block."""
        added = (self.pupils[:, None] * self.load[choice]).sum(axis=0)
        return np.asarray(np.maximum(added - self.room, 0))

    def total_cm(self, choice: Array) -> int:
        """Return the way of all pupils, for a catchment a block."""
        return int(self.way_cm[np.arange(len(choice)), choice].sum())

    def part(self, some: Array) -> Filling:
        """Return the filling of some blocks only."""
        return Filling(self.way_cm[some], self.allowed[some], self.pupils[some], self.load, self.room)

    def nearest(self) -> IntArray:
        """Return (B,) the nearest catchment of each block; of equal ones the first."""
        if not len(self.pupils):
            return np.zeros(0, dtype=np.int64)
        return np.asarray(np.where(self.allowed, self.way_cm, np.iinfo(np.int64).max).argmin(axis=1))


def fit(filling: Filling, progress: Progress = silent) -> IntArray:
    """Return (B,) the best catchment of each block: fewest places missing first, then the least way in all.

    Of equally good solutions the one is taken from which no single block can go to an earlier catchment without loss;
    beyond that the solver decides, which is the same every time on the same version.

    Parameters
    ----------
    filling
        What is to be placed.
    progress
        Told between the solver's spells; may cancel.

    Examples
    --------
    Two blocks of 30 would both rather go to the first school, which has room for 40:

    >>> whole = np.array([[PARTS, 0], [0, PARTS]])
    >>> way = np.array([[100, 900], [200, 700]])
    >>> fit(Filling(way, way > 0, np.array([30, 30]), whole, np.array([40, 40]) * PARTS)).tolist()
    [0, 1]
    """
    choice = filling.nearest()
    if not filling.over(choice).any():
        return choice
    some = _nearest_few(filling, _NEAREST)
    choice = _fewest_missing(filling, some, progress)
    missing = int(filling.over(choice).sum())
    some |= _chosen(filling, choice)
    while True:
        choice = _solve(filling, some, missing, progress)
        better = _could_be_better(filling, some, choice, missing) & ~some
        if not better.any():
            return _earliest(filling, choice, missing)
        some |= better


def _fewest_missing(filling: Filling, some: BoolArray, progress: Progress) -> IntArray:
    """Return a solution with the fewest places missing; ``some`` catchments of each block are tried first."""
    few = _NEAREST
    while True:
        choice = _solve(filling, some, None, progress)
        if not filling.over(choice).any() or not (_could_be_better(filling, some, choice, None) & ~some).any():
            return choice
        few *= 2
        some = some | _nearest_few(filling, few)


def _nearest_few(filling: Filling, few: int) -> BoolArray:
    count = filling.allowed.shape[1]
    if few >= count or filling.allowed.sum() <= _FEW:
        return np.array(filling.allowed)
    way = np.where(filling.allowed, filling.way_cm, np.iinfo(np.int64).max)
    chosen = np.zeros(way.shape, dtype=bool)
    np.put_along_axis(chosen, np.argpartition(way, few, axis=1)[:, :few], True, axis=1)
    return np.asarray(chosen & filling.allowed)


def _chosen(filling: Filling, choice: Array) -> BoolArray:
    chosen = np.zeros(filling.allowed.shape, dtype=bool)
    chosen[np.arange(len(choice)), choice] = True
    return chosen


@dataclass(frozen=True, eq=False)
class _Program:
    """The program among some catchments of each block: one column a block and catchment, then one a school over."""

    block: Array
    catchment: Array
    school: Array
    cost: Array
    once: csc_array
    limits: csc_array
    bound: Array

    @classmethod
    def of(cls, filling: Filling, some: BoolArray, missing: int | None) -> _Program:
        block, catchment = np.nonzero(some)
        n = len(block)
        school = np.flatnonzero(filling.load[np.unique(catchment)].any(axis=0))
        load = csc_array(filling.load[:, school][catchment] * filling.pupils[block, None] / PARTS).T
        bound = filling.room[school] / PARTS
        h = 0 if missing == 0 else len(school)
        limits = hstack((load, -eye_array(h))) if h else load
        if missing is None:
            way, over = np.zeros(n), np.ones(h)
        else:
            # the least way of each block is paid in any case: what is left are smaller numbers
            least = np.where(some, filling.way_cm, np.iinfo(np.int64).max).min(axis=1)
            way, over = (filling.way_cm[block, catchment] - least[block]) * _KM, np.zeros(h)
            if h:
                limits = vstack((limits, csc_array(np.repeat((0.0, 1.0), (n, h))[None])))
                bound = np.append(bound, missing / PARTS)
        once = csc_array((np.ones(n), (block, np.arange(n))), shape=(len(filling.pupils), n + h))
        return cls(block, catchment, school, np.concatenate((way, over)), once, csc_array(limits), bound)

    @property
    def upper(self) -> Array:
        return np.concatenate((np.ones(len(self.block)), np.full(len(self.cost) - len(self.block), np.inf)))


def _solve(filling: Filling, some: BoolArray, missing: int | None, progress: Progress) -> IntArray:
    """Return the best solution among some catchments: fewest missing for None, else the least way with so many."""
    program = _Program.of(filling, some, missing)
    whole = np.isfinite(program.upper)
    spell = _FIRST_SPELL_S
    while True:
        progress(0.5, tr("Filling the schools' places"))
        found = milp(
            program.cost,
            integrality=whole,
            bounds=Bounds(0.0, program.upper),
            constraints=[
                LinearConstraint(program.once, 1.0, 1.0),
                LinearConstraint(program.limits, -np.inf, program.bound),
            ],
            options={"mip_rel_gap": 0.0, "time_limit": spell},
        )
        if found.status == 0:
            taken = np.flatnonzero(found.x[: len(program.block)] > 0.5)
            choice = np.zeros(len(filling.pupils), dtype=np.int64)
            choice[program.block[taken]] = program.catchment[taken]
            return choice
        if found.status != 1:
            raise ArithmeticError(f"the solver gave up: {found.message}")
        spell *= 8.0


def _could_be_better(filling: Filling, some: BoolArray, choice: Array, missing: int | None) -> BoolArray:
    """Tell which (block, catchment) may be part of a better solution than a choice, by the bound; exact."""
    program = _Program.of(filling, some, missing)
    relaxed = linprog(
        program.cost,
        A_ub=program.limits,
        b_ub=program.bound,
        A_eq=program.once,
        b_eq=np.ones(len(filling.pupils)),
        bounds=np.column_stack((np.zeros(len(program.upper)), program.upper)),
        method="highs",
    )
    price = np.zeros(filling.load.shape[1])
    if relaxed.status == 0:
        price[program.school] = np.maximum(-relaxed.ineqlin.marginals[: len(program.school)], 0.0)
    # in parts missing, or in centimetres: so both goals are whole numbers and better means better by 1 at least
    price *= PARTS if missing is None else 1.0 / _KM
    way = np.zeros_like(filling.way_cm) if missing is None else filling.way_cm
    if missing is None:
        price = np.minimum(price, PARTS)
        goal, paid = float(filling.over(choice).sum()), 0.0
    else:
        goal, paid = float(filling.total_cm(choice)), float(price.max(initial=0.0)) * missing / PARTS
    each = way + filling.pupils[:, None] * (filling.load @ price / PARTS)
    each[~filling.allowed] = np.inf
    least = each.min(axis=1)
    bound = float(least.sum()) - float(price @ filling.room) / PARTS - paid
    return np.asarray(bound + (each - least[:, None]) <= goal - 0.5)


def _earliest(filling: Filling, choice: IntArray, missing: int) -> IntArray:
    """Let each block go to the earliest catchment that is as good, until none can."""
    choice = np.array(choice)
    again = True
    while again:
        again = False
        for block, now in enumerate(choice.tolist()):
            same = filling.allowed[block, :now] & (filling.way_cm[block, :now] == filling.way_cm[block, now])
            for earlier in np.flatnonzero(same):
                choice[block] = earlier
                if filling.over(choice).sum() <= missing:
                    again = True
                    break
                choice[block] = now
    return choice
