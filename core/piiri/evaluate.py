"""All figures of a plan, computed in full from its tally each time: small arrays, no state, no drift."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .indicators import distance, mix, size
from .indicators.table import IntakeTable, intake_table
from .model.arrays import FloatArray, IntArray
from .model.dataset import Dataset
from .model.plan import Plan
from .tally import Tally


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

    def figures(self, stage: int | None) -> StageFigures:
        """Return the figures of a stage, of all stages together for None."""
        return self.total if stage is None else self.stages[stage]


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
    columns = table.columns
    pupils = table.column("pupils")
    schools = len(plan.schools)
    school_pupils = size.of_schools(table, pupils, schools)
    places = plan.schools.places
    over = (places >= 0) & (school_pupils > places)
    groups = [group.key for group in dataset.groups]
    shares = np.column_stack([mix.group_share(table, key) for key in groups]) if groups else np.zeros((len(pupils), 0))
    k, s = len(plan.catchments), len(plan.stages)
    pupil = columns["pupils"]
    by_stage = np.zeros((s + 1, len(columns)))
    present, first = np.unique(table.stage, return_index=True)  # the intakes are sorted by stage
    if len(present):
        by_stage[present] = np.add.reduceat(table.counts, first, axis=0)
    by_stage[s] = by_stage[:s].sum(axis=0)
    mean = distance.mean_m(by_stage[:, columns["distance_cm"]], by_stage[:, pupil])
    p90 = distance.percentile_m(by_stage[:, columns.bins])
    beyond = by_stage[:, columns["beyond"]]
    share = distance.share_beyond(beyond, by_stage[:, pupil])
    apart = mix.dissimilarity_of(table, groups, s)
    stages = []
    for stage in range(s + 1):
        rows = [stage] if stage < s else list(range(s))
        unassigned = int(sum(tally.counts[k + row, pupil] for row in rows))
        unlocated = int(sum(tally.counts[k + s + row, pupil] for row in rows))
        moved = sum(tally.counts[k + row, columns["changed"]] for row in rows)
        serving = np.unique(table.school[table.stage == stage]) if stage < s else np.arange(schools)
        stages.append(
            StageFigures(
                pupils=round(by_stage[stage, pupil]) + unassigned + unlocated,
                unassigned=unassigned,
                unlocated=unlocated,
                changed=round(by_stage[stage, columns["changed"]] + moved),
                over_capacity=int(over[serving].sum()),
                mean_distance_m=float(mean[stage]),
                p90_distance_m=float(p90[stage]),
                beyond=round(beyond[stage]),
                share_beyond=float(share[stage]),
                dissimilarity=tuple(apart[stage].tolist()),
            )
        )
    return Evaluation(
        table,
        distance.mean_m(table.column("distance_cm"), pupils),
        distance.percentile_m(table.counts[:, columns.bins]),
        distance.share_beyond(table.column("beyond"), pupils),
        shares,
        school_pupils,
        places,
        size.use(school_pupils, places),
        tuple(stages[:s]),
        stages[s],
    )
