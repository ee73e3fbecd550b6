"""Places have one name and one key in all plans."""

from __future__ import annotations

from piiri.compare import compare
from piiri.compare.places import places_of
from piiri.model import Dataset, Plan


def test_schools_zones_and_those_without(town: tuple[Dataset, Plan], changed_as) -> None:
    _, plan = town
    other = changed_as["new-school"](plan)
    places, rows = places_of([plan, other])
    assert [place.key for place in places[:2]] == ["unassigned", "unlocated"]
    names = {place.key: place.name for place in places}
    assert names["S0"] == "School 0"
    assert names["S0+S1"] == "Joint zone"
    assert names["S0+new"] == "Shared zone"
    assert len(names) == len(places)
    for each, table in zip((plan, other), rows, strict=True):
        assert len(table) == len(each.catchments) + 2 * len(each.stages) + 1
        assert table[len(each.catchments) :].tolist() == [0, 0, 1, 1, 0]


def test_a_school_has_the_same_place_at_every_stage(town: tuple[Dataset, Plan]) -> None:
    dataset, plan = town
    found = compare(dataset, [plan, plan])
    kinds = [place.kind for place in found.places]
    assert kinds.count("school") == len(
        {
            h
            for k in range(len(plan.catchments))
            if len(plan.catchments.schools_of(k)) == 1
            for h in plan.catchments.schools_of(k).tolist()
        }
    )
