"""The end of a school in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from piiri import i18n
from piiri.i18n import number
from piiri.io.demo import demo_municipality
from piiri.model import Dataset
from piiri.optimise import BlockLeft
from piiri.publish.network_change import NetworkChange, SchoolChange
from piiri.publish.network_change_text import (
    left_words,
    missing_words,
    network_change_json,
    network_change_text,
    receiver_words,
    signed,
    taken_in_text,
)

NAN = float("nan")


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    yield
    i18n.set_language("en")


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return demo_municipality(pupils=300, schools=6, faces=60)[0]


def change(dataset: Dataset, *receivers: SchoolChange) -> NetworkChange:
    return NetworkChange("S1", "Asema", 40.0, 7, (500.0, 1260.0), (3.0, 11.0), receivers)


def receiver(dataset: Dataset, name: str, pupils: tuple[float, float], places: float) -> SchoolChange:
    groups = tuple((0.1, NAN) for _ in dataset.groups)
    return SchoolChange(name.lower(), name, pupils, (places, places), groups, (700.0, 701.0))


def test_missing_places_are_said_with_the_worst_school_first(dataset: Dataset) -> None:
    few, many = receiver(dataset, "Few", (10, 21), 20), receiver(dataset, "Many", (10, 39), 30)
    assert missing_words(change(dataset, few, many)) == "10 places are missing: Many 9, Few 1."
    assert missing_words(change(dataset, few)) == "1 place is missing: Few 1."
    assert missing_words(change(dataset, receiver(dataset, "Room", (10, 20), 30))) == ""


def test_what_does_not_fit_is_counted_by_stage(dataset: Dataset) -> None:
    stage, other = dataset.stages[0], dataset.stages[1]
    left = [BlockLeft(stage.id, "b1", 3), BlockLeft(stage.id, "b2", 1), BlockLeft(other.id, "b1", 2)]
    assert left_words(left, dataset) == f"Do not fit: {stage.name}: 2 blocks, {other.name}: 1 block."
    assert left_words((), dataset) == ""


def test_a_school_in_words(dataset: Dataset) -> None:
    assert receiver_words(receiver(dataset, "A", (10, 11), 20)) == "takes in 1 pupil"
    assert receiver_words(receiver(dataset, "A", (10, 25), 20)) == "takes in 15 pupils, 5 over"


def test_json_is_null_where_nothing_is_known(dataset: Dataset) -> None:
    data = network_change_json(change(dataset, receiver(dataset, "A", (10, 11), NAN)), dataset)
    assert data["missing_places"] == 0 and data["pupils"] == 40 and isinstance(data["pupils"], int)
    (one,) = data["receivers"]
    assert one["places"] == one["use_share"] == one["free_places"] == {"before": None, "after": None}
    assert set(one["groups"]) == {group.key for group in dataset.groups}
    assert one["groups"][dataset.groups[0].key] == {"before": 0.1, "after": None}


def test_the_text_follows_the_language(dataset: Dataset) -> None:
    i18n.set_language("fi")
    text = network_change_text(change(dataset, receiver(dataset, "A", (10, 1500), 20)), dataset, "H")
    assert text.startswith("H\n") and "500\xa0m → 1,3\xa0km" in text and "10 → 1\u202f500" in text
    assert "paikkaa puuttuu: A 1\u202f480." in text
    assert "10,0\xa0% → .." in text, "a share of few pupils is hidden"
    assert "A " not in network_change_text(change(dataset), dataset, "H").splitlines()[-1]


def test_hidden_numbers_make_limits(dataset: Dataset) -> None:
    """A school that had a hidden cell and gets another: at least so many, free places at most."""
    school = replace(receiver(dataset, "A", (10, 25), 20), cells=(1.0, 2.0))
    assert receiver_words(school) == "takes in at least 15 pupils, at least 5 over"
    assert signed(school, school.free, number) == ("≤\u00a010", "≤\u00a0−5")
    assert taken_in_text(replace(school, cells=(1.0, 1.0))) == "15", "the cell that it had cancels out"
    ended = replace(change(dataset, school), cells=1.0)
    text, data = network_change_text(ended, dataset, "H"), network_change_json(ended, dataset)
    assert "≥\u00a010 → ≥\u00a025" in text and "≥\u00a040" in text and "hidden" in text
    assert data["untold_cells"] == 1 and data["receivers"][0]["untold_cells"] == {"before": 1, "after": 2}
    assert "≥" not in network_change_text(change(dataset, receiver(dataset, "A", (10, 25), 20)), dataset, "H")
