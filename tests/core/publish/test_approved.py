"""Pages of figures of Oslo and Helsinki that a person read and found sensible; lines with ``#`` say why.

A figure that changes fails here. Read the new page; where it is right, put it in the place of the old one:
``PIIRI_APPROVE=1 pytest tests/core/publish/test_approved.py``, which keeps the remarks."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from piiri import i18n
from piiri.assignment import Placement, assign
from piiri.countable import Countable
from piiri.evaluate import evaluate
from piiri.flows import whereabouts
from piiri.indicators.blocks import count_by_face
from piiri.io import import_mapping
from piiri.publish import figures_table
from piiri.publish.indicators import indicator_report, indicators_text
from piiri.publish.segregation_text import segregation_text
from piiri.segregation import GroupTable, survey
from piiri.tally import tally_everything

HERE = Path(__file__).resolve().parents[2]
REMARK = "#"


def approved(name: str, text: str) -> None:
    """Compare with the page kept, remarks left out."""
    path = HERE / "golden" / f"{name}.txt"
    kept = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    remarks = [line for line in kept if line.startswith(REMARK)]
    if os.environ.get("PIIRI_APPROVE"):
        path.write_text("\n".join([*remarks, *text.splitlines()]) + "\n", encoding="utf-8")
        return
    assert [line for line in kept if not line.startswith(REMARK)] == text.splitlines()


@pytest.mark.real_data
def test_oslo(real_data: Callable[[str], Path]) -> None:
    real_data("oslo")
    i18n.set_language("en")
    imported = import_mapping(HERE / "mappings" / "oslo.toml", repair=True)
    dataset, plan = imported.dataset, imported.plans[0]
    countable = Countable(dataset, plan)
    tally = tally_everything(countable, plan)
    evaluation = evaluate(dataset, plan, tally)
    report = indicator_report(dataset, plan, evaluation, whereabouts(countable, plan, tally.pupils))
    totals = figures_table(dataset, plan, evaluation).split("\n\n")[1]
    approved("oslo", f"{totals}\n\n{indicators_text(report, 'Oslo')}")


@pytest.mark.real_data
def test_helsinki(real_data: Callable[[str], Path]) -> None:
    """Residents of 250 m cells by age: children, adults and the old."""
    real_data("helsinki")
    i18n.set_language("en")
    dataset = import_mapping(HERE / "mappings" / "helsinki.toml").dataset
    layer = dataset.residents[0]
    counts = count_by_face(
        layer,
        Placement.of(assign(dataset.coverage, layer.xy), dataset.coverage.face_count),
        dataset.coverage.face_count,
    )
    ages = {
        "0-19": ("age_0_9", "age_10_19"),
        "20-69 and hidden": ("residents",),
        "70 and over": ("age_70_79", "age_80"),
    }
    columns = {name: sum(counts[:, layer.index(key)] for key in keys) for name, keys in ages.items()}
    known = columns["0-19"] + columns["70 and over"]
    columns["20-69 and hidden"] = columns["20-69 and hidden"] - known
    table = np.stack(list(columns.values()), axis=1).clip(0)
    there = table.sum(axis=1) > 0
    ids = tuple(np.array(dataset.coverage.face_ids, dtype=object)[there])
    found = survey(GroupTable(ids, tuple(columns), table[there]), chance_draws=20)
    approved("helsinki", "\n".join(segregation_text(found, ())))
