"""What the blocks are coloured by: classes of a figure, or catchments that can be told from their neighbours."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from piiri.i18n import HARD_SPACE, N_, number, tr
from piiri.indicators.blocks import SMALLEST_BASE, BlockIndicator
from piiri.model.arrays import Array, FloatArray, IntArray
from piiri.model.plan import Plan

CATCHMENTS = "catchments"
"""The key, beside those of the block indicators, for one colour a catchment."""

COUNTS = ("pupils", "pupil_density")
"""Keys of block indicators that count pupils, and are hidden only where the count itself is."""

PLAIN, HIDDEN, MISSING = 0, 1, 2
"""How a block is filled: its class colour, hatched because its base is too small to show, hatched without a value."""

_UNIT_SUFFIX = {"share": N_("{name}, %"), "eur": N_("{name}, €"), "m": N_("{name}, m")}


@dataclass(frozen=True, eq=False)
class Classes:
    """Blocks in classes.

    Attributes
    ----------
    key, title
        Of the indicator; the title is for people, with its unit.
    breaks
        (C − 1,) ascending limits between the C classes, in the unit shown; empty for catchments.
    labels
        The limits as they are printed.
    class_of_face
        (F,) int16: class of each block, −1 for none.
    hatch
        (F,) uint8: :data:`PLAIN`, :data:`HIDDEN` or :data:`MISSING`; of catchments, HIDDEN marks a sixth colour.
    blocks
        How many blocks have a colour; of catchments and schools how many of these.
    diverging
        True where the figure is a change: the class in the middle is around none.
    place
        What has a colour: ``"block"``, or all blocks of a ``"catchment"`` alike, or the symbols of ``"school"``.
    place_hatch
        As ``hatch``, of each catchment or school; None of blocks.
    """

    key: str
    title: str
    breaks: FloatArray
    labels: tuple[str, ...]
    class_of_face: IntArray
    hatch: Array
    blocks: int
    diverging: bool = False
    place: str = "block"
    place_hatch: Array | None = None

    @property
    def of_catchments(self) -> bool:
        """True where the colours only tell catchments apart."""
        return self.key == CATCHMENTS

    @property
    def any_hidden(self) -> bool:
        """True where a block's figure is hidden because too few people stand behind it."""
        hatch = self.hatch if self.place_hatch is None else self.place_hatch
        return not self.of_catchments and bool((hatch == HIDDEN).any())


def title_of(indicator: BlockIndicator) -> str:
    """Return an indicator's name with its unit, in the current language."""
    name = tr(indicator.name)
    suffix = _UNIT_SUFFIX.get(indicator.unit)
    return tr(suffix, name=name) if suffix else name


def breaks_of(indicator: BlockIndicator, classes: int = 5) -> FloatArray:
    """Return limits that put about as many blocks into each class, rounded to numbers that can be read.

    Parameters
    ----------
    indicator
        Its values; hidden and missing ones do not count.
    classes
        How many classes are wanted, 3 to 7. There are fewer where the values do not differ enough.

    Returns
    -------
    (C − 1,) float64, ascending, in the unit shown (percent for shares).
    """
    values = _shown(indicator)
    values = values[np.isfinite(values) & ~indicator.hidden]
    if not len(values):
        return np.zeros(0)
    lowest = values.min()
    if (values == lowest).mean() > 1 / classes:  # often zero: then that is a class of its own
        above = values[values > lowest]
        if not len(above):
            return np.zeros(0)
        first = np.array([_rounded_down(float(above.min()), float(lowest))])
        limits = np.unique(np.quantile(above, np.arange(1, classes - 1) / (classes - 1)))
        limits = limits[limits > above.min()]
    else:
        first = np.zeros(0)
        limits = np.unique(np.quantile(values, np.arange(1, classes) / classes))
        limits = limits[limits > lowest]
    gaps = np.diff(limits)
    spread = float(gaps.min() if len(gaps) else values.max() - lowest)
    if spread <= 0:
        return np.asarray(np.append(first, limits))
    rounded = np.unique(np.append(first, _rounded(limits, spread)))
    return np.asarray(rounded[(rounded > lowest) & (rounded <= values.max())])


def _rounded(limits: FloatArray, gap: float) -> FloatArray:
    """Round to the coarsest of 1, 2, 5 times a power of ten that moves no limit by over a quarter of the gap."""
    magnitude = 10.0 ** np.floor(np.log10(gap))
    step = max(s * magnitude for s in (0.1, 0.2, 0.5, 1.0, 2.0, 5.0) if s * magnitude <= gap / 2)
    return np.asarray(np.round(limits / step) * step)


def _rounded_down(value: float, above: float) -> float:
    """Round down to one figure, but stay above a bound."""
    step = 10.0 ** np.floor(np.log10(abs(value))) if value else 1.0
    down = float(np.floor(value / step) * step)
    return down if down > above else value


def breaks_around_none(level: float) -> FloatArray:
    """Return limits of a change, the same on both sides of none: a fiftieth and a tenth of a level, rounded.

    >>> breaks_around_none(350.0).tolist()
    [-30.0, -7.0, 7.0, 30.0]
    """
    near, far = (_rounded_down(max(level, 1.0) / part, 0.0) for part in (50, 10))
    return np.array([-far, -near, near, far])


