"""Files of the funding panel: a tuned model saved and read again, figures and what schools say taken in."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QMenu, QWidget
from pytestqt.qtbot import QtBot

from piiri.edits import Edit, SetFundingModel, SetFundingNumber, SetSchoolFigures, Together
from piiri.funding import preset, read_model
from piiri.funding.texts import text_of
from piiri_desktop.bridge import Bridge
from piiri_desktop.panels.funding_files import FundingFiles


@pytest.fixture
def files(bridge: Bridge, qtbot: QtBot) -> FundingFiles:
    window = QWidget()
    qtbot.addWidget(window)
    made = FundingFiles(window)
    bridge.changed.connect(made.show_state)
    return made


def read(files: FundingFiles) -> tuple[list[Edit], list[str]]:
    edits: list[Edit] = []
    said: list[str] = []
    files.read.connect(edits.append)
    files.failed.connect(said.append)
    return edits, said


def test_a_tuned_model_is_saved_and_read_again_with_name_and_status(
    files: FundingFiles, bridge: Bridge, tmp_path: Path
) -> None:
    bridge.commit(SetFundingModel(text_of(preset("helsinki_pd_like"))))
    bridge.commit(SetFundingNumber(("index", "weights", "net_attraction"), "0.35"))
    files.save_model(tmp_path / "own")
    model = read_model(tmp_path / "own.toml")
    assert text_of(model) == bridge.state.plan.funding
    assert model.title == preset("helsinki_pd_like").title and model.model.status == "described by third parties"
    edits, _ = read(files)
    files.take_model(tmp_path / "own.toml")
    assert edits == [SetFundingModel(bridge.state.plan.funding)]
    files.save_model(tmp_path / "again.toml")
    assert (tmp_path / "again.toml").read_bytes() == (tmp_path / "own.toml").read_bytes(), "one way to write a model"


def test_a_file_that_cannot_be_written_is_said(files: FundingFiles, bridge: Bridge, tmp_path: Path) -> None:
    bridge.commit(SetFundingModel(text_of(preset("flat"))))
    _, said = read(files)
    files.save_model(tmp_path / "no" / "such" / "own.toml")
    assert "own.toml cannot be written" in said[-1] and not list(tmp_path.iterdir())


def test_the_menu_offers_what_can_be_done(files: FundingFiles, bridge: Bridge) -> None:
    def offered() -> list[str]:
        menu = QMenu()
        files.fill(menu, figures=bool(bridge.state.plan.school_figures))
        return [action.text() for action in menu.actions() if action.text()]

    assert offered() == ["A model from a file…", "Figures of the schools from a file…"]
    bridge.commit(SetFundingModel(text_of(preset("flat"))))
    bridge.commit(SetSchoolFigures("id;last_amount\nS0;5\n"))
    assert offered()[1:] == [
        "Save the model as…",
        "Figures of the schools from a file…",
        "Take the figures away",
        "Year by year…",
    ]


def test_figures_bring_what_schools_say_as_one_step(files: FundingFiles, bridge: Bridge, tmp_path: Path) -> None:
    table = tmp_path / "use.csv"
    table.write_text("id;last_amount;use_guidance;use_note\nS0;5;10,5;Ohjausta\nS1;6;;\n", encoding="utf-8")
    edits, _ = read(files)
    files.take_figures(table)
    assert isinstance(edits[0], Together) and len(edits[0].edits) == 2
    bridge.commit(edits[0])
    (use,) = bridge.state.plan.money_use
    assert (use.school, use.planned, use.note) == ("S0", (("guidance", "10.5"),), "Ohjausta")
    bridge.undo()
    assert not bridge.state.plan.money_use and not bridge.state.plan.school_figures
