"""What money is compared with: only what there is data for, other plans of the project among it."""

from __future__ import annotations

from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Signal
from pytestqt.qtbot import QtBot

from piiri.edits import AssignFaces, SetFundingModel, SetSchoolFigures
from piiri.funding import preset
from piiri.funding.texts import text_of
from piiri.session import Session
from piiri_desktop.palette import palette
from piiri_desktop.panels.funding_against import AgainstPick

FLAT = SetFundingModel(text_of(preset("flat").with_pot(205)))


@dataclass
class Node:
    number: int
    name: str


@dataclass
class Living:
    nodes: list[Node] = field(default_factory=lambda: [Node(1, "Today"), Node(2, "Other"), Node(3, "Third")])


class Book(QObject):
    """Three plans; the first is worked on, the third compared with."""

    changed = Signal()
    active, compared = 1, 3

    def __init__(self) -> None:
        super().__init__()
        self.living = tuple(Living().nodes)
        self.asked: list[int | None] = []

    def compare_with(self, number: int | None) -> None:
        self.asked.append(number)


def offered(pick: AgainstPick) -> list[str]:
    return [action.text() for action in pick.menu().actions() if action.text()]


def test_it_offers_what_there_is_data_for(session: Session, to_hakamaki: AssignFaces, qtbot: QtBot) -> None:
    pick = AgainstPick(palette("light"))
    qtbot.addWidget(pick)
    pick.show_state(session.do(FLAT))
    assert offered(pick) == ["Today", "Same for all pupils"]
    pick.choose("last")
    assert pick.key == "plan", "there is no last year"
    pick.show_state(session.do(SetSchoolFigures("id;last_amount;last_pupils\nS0;60;50\n")))
    with qtbot.waitSignal(pick.chosen):
        pick.choose("last")
    assert pick.key == "last" and pick.accessibleName().endswith("Last year")
    pick.show_state(session.undo())
    assert pick.key == "plan", "last year is gone again"
    kept = session.do(to_hakamaki)
    other = session.open_plan(kept.history, before=kept.plan)
    pick.show_state(other)
    assert offered(pick) == ["Today", "The start of the plan", "Same for all pupils"]


def test_another_plan_is_compared_with_everywhere(session: Session, qtbot: QtBot) -> None:
    pick, book = AgainstPick(palette("light")), Book()
    qtbot.addWidget(pick)
    pick.show_state(session.do(FLAT))
    pick.set_book(book)
    assert offered(pick) == ["Today", "Same for all pupils", "Another plan: Other"]
    pick.choose("flat")
    pick.menu().actions()[-1].trigger()
    assert book.asked == [2] and pick.key == "plan"
