"""Names of schools, as different files write them."""

import numpy as np
import pytest

from piiri.io.mapping import ImportMapping, LayerMapping
from piiri.io.report import Findings
from piiri.io.schools import SchoolBook, plain_name
from piiri.io.table import Table


def book(rows: list[tuple[str, str, str]], *, aliases: dict[str, str] | None = None) -> SchoolBook:
    mapping = ImportMapping("m.toml", "M", "auto", (), (), aliases=aliases or {})
    spec = LayerMapping(
        "schools",
        None,
        "s.csv",
        columns={"id": "id", "name": "name", "teaches": "type"},
        teaches={"low": ("1-6",), "high": ("7-9",)},
    )
    columns = {
        key: np.array(values, dtype=object)
        for key, values in zip(("id", "name", "type"), zip(*rows, strict=True), strict=True)
    }
    made = SchoolBook(mapping, open=False)
    made.read(Table(spec, columns, np.arange(2, len(rows) + 2), len(rows)), np.zeros((len(rows), 2)), Findings())
    return made


@pytest.mark.parametrize("name", ["GRÜNERLØKKA", "Grünerløkka skole", " grünerløkka  Skole ", "GRüNERLØKKA"])
def test_plain_name(name: str) -> None:
    assert plain_name(name) == "grünerløkka"


def test_order_of_telling() -> None:
    made = book([("1", "Asema", "low"), ("Asema", "Koski", "low"), ("3", "ASEMA", "low")])
    assert made.find("Asema", "1-6") == [1]  # an id before a name
    assert made.find("asema", "1-6") == [0, 2]  # two that differ in case only: ambiguous
    assert made.find("ASEMA", "1-6") == [2]
    assert made.find("Satama", "1-6") == []


def test_same_name_at_two_stages() -> None:
    made = book([("1", "Gran skole", "low"), ("2", "Gran skole", "high")])
    assert made.find("GRAN", "1-6") == [0]
    assert made.find("GRAN", "7-9") == [1]


def test_alias() -> None:
    made = book([("1", "Majorstuen skole", "low")], aliases={"MAJORSTUA": "Majorstuen skole", "M": "1"})
    assert made.find("MAJORSTUA", "1-6") == made.find("M", "1-6") == [0]


def test_nearest_names() -> None:
    made = book([("1", "Majorstuen skole", "low"), ("2", "Sagene skole", "low")])
    assert made.nearest_names("MAJORSTUA") == ["Majorstuen skole"]
