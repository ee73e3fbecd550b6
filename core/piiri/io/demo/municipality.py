"""The whole of Kaislalahti: land, streets, blocks, schools, children and today's plan."""

from __future__ import annotations

import numpy as np

from ...errors import InputError
from ...i18n import N_, tr
from ...model.arrays import Array, FloatArray
from ...model.dataset import HELSINKI_LIMITS, Dataset, Group, Pupils, pupil_columns
from ...model.plan import Plan
from ...model.points import PointLayer
from ...model.schools import Schools
from ...progress import Part, Progress, silent
from ...walking import measure_of
from . import people, schooling
from .backdrop import make_backdrop
from .blocks import make_blocks
from .fields import Random, Warp
from .land import CENTRE_M, Frame, make_land
from .network import make_network, make_places
from .ways import make_ways

FEWEST_SCHOOLS = 6
FEWEST_FACES = 60

GROUPS = (
    Group("foreign_language", N_("Foreign-language pupils")),
    Group("support_need", N_("Pupils with support in learning")),
)

_PROTECTED_OF = 600
"""One child in so many has a protected address."""


def demo_municipality(
    *,
    pupils: int = 12_000,
    schools: int = 24,
    faces: int = 700,
    seed: int = 2026,
    ways: bool = False,
    progress: Progress = silent,
) -> tuple[Dataset, Plan]:
    """Make Kaislalahti, a synthetic municipality that looks and counts like a Nordic coastal town.

    Everything hangs together by place: coast, islands, lake, river and railway; roads between the town, its suburbs and
    villages; blocks made from all of these; homes along the streets; one field of social need that first language,
    education, income and tenure follow; schools where the pupils are, and catchments that keep to one bank of the river
    where no bridge is near. A seed gives the same municipality on any machine.

    Parameters
    ----------
    pupils
        Children and young people aged 0 to 15, one point each. Those aged 7 to 15 (about 60 %) are the pupils of grades
        1 to 9; the younger ones are the coming cohorts: 0 in the column ``pupils``, placed by the stage they will
        enter. Up to 1 000 000.
    schools
        From 6 to 500 and more: a quarter are Swedish-speaking; a sixth teach grades 7-9 only, a twelfth all nine. The
        area grows with their number, so that ways to school stay as they are.
    faces
        Blocks, exactly so many, at least 60; up to 50 000 and more.
    seed
        Another number gives another town.
    ways
        Give the streets too, so that ways to school are measured on foot and not straight; they are measured at once.
    progress
        Told what is being done; may cancel.

    Returns
    -------
    Dataset, Plan
        The plan is called "Today". The two closest schools with Finnish grades 7-9 share one joint zone, where there
        are two. One child in 600 has a protected address: no place, and no school named; all others live in a block. A
        tenth of the pupils attend another school than their own.

    Raises
    ------
    InputError
        ``demo-too-small``: fewer schools or blocks than a town of two languages can have, or no pupils.

    Examples
    --------
    >>> dataset, plan = demo_municipality(pupils=600, schools=6, faces=80)
    >>> dataset.name, plan.name, len(dataset.schools), dataset.coverage.face_count
    ('Kaislalahti', 'Today', 6, 80)
    """
    if schools < FEWEST_SCHOOLS or faces < max(FEWEST_FACES, 3 * schools) or pupils < 1 or seed < 0:
        raise InputError(
            "demo-too-small",
            N_(
                "The demo municipality cannot have {pupils} pupils, {schools} schools and {faces} blocks (seed {seed})."
            ),
            N_("Ask for at least 1 pupil, 6 schools, 60 blocks, three blocks a school, and a seed of 0 or more."),
            pupils=pupils,
            schools=schools,
            faces=faces,
            seed=seed,
        )

    def chance(part: int) -> Random:
        return np.random.Generator(np.random.PCG64([seed, part]))

    origin = np.array(CENTRE_M)
    progress(0.0, tr("Drawing the coast"))
    land = make_land(chance(0), Frame.of(float(np.sqrt(schools / 24.0))))
    places = make_places(chance(1), land)
    network = make_network(chance(2), land, places)
    progress(0.1, tr("Cutting the land into blocks"))
    warp = Warp(chance(3), ((2200.0, 160.0), (500.0, 22.0)))

    def streets(xy: FloatArray) -> FloatArray:
        density = np.sqrt(places.density(xy))
        # few streets where few live, though more than people alone would need
        return np.asarray(density * np.sqrt(np.sqrt(density)))

    blocks = make_blocks(chance(4), land, network, streets, faces, warp, CENTRE_M)
    progress(0.5, tr("Moving people in"))
    density = people.living_density(chance(5), blocks, places, origin)
    sample, _ = people.make_homes(chance(6), blocks, density, 4000)
    society = people.Society(chance(7), places, origin, sample)
    children = people.make_children(chance(8), blocks, density, society, pupils)
    statistics = people.make_statistics(chance(9), blocks, density, society, -(-pupils * 3 // 2))
    progress(0.8, tr("Placing the schools"))
    placed = schooling.place_schools(chance(10), blocks, density, society, schools)
    served, catchment_of_face = schooling.todays_catchments(chance(11), blocks, placed)
    stage = np.where(children.age < 13, 0, 1) + 2 * children.swedish
    grade = np.maximum(children.age - 6, 0)
    own = schooling.own_school(chance(12), served, catchment_of_face[stage, children.face])
    attends = schooling.attended_school(chance(13), placed, stage, own, children)
    protected = chance(14).random(pupils) < 1.0 / _PROTECTED_OF
    attends[(grade == 0) | protected] = -1
    room = schooling.room_for(chance(15), np.bincount(own[grade > 0], minlength=schools))
    buildings = Schools(tuple(map(schooling.school_id, range(schools))), placed.names, placed.xy, room)
    home = np.where(protected[:, None], np.nan, children.xy)
    points = PointLayer("pupils", home, pupil_columns(GROUPS), _values(children, grade))
    dataset = Dataset(
        "Kaislalahti",
        "EPSG:3067",
        schooling.STAGES,
        buildings,
        blocks.coverage,
        Pupils(points, stage, grade, attends),
        (statistics,),
        GROUPS,
        HELSINKI_LIMITS,
        make_backdrop(land, network, blocks, warp),
        {"source": N_("Invented: no person, school or place in it is real."), "seed": str(seed)},
        ways=make_ways(blocks, placed.xy) if ways else None,
    )
    plan = Plan(N_("Today"), schooling.STAGES, blocks.coverage, served, catchment_of_face, buildings)
    if ways:
        measure_of(dataset, Part(progress, 0.85, 1.0), placed.xy)
    progress(1.0, tr("The demo municipality is ready"))
    return dataset, plan


def _values(children: people.Children, grade: Array) -> Array:
    """One row a child, its columns as :func:`~piiri.model.dataset.pupil_columns` orders them."""
    columns = [column.key for column in pupil_columns(GROUPS)]
    values = np.zeros((len(grade), len(columns)), dtype=np.uint8)
    child = np.arange(len(grade))
    at_school = grade > 0
    values[:, columns.index("pupils")] = at_school
    values[child[at_school], columns.index("grade_1") + grade[at_school] - 1] = 1
    values[child[~at_school], columns.index("age_0") + children.age[~at_school]] = 1
    values[:, columns.index("foreign_language")] = children.foreign & at_school
    values[:, columns.index("support_need")] = children.support & at_school
    return values
