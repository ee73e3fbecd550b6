"""The head names the formula, how official it is and where it comes from, and offers the others."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from piiri.edits import SetFundingModel
from piiri.funding import preset, preset_names
from piiri.funding.texts import model_from, text_of
from piiri.session import Session
from piiri_desktop.palette import Palette
from piiri_desktop.panels.funding_files import FundingFiles
from piiri_desktop.panels.funding_head import FundingHead

Made = tuple[FundingHead, Session]


@pytest.fixture
def made(session: Session, light: Palette, qtbot: QtBot) -> Made:
    files = FundingFiles(QWidget())
    qtbot.addWidget(files.parent())
    head = FundingHead(files, light)
    qtbot.addWidget(head)
    session.do(SetFundingModel(text_of(preset("helsinki_pd_like"))))
    assert session.state.funding is not None
    head.show_model(session.state.funding.model, session.state)
    head.resize(404, head.sizeHint().height())
    head.show()
    return head, session


def test_status_and_source_stand_under_the_formula(made: Made) -> None:
    head, _ = made
    assert "2017" in head.formula.accessibleName() and head.status.text().startswith("described by third parties")
    assert head.source.text().startswith("Source: ")
    assert all(text in head.formula.toolTip() for text in (head.status.text(), head.source.text()))
    head.fold(True)
    assert not head.status.isVisible() and not head.source.isVisible(), "a low panel has them in the tooltip"
    head.fold(False)
    assert head.status.isVisible() and head.source.isVisible()


def test_every_model_is_offered_and_one_of_them_checked(made: Made, qtbot: QtBot) -> None:
    head, _ = made
    actions = head.formula.menu().actions()
    models = [action for action in actions if action.isCheckable()]
    assert len(models) == len(preset_names()) and sum(action.isChecked() for action in models) == 1
    assert all(action.toolTip() for action in models)
    flat = next(action for action in models if action.text().startswith(preset("flat").title))
    with qtbot.waitSignal(head.chosen) as said:
        flat.trigger()
    assert model_from(said.args[0]).model.id == "flat"
    with qtbot.waitSignal(head.chosen) as said:
        next(action for action in actions if action.text() == "Take the model away").trigger()
    assert said.args == [""]


def test_a_model_that_cannot_be_read_is_said(made: Made) -> None:
    head, session = made
    head.show_model(None, session.state)
    assert "not readable" in head.formula.accessibleName() and not head.status.text() and not head.source.text()


def test_a_field_shows_no_half_word_of_its_label(made: Made, light: Palette) -> None:
    """What is chosen goes before what it is the choice of."""
    head, _ = made
    button = head.formula
    button.set_value("Formula of a city")
    button.resize(button.sizeHint())
    whole = button.grab().toImage()
    button.resize(button.sizeHint().width() - 12, button.height())
    short = button.grab().toImage()
    ink = [x for x in range(8, 60) if any(whole.pixelColor(x, y) == light.text_secondary for y in range(4, 20))]
    assert ink, "the label, where there is room"
    assert not any(short.pixelColor(x, y) == light.text_secondary for x in range(8, 60) for y in range(4, 20))
