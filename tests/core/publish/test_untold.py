"""Hidden and absent counts from a file to the figures of a plan: kept with the project, followed by every edit."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from shared.four_blocks import BLOCKS, Municipality

from piiri.countable import Countable
from piiri.edits import AssignFaces
from piiri.evaluate import evaluate
from piiri.history import History
from piiri.publish.figures import at_least, figures_json, figures_table
from piiri.session import Session
from piiri.storage import create_project, open_project
from piiri.tally import tally_everything

RESIDENTS = """
[[layers]]
kind = "residents"
id = "grid"
file = "blocks.geojson"
crs = "EPSG:3067"
missing = ["..", "."]
[layers.values]
people = { column = "people", name = "Residents" }
young = { column = "young", name = "Young", of = "people" }
"""


@pytest.fixture
def imported(tmp_path: Path):
    town = Municipality(tmp_path)
    text = (town.folder / "import.toml").read_text(encoding="utf-8")
    text = text[: text.rindex("[[layers]]")]
    columns = '{ id = "block", pupils = "n", groups = { foreign_language = "f" } }'
    text = text.replace('{ id = "block" }', columns).replace('kind = "blocks"', 'kind = "blocks"\nstage = "fi-1-6"')
    town.write("import.toml", text + RESIDENTS)
    blocks = json.loads(json.dumps(BLOCKS))
    for each, (n, f, people, young) in zip(
        blocks,
        (("10", "4", "100", "10"), ("20", "..", "..", ".."), ("..", "..", "50", ".."), ("30", "6", ".", ".")),
        strict=True,
    ):
        each["properties"] |= {"n": n, "f": f, "people": people, "young": young}
    town.blocks(blocks)
    return town.imports()


def figures(dataset, plan):
    session = Session(dataset, plan)
    return figures_json(dataset, plan, session.state.evaluation)


def of(intake, key: str):
    return next(each for each in intake["residents"] if each["column"] == key)


def test_totals_say_that_they_are_lower_limits(imported) -> None:
    data = figures(imported.dataset, imported.plans[0])
    first = data["stages"][0]
    assert (first["pupils"], first["hidden_cells"], first["absent_cells"]) == (60, 1, 0)
    west, east = ({s["stage"]: s for s in school["stages"]}["fi-1-6"] for school in data["schools"])
    # sw and nw to the west, se and ne to the east
    assert (west["pupils"], west["hidden_cells"]) == (10, 1) and (east["pupils"], east["hidden_cells"]) == (50, 0)
    assert west["groups"]["foreign_language"] == {"pupils": 4, "share": 0.4, "hidden_cells": 1, "absent_cells": 0}
    assert east["groups"]["foreign_language"]["share"] == 6 / 30
    people, young = (of(east, key) for key in ("people", "young"))
    assert (people["value"], people["hidden_cells"], people["absent_cells"]) == (0, 1, 1) and young["ratio"] is None
    people, young = (of(west, key) for key in ("people", "young"))
    assert people["value"] == 150 and young["ratio"] == 0.1 and young["hidden_cells"] == 1


def test_the_text_says_at_least(imported) -> None:
    plan = imported.plans[0]
    evaluation = Session(imported.dataset, plan).state.evaluation
    text = figures_table(imported.dataset, plan, evaluation, 0)
    assert "at least 60 (1 hidden cell)" in text and "≥\u00a010" in text
    assert at_least("5", 0) == "5" and at_least("5", 2, 1) == "at least 5 (2 hidden cells, 1 empty cell)"


def test_every_edit_carries_the_cells_along_and_undo_brings_them_back(imported) -> None:
    dataset, plan = imported.dataset, imported.plans[0]
    session = Session(dataset, plan)
    start = figures(dataset, plan)
    east = plan.catchments.ids[int(plan.catchment_of_face[0, plan.coverage.topology.face_index["ne"]])]
    for _ in range(2):
        session.preview(AssignFaces("fi-1-6", ("nw",), east))
        session.commit()
        state = session.state
        slow = tally_everything(Countable(dataset, plan), state.plan)
        assert np.array_equal(slow.counts, state.tally.counts)
        data = figures_json(dataset, state.plan, state.evaluation)
        told = [{s["stage"]: s for s in school["stages"]}["fi-1-6"]["hidden_cells"] for school in data["schools"]]
        assert told == [0, 1]
        session.undo()
        assert figures_json(dataset, session.state.plan, session.state.evaluation) == start
        assert evaluate(dataset, plan, session.state.tally).fingerprint == session.state.evaluation.fingerprint


def test_blocks_without_a_count_are_not_coloured_as_empty(imported) -> None:
    state = Session(imported.dataset, imported.plans[0]).state
    at = state.plan.coverage.topology.face_index
    pupils = next(each for each in state.blocks if each.key == "pupils")
    assert np.isnan(pupils.values[at["nw"]]) and pupils.hidden[at["nw"]] and pupils.values[at["se"]] == 20


def test_the_project_keeps_them(imported, tmp_path) -> None:
    with create_project(imported.dataset, list(imported.plans), workdir=tmp_path / "w") as project:
        project.save_as(tmp_path / "p.gpkg")
    with open_project(tmp_path / "p.gpkg", workdir=tmp_path / "w") as again:
        assert again.dataset.fingerprint == imported.dataset.fingerprint
        history: History = again.history(again.active)
        assert figures(again.dataset, history.plan) == figures(imported.dataset, imported.plans[0])
