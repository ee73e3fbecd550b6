"""What is said of hidden numbers in a comparison holds whatever the numbers are: they are filled in, and looked at."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from shared.hidden import hidden_rows, with_hidden

from piiri.compare import Comparison, FigureTable, compare
from piiri.compare.words import certainty_text, change_text, figure_text, sure_of
from piiri.model import Dataset, Plan
from piiri.publish.comparison import comparison_json
from piiri.publish.comparison_text import comparison_text

COUNTS = ("pupils", "changed_pupils", "unassigned_pupils", "unlocated_pupils", "schools_over_capacity")
SUMS = (*COUNTS, "beyond_limit_pupils", "use_share")


def filled(dataset: Dataset, hide: np.ndarray, rng: np.random.Generator, most: int) -> Dataset:
    """The dataset in which the hidden cells have numbers, 0 to ``most`` pupils."""
    points = dataset.pupils.points
    values = np.array(points.values, dtype=np.int64)
    values[hide, points.index("pupils")] = rng.integers(0, most + 1, hide.sum())
    return replace(dataset, pupils=replace(dataset.pupils, points=replace(points, values=values)))


def disagreements(told: FigureTable, true: FigureTable, plan: int, shared: bool = False) -> list[str]:
    """Figures of which something is said that is not so; ``shared``: what shares have a part in bears no mark."""
    found = []
    for key in SUMS:
        if key not in [kind.key for kind in told.kinds]:
            continue
        at = told.index(key)
        shown, right = told.values[plan, ..., at], true.values[plan, ..., at]
        cells = told.untold.cells[plan, ..., at]
        low, exact = right < shown - 1e-9, np.abs(right - shown) > 1e-9
        if shared and key in ("changed_pupils", "beyond_limit_pupils"):
            exact &= False
        found += [f"{key} at least"] * int(np.count_nonzero(np.where(cells > 0, low, exact) & np.isfinite(right)))
        differs, truly = (each.values[plan, ..., at] - each.values[0, ..., at] for each in (told, true))
        for index in np.ndindex(differs.shape):
            limit, less = told.untold.limit(plan, *index, at), truly[index] - differs[index]
            wrong = {"": abs(less) > 1e-9, "least": less < -1e-9, "most": less > 1e-9, "about": False}[limit]
            if wrong and np.isfinite(less):
                found.append(f"{key} {limit or 'exact'} {index}: {differs[index]} {truly[index]}")
    return found


def holds(dataset: Dataset, plans: list[Plan]) -> Comparison:
    by_places = any(plan.by_places for plan in plans)
    hide = hidden_rows(dataset)
    told = compare(with_hidden(dataset, hide), plans)
    for seed in range(3):
        true = compare(filled(with_hidden(dataset, hide), hide, np.random.default_rng(seed), (1, 4, 30)[seed]), plans)
        for plan in range(len(plans)):
            assert disagreements(told.totals, true.totals, plan) == []
            assert disagreements(told.school_figures, true.school_figures, plan, by_places) == []
    return told


def test_whatever_the_hidden_numbers_are(two: tuple[Dataset, Plan, Plan]) -> None:
    dataset, one, other = two
    told = holds(dataset, [one, other])
    assert told.totals.untold.cells.any() and told.school_figures.untold.cells.any()


def test_of_a_zone_by_places_too(town: tuple[Dataset, Plan], changed_as: dict[str, Callable[[Plan], Plan]]) -> None:
    dataset, one = town
    zone = replace(changed_as["new-school"](one), by_places=frozenset({"fi-1-6/shared"}))
    holds(dataset, [one, zone])
    holds(dataset, [zone, changed_as["new-school"](one)])


def test_schools_that_stand_elsewhere_or_have_other_places(town: tuple[Dataset, Plan]) -> None:
    dataset, one = town
    schools = one.schools
    places = np.where(np.arange(len(schools)) % 2 == 0, schools.places + 7, schools.places)
    other = replace(one, name="Other", schools=replace(schools, xy=schools.xy + 150.0, places=places))
    told = holds(dataset, [one, other])
    assert told.totals.untold.limit(1, -1, told.totals.index("beyond_limit_pupils")) == "about"
    assert told.totals.untold.limit(1, -1, told.totals.index("pupils")) == ""


def test_of_a_plan_beside_itself_every_difference_is_exact(town: tuple[Dataset, Plan]) -> None:
    dataset, one = town
    told = compare(with_hidden(dataset), [one, replace(one, name="Itself")])
    for table in (told.totals, told.school_figures):
        assert table.untold.cells[1].any() and not table.untold.gained.any() and not table.untold.lost.any()


def test_where_every_number_is_told_nothing_is_marked(two: tuple[Dataset, Plan, Plan]) -> None:
    told = compare(two[0], two[1:])
    for table in (told.totals, told.school_figures):
        assert not any(each.any() for each in (table.untold.cells, table.untold.gained, table.untold.lost))
    assert not told.differences[0].moves.cells.any() and not told.differences[0].blocks.cells.any()
    text = comparison_text(told)
    assert not any(sign in text for sign in "≥≤≈")
    data = comparison_json(told)["differences"][0]
    assert data["totals"]["limits"] == {} and not any(way["untold_cells"] for way in data["moves"])


def test_every_cell_goes_one_way(two: tuple[Dataset, Plan, Plan]) -> None:
    """Those who move and stay are all cells of the stages, each once."""
    dataset, one, other = two
    hide = hidden_rows(dataset) & (dataset.pupils.stage >= 0)
    told = compare(with_hidden(dataset, hide), [one, other])
    moves, totals = told.differences[0].moves, told.totals
    assert moves.cells.sum() == hide.sum() == totals.untold.cells[1, -1, totals.index("pupils")]
    assert moves.cells[moves.moving].sum() == totals.untold.cells[1, -1, totals.index("changed_pupils")]
    source, target, pupils = moves.chosen()
    assert moves.chosen_cells().sum() == hide.sum() and len(moves.chosen_cells()) == len(pupils)
    assert moves.chosen_cells()[source != target].sum() == moves.cells[moves.moving].sum()


def test_json_and_text_say_so(town: tuple[Dataset, Plan], changed_as: dict[str, Callable[[Plan], Plan]]) -> None:
    dataset, one = town
    told = compare(with_hidden(dataset), [one, changed_as["repainted"](one)])
    data = json.loads(json.dumps(comparison_json(told)))["differences"][0]
    assert data["totals"]["limits"]["changed_pupils"] == "at_least" and "pupils" not in data["totals"]["limits"]
    assert {limit for school in data["schools"] for limit in school["limits"].values()} >= {"at_least", "at_most"}
    assert sum(way["untold_cells"] for way in data["moves"]) > 0
    text = comparison_text(told)
    assert "≥\u00a0" in text and "≈\u00a0" in text and "uncertain" in text


@pytest.mark.parametrize(
    ("change", "limit", "written", "said"),
    [
        (5.0, "", "+5", "worse"),
        (5.0, "least", "≥\u00a0+5", "worse"),
        (-5.0, "least", "≥\u00a0−5", ""),
        (-5.0, "most", "≤\u00a0−5", "better"),
        (5.0, "about", "≈\u00a0+5", ""),
        (0.0, "least", "≥\u00a00", ""),
    ],
)
def test_nothing_is_judged_whose_direction_may_be_another(change, limit, written, said, town) -> None:
    told = compare(town[0], [town[1], town[1]])
    kind = told.totals.kinds[told.totals.index("beyond_limit_pupils")]
    assert change_text(kind, change, limit) == (written, said)
    assert sure_of(change, limit) is (certainty_text(change, limit) == "")
    assert figure_text(kind, 7.0, 2) == "≥\u00a07" and figure_text(kind, 7.0) == "7"
