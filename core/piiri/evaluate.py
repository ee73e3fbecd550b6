"""All figures of a plan, computed from its tally: small arrays, no state, no drift.

While a preview runs, only the rows that differ are computed again (:func:`reevaluate`). What is added up over rows are
whole numbers, or else is added up anew, so that it agrees with the full computation to the last bit."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from .indicators import distance, mix, size
from .indicators.apart import Sureness, how_sure
from .indicators.table import IntakeTable, intake_rows, intake_table
from .model.arrays import FloatArray, IntArray, LongArray, digest
from .model.dataset import Dataset
from .model.plan import Plan
from .tally import Tally

_TOLD = ("pupils", "changed", "pupils_hidden", "pupils_absent")

OfIntakes = tuple[FloatArray, FloatArray, FloatArray, FloatArray]


@dataclass(frozen=True, slots=True)
class StageFigures:
    """Figures of one stage, or of all stages together.

    Attributes
    ----------
    pupils
        Pupils placed by the stage, wherever they live: those in a catchment, the unassigned and the unlocated.
    unassigned
        Pupils who live in no catchment.
    unlocated
        Pupils without a place on the map (protected address).
    changed
        Pupils whose school differs from the plan compared with.
    over_capacity
        Schools of the stage with more pupils, over all their stages, than places.
    mean_distance_m, p90_distance_m
        Straight distance to the school, metres; NaN without pupils.
    beyond, share_beyond
        Pupils beyond the limit of their grade, and their share of the pupils in catchments.
    dissimilarity
        D of each of the dataset's groups, in their order; NaN where a group is empty.
    hidden, absent
        In how many cells the count of pupils is kept secret, or was not given: with any, ``pupils`` is *at least* so
        many.
    unassigned_untold, unlocated_untold
        How many of these cells lie in no catchment, or have no place: those counts are *at least* so many too.
    """

    pupils: int
    unassigned: int
    unlocated: int
    changed: int
    over_capacity: int
    mean_distance_m: float
    p90_distance_m: float
    beyond: int
    share_beyond: float
    dissimilarity: tuple[float, ...]
    hidden: int = 0
    absent: int = 0
    unassigned_untold: int = 0
    unlocated_untold: int = 0

    @property
    def untold(self) -> int:
        """In how many cells the count of pupils is not told, for whatever reason."""
        return self.hidden + self.absent


@dataclass(frozen=True, eq=False)
class Evaluation:
    """All figures of a plan.

    Attributes
    ----------
    table
        (U) intakes: one row a school and stage.
    mean_distance_m, p90_distance_m, share_beyond
        (U,) for each intake.
    group_share
        (U, G) share of each group in each intake.
    school_pupils, school_places, school_use
        (H,) over all stages of a school; use is NaN where places are not known.
    stages
        Figures of each stage.
    total
        Figures of all stages together.
    by_stage
        (S + 1, C) the tally's columns, summed over the intakes of each stage, and of all stages together.
    segregation
        (S + 1, G, 7) live indices of each stage and group, the last row of all stages together, in the order of
        :data:`piiri.segregation.LIVE`.
    """

    table: IntakeTable
    mean_distance_m: FloatArray
    p90_distance_m: FloatArray
    share_beyond: FloatArray
    group_share: FloatArray
    school_pupils: FloatArray
    school_places: IntArray
    school_use: FloatArray
    stages: tuple[StageFigures, ...]
    total: StageFigures
    by_stage: FloatArray
    segregation: FloatArray
    _sure: dict[tuple[str, int | None], Sureness] = field(default_factory=dict, repr=False)

    @property
    def of_intakes(self) -> OfIntakes:
        """The figures of each intake that depend on nothing else than its row of the table."""
        return self.mean_distance_m, self.p90_distance_m, self.share_beyond, self.group_share

    @property
    def fingerprint(self) -> str:
        """SHA-256 of all figures, to the last bit."""
        schools = (self.school_pupils, self.school_places, self.school_use)
        table = (self.table.stage, self.table.school, self.table.counts)
        return digest((*table, *self.of_intakes, *schools, self.by_stage, self.segregation, self.stages, self.total))

    def figures(self, stage: int | None) -> StageFigures:
        """Return the figures of a stage, of all stages together for None."""
        return self.total if stage is None else self.stages[stage]

    def sureness(self, group: str, stage: int | None) -> Sureness:
        """Return the indices of a group with what chance makes of them and their intervals.

        Computed when first asked for, a few hundredths of a second, and remembered: not for the drag path.
        """
        found = self._sure.get((group, stage))
        if found is None:
            found = self._sure[group, stage] = how_sure(mix.units_of(self.table, group, stage))
        return found


def evaluate(dataset: Dataset, plan: Plan, tally: Tally) -> Evaluation:
    """Compute every figure of a plan.

    Parameters
    ----------
    dataset
        Gives the groups.
    plan, tally
        The plan and its tally.
    """
    table = intake_table(plan, tally)
    intakes = _of_intakes(dataset, table)
    by_stage = np.zeros((len(plan.stages) + 1, len(table.columns)))
    present, first = plan.catchments.intakes.of_stages
    if len(present):
        by_stage[present] = np.add.reduceat(table.counts, first, axis=0)
    return _evaluation(dataset, plan, tally, table, intakes, by_stage)


def reevaluate(dataset: Dataset, known: Evaluation, before: Plan, plan: Plan, tally: Tally) -> Evaluation:
    """Compute the figures of a plan again where only a few rows of its tally differ.

    Parameters
    ----------
    dataset
        Gives the groups.
    known, before
        The figures of the plan before, and that plan.
    plan, tally
        The plan now, and its tally as counted again from that of the plan before.

    Returns
    -------
    Evaluation
        Equal to ``evaluate(dataset, plan, tally)`` to the last bit.
    """
    recounted = tally.recounted
    if recounted is None or before.catchments is not plan.catchments or before.by_places or plan.by_places:
        return evaluate(dataset, plan, tally)
    rows = plan.catchments.intakes.of_catchments(recounted[recounted < len(plan.catchments)])
    if not len(rows):
        return _evaluation(dataset, plan, tally, known.table, known.of_intakes, np.array(known.by_stage))
    part = intake_rows(plan, tally, rows)
    counts = np.array(known.table.counts)
    counts[rows] = part.counts
    table = replace(known.table, counts=counts)
    intakes = []
    for had, has in zip(known.of_intakes, _of_intakes(dataset, part), strict=True):
        values = np.array(had)
        values[rows] = has
        intakes.append(values)
    by_stage = np.array(known.by_stage)
    present, first = plan.catchments.intakes.of_stages
    ends = np.append(first, len(counts))
    for position in np.flatnonzero(np.isin(present, part.stage)).tolist():
        stage, here = present[position], slice(ends[position], ends[position + 1])
        mine = part.stage == stage
        old, new = known.table.counts[rows[mine]], part.counts[mine]
        if stage in plan.catchments.intakes.shared:
            by_stage[stage] = np.add.reduceat(counts[here], [0], axis=0)[0]
        else:
            by_stage[stage] += (new - old).sum(axis=0)  # whole numbers: the sum is exact in whatever order
    mean, p90, beyond, shares = intakes
    return _evaluation(dataset, plan, tally, table, (mean, p90, beyond, shares), by_stage)


def _of_intakes(dataset: Dataset, table: IntakeTable) -> OfIntakes:
    """Mean distance, 90th percentile, share beyond the limit and shares of groups of each intake."""
    columns, pupils = table.columns, table.column("pupils")
    groups = [columns[group.key] for group in dataset.groups]
    bases = [columns[mix.base_of(columns, group.key)] for group in dataset.groups]
    return (
        distance.mean_m(table.column("distance_cm"), pupils),
        distance.percentile_m(table.counts[:, columns.bins]),
        distance.share_beyond(table.column("beyond"), pupils),
        mix.shares(table.counts[:, groups], table.counts[:, bases]),
    )


def _evaluation(
    dataset: Dataset,
    plan: Plan,
    tally: Tally,
    table: IntakeTable,
    of_intakes: OfIntakes,
    by_stage: FloatArray,
) -> Evaluation:
    """The evaluation, from the figures of intakes and the sums of stages; the last row of these is still to be made."""
    columns, pupil = table.columns, table.columns["pupils"]
    k, s, schools = len(plan.catchments), len(plan.stages), len(plan.schools)
    school_pupils = size.of_schools(table, table.column("pupils"), schools)
    places = plan.schools.places
    over = (places >= 0) & (school_pupils > places)
    by_stage[s] = by_stage[:s].sum(axis=0)
    beyond = by_stage[:, columns["beyond"]]
    mean = distance.mean_m(by_stage[:, columns["distance_cm"]], by_stage[:, pupil]).tolist()
    p90 = distance.percentile_m(by_stage[:, columns.bins]).tolist()
    share = distance.share_beyond(beyond, by_stage[:, pupil]).tolist()
    apart = mix.segregation_of(table, [group.key for group in dataset.groups], s)
    serving = plan.catchments.intakes.schools_of_stage
    dissimilarity = apart[:, :, 0].tolist()
    # pupils, those who changed, and cells that are hidden or absent: in catchments, in none, and without a place
    told = [key for key in _TOLD if key in columns]
    wanted = [columns[key] for key in told]
    served = by_stage[:, wanted].tolist()
    elsewhere = tally.counts[k : k + 2 * s, wanted]
    nowhere, lost = (_with_sum(part).tolist() for part in (elsewhere[:s], elsewhere[s:]))

    stages = []
    for stage in range(s + 1):
        inside, outside, unlocated = served[stage], nowhere[stage], lost[stage]
        untold = {key: round(inside[i]) + outside[i] + unlocated[i] for i, key in enumerate(told) if i > 1}
        stages.append(
            StageFigures(
                pupils=round(inside[0]) + outside[0] + unlocated[0],
                unassigned=outside[0],
                unlocated=unlocated[0],
                changed=round(inside[1] + outside[1]),
                over_capacity=int(over[serving.get(stage, [])].sum() if stage < s else over.sum()),
                mean_distance_m=mean[stage],
                p90_distance_m=p90[stage],
                beyond=round(beyond[stage]),
                share_beyond=share[stage],
                dissimilarity=tuple(dissimilarity[stage]),
                hidden=untold.get("pupils_hidden", 0),
                absent=untold.get("pupils_absent", 0),
                unassigned_untold=sum(outside[2:]),
                unlocated_untold=sum(unlocated[2:]),
            )
        )
    return Evaluation(
        table,
        *of_intakes,
        school_pupils,
        places,
        size.use(school_pupils, places),
        tuple(stages[:s]),
        stages[s],
        by_stage,
        apart,
    )


def _with_sum(rows: LongArray) -> LongArray:
    """Rows of whole numbers, and their sum as one more."""
    return np.concatenate((rows, rows.sum(axis=0, keepdims=True)))