def classify(indicator: BlockIndicator, breaks: FloatArray, *, diverging: bool = False) -> Classes:
    """Return the blocks in classes; a value equal to a limit belongs to the class above it."""
    values = _shown(indicator)
    finite = np.isfinite(values) & ~indicator.hidden
    found = np.full(len(values), -1, dtype=np.int16)
    found[finite] = np.searchsorted(breaks, values[finite], side="right")
    hatch = np.where(finite, PLAIN, np.where(indicator.hidden, HIDDEN, MISSING)).astype(np.uint8)
    return Classes(
        indicator.key,
        title_of(indicator),
        breaks,
        _labels(breaks, sign=diverging),
        found,
        hatch,
        int(np.count_nonzero(finite)),
        diverging,
    )


def hidden_rule(key: str) -> str:
    """Say which figures are hidden: those of few people, or counts that whoever published them did not tell."""
    return tr("hidden or not given") if key in COUNTS else tr("hidden, under {n}", n=SMALLEST_BASE)


def _shown(indicator: BlockIndicator) -> FloatArray:
    return indicator.values * 100.0 if indicator.unit == "share" else indicator.values


def _labels(breaks: FloatArray, *, sign: bool = False) -> tuple[str, ...]:
    decimals = 0
    while decimals < 4 and not np.allclose(np.round(breaks, decimals), breaks, rtol=0, atol=1e-9):
        decimals += 1
    return tuple(number(float(value), decimals, sign=sign) for value in breaks)


def value_text(indicator: BlockIndicator, face: int, *, sign: bool = False) -> str:
    """Write the figure of one block, in words where it is hidden or missing; ``sign``: with a plus where it is one."""
    if indicator.hidden[face]:
        return hidden_rule(indicator.key)
    value = float(_shown(indicator)[face])
    if not np.isfinite(value):
        return tr("no figure")
    unit = {"share": f"{HARD_SPACE}%", "eur": f"{HARD_SPACE}€", "m": f"{HARD_SPACE}m"}.get(indicator.unit, "")
    if indicator.unit == "index":
        return number(value, 3, sign=sign)
    return number(value, 1 if 0 < abs(value) < 10 and indicator.unit != "pupils" else 0, sign=sign) + unit


def catchment_classes(plan: Plan, stage: int, previous: IntArray | None = None) -> tuple[Classes, IntArray]:
    """Return blocks coloured so that neighbouring catchments differ.

    Parameters
    ----------
    plan
        The plan.
    stage
        Index of the stage.
    previous
        (K,) colours of an earlier plan, kept wherever neighbours still differ, so that nothing flickers.

    Returns
    -------
    classes, colour_of_catchment
        Blocks by colour 0..4; where a sixth is needed, a colour with hatch. And (K,) int16: 0..4, or 5..9 for hatched.
    """
    row = plan.catchment_of_face[stage]
    colour = _coloured(_adjacency(plan, row), len(plan.catchments), np.unique(row[row >= 0]), previous)
    own = np.where(row >= 0, colour[row] if len(colour) else -1, -1)
    found = np.where(own >= 5, own - 5, own).astype(np.int16)
    hatch = np.where(own >= 5, HIDDEN, np.where(own < 0, MISSING, PLAIN)).astype(np.uint8)
    none: FloatArray = np.zeros(0)
    return Classes(CATCHMENTS, tr("Catchments"), none, (), found, hatch, int((row >= 0).sum())), colour


def _adjacency(plan: Plan, row: IntArray) -> list[set[int]]:
    t = plan.coverage.topology
    label = np.append(row, -1)
    pairs = np.column_stack((label[t.left], label[t.right]))
    pairs = np.unique(pairs[(pairs[:, 0] != pairs[:, 1]) & (pairs >= 0).all(axis=1)], axis=0)
    beside: list[set[int]] = [set() for _ in range(len(plan.catchments))]
    for one, two in pairs.tolist():
        beside[one].add(two)
        beside[two].add(one)
    return beside


def _coloured(beside: list[set[int]], count: int, used: IntArray, previous: IntArray | None) -> IntArray:
    """Colour greedily, the catchment with fewest colours left first (DSATUR), keeping earlier colours where it can."""
    colour = np.full(count, -1, dtype=np.int16)
    waiting = set(used.tolist())
    while waiting:
        taken = {k: {int(colour[j]) for j in beside[k] if colour[j] >= 0} for k in waiting}
        k = min(waiting, key=lambda k: (-len(taken[k]), -len(beside[k]), k))
        waiting.discard(k)
        wanted = int(previous[k]) if previous is not None and k < len(previous) else -1
        if wanted >= 0 and wanted not in taken[k]:
            colour[k] = wanted
            continue
        # spread the colours: the free one used least so far
        free = [c for c in range(5) if c not in taken[k]] or [c for c in range(5, 10) if c not in taken[k]] or [5]
        colour[k] = min(free, key=lambda c: (int((colour == c).sum()), c))
    return colour
