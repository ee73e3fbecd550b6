"""The report of indicators: figures that do not exist, and words for people."""

from __future__ import annotations

import numpy as np

from piiri.countable import Countable
from piiri.evaluate import evaluate
from piiri.flows import whereabouts
from piiri.model import Dataset, Plan
from piiri.publish.indicators import indicator_report, indicators_json, indicators_text
from piiri.tally import tally_everything


def test_without_attendance_choice_and_flows_are_empty_and_said(town: tuple[Dataset, Plan]) -> None:
    dataset, plan = town
    countable = Countable(dataset, plan)
    tally = tally_everything(countable, plan)
    where = whereabouts(countable, plan, tally.pupils)
    found = indicator_report(dataset, plan, evaluate(dataset, plan, tally), where, 0)
    data = indicators_json(found)
    assert data["stage"] == "fi-1-6"
    assert data["choice"][0]["effect"]["dissimilarity"] is None
    assert data["flows"]["schools"] == [] and data["flows"]["unknown_pupils"] == int(
        np.sum(where.weight[where.stage == 0])
    )
    text = indicators_text(found, "Test town")
    assert "import the column “attends”" in text and "Dissimilarity D" in text and "95 % interval" in text
