"""Real tables: pupils by school and group in an American state in 2000 and 2005, and a city's tracts."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from piiri.segregation import GroupTable, table_of_rows


@pytest.fixture(scope="session")
def goldens(real_data: Callable[[str], Path]) -> dict[str, Any]:
    """Values published by, or recomputed with, the R package *segregation* and PySAL."""
    return json.loads((real_data("golden_segregation") / "goldens.json").read_text(encoding="utf-8"))


def _schools(folder: Path, year: str) -> GroupTable:
    with (folder / f"schools{year}.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    column = {key: np.array([row[key] for row in rows]) for key in rows[0]}
    return table_of_rows(
        column["school"], column["race"], column["n"].astype(float), [column["state"], column["district"]]
    )


@pytest.fixture(scope="session")
def schools00(real_data: Callable[[str], Path]) -> GroupTable:
    """2 045 schools, five groups, 877 739 pupils; levels: state, district."""
    table = _schools(real_data("golden_segregation"), "00")
    assert table.counts.sum() == 877_739 and len(table.units) == 2045
    return table


@pytest.fixture(scope="session")
def schools05(real_data: Callable[[str], Path]) -> GroupTable:
    """Five years later."""
    return _schools(real_data("golden_segregation"), "05")


@pytest.fixture(scope="session")
def sacramento(real_data: Callable[[str], Path]) -> dict[str, np.ndarray]:
    """Residents of 403 tracts by group; TOT_POP is larger than the sum of the four groups."""
    tracts = json.loads((real_data("golden_segregation") / "sacramento1.geojson").read_text(encoding="utf-8"))
    rows = [feature["properties"] for feature in tracts["features"]]
    return {
        key: np.array([row[key] for row in rows], dtype=float)
        for key in rows[0]
        if (key.isupper() and key[-1] == "_") or key == "TOT_POP"
    }
