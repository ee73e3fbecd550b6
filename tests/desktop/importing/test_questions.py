"""Questions: what waits stands out and comes first, the answer is told, the focus stays."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from piiri.io.recognise import Choice, Question, Said
from piiri_desktop.importing.questions import Questions
from piiri_desktop.importing.systems import system_name
from piiri_desktop.palette import Palette

TWO = (Choice("yes", Said("Yes")), Choice("no", Said("No")))
OPEN = Question("weight:a.csv", Said("Is it so?"), TWO)
TAKEN = Question("today:x", Said("Which?"), TWO, "yes", Said("Its name says so."))
ONLY = Question("personal:a.csv", Said("Names."), (Choice("leave-out", Said("Without them")),))
CRS = Question("crs:a.csv", Said("Where?"), (Choice("EPSG:3067", Said("EPSG:3067")),), "EPSG:3067")
FREE = Question("name", Said("Called?"), (), "Town")


@pytest.fixture
def questions(qtbot: QtBot, light: Palette) -> Questions:
    made = Questions(light, 1.0)
    qtbot.addWidget(made)
    made.resize(700, 300)
    return made


def heard(questions: Questions) -> list[tuple[str, str]]:
    said: list[tuple[str, str]] = []
    questions.answered.connect(lambda key, answer: said.append((key, answer)))
    return said


def test_nothing_to_ask_takes_no_room(questions: Questions) -> None:
    questions.show_questions(())
    assert questions.isHidden() and questions.first is None


def test_an_open_question_has_no_answer_and_is_the_first(questions: Questions) -> None:
    questions.show_questions((OPEN, TAKEN))
    field = questions.first
    assert isinstance(field, QComboBox) and field.currentIndex() == -1 and field.accessibleName() == "Is it so?"
    said = [label.text() for label in questions.findChildren(QLabel)]
    assert "The import waits for your answer." in said and "Taken for granted: Its name says so." in said


def test_answers_are_told(questions: Questions) -> None:
    said = heard(questions)
    questions.show_questions((OPEN, ONLY, FREE))
    field = questions.findChild(QComboBox, OPEN.key)
    assert field is not None
    field.activated.emit(1)
    button = questions.findChild(QAbstractButton, ONLY.key)
    assert button is not None and "Names." in button.accessibleName()
    button.click()
    line = questions.findChild(QLineEdit, "name")
    assert line is not None and line.text() == "Town"
    line.editingFinished.emit()
    line.setText("Kaislalahti")
    line.editingFinished.emit()
    assert said == [(OPEN.key, "no"), (ONLY.key, "leave-out"), ("name", "Kaislalahti")]


def test_another_system_than_the_guess_can_be_chosen(questions: Questions) -> None:
    questions.show_questions((CRS,))
    field = questions.findChild(QComboBox, CRS.key)
    assert field is not None and field.currentData() == "EPSG:3067" and field.count() > 5
    assert field.currentText() == system_name("EPSG:3067") == "ETRS-TM35FIN, EPSG:3067"


def test_the_focus_stays_on_the_question(questions: Questions, qtbot: QtBot) -> None:
    questions.show_questions((OPEN, TAKEN))
    with qtbot.waitExposed(questions):
        questions.show()
    questions.activateWindow()
    field = questions.findChild(QComboBox, OPEN.key)
    assert field is not None
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    answered = Question(OPEN.key, OPEN.said, OPEN.choices, answer="yes")
    questions.show_questions((TAKEN, answered))
    again = questions.findChildren(QComboBox, OPEN.key)[-1]
    assert again is not field and again.currentData() == "yes"
    qtbot.waitUntil(again.hasFocus)
