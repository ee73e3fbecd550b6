"""Hidden numbers on the map: labels, the label at the pointer, targets, legend and what is read out."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QImage, QPainter, QRegion
from shared.hidden import with_hidden

from piiri.edits import AssignFaces
from piiri.indicators.blocks import block_indicators
from piiri.model import Dataset, Plan
from piiri.session import Session, State
from piiri_desktop.bridge import Attention
from piiri_desktop.map.accessible import school_words
from piiri_desktop.map.classes import hidden_rule, value_text
from piiri_desktop.map.content import Content
from piiri_desktop.map.moves import rows, stroke_tip
from piiri_desktop.map.schools import SchoolMarks, value_of
from piiri_desktop.map.targets import _school
from piiri_desktop.palette import palette

ASEMA, HAKAMAKI, AIJALA = 0, 1, 2
ONE_OF_ASEMA = np.arange(12) == 1


@pytest.fixture
def hidden(street: tuple[Dataset, Plan]) -> Session:
    """The street with the pupils of block b1 hidden: they belong to Asema."""
    dataset, plan = street
    return Session(with_hidden(dataset, ONE_OF_ASEMA), plan, now=lambda: "2026-09-20T14:32:00+03:00")


def to_hakamaki(session: Session) -> AssignFaces:
    plan = session.state.plan
    return AssignFaces("fi-1-6", ("b1",), plan.catchments.ids[plan.catchments.of_school(HAKAMAKI, 0)])


def label(marks: SchoolMarks, school: int) -> str:
    return marks.look_of(school).value


def test_labels_follow_the_cell_although_no_known_pupil_moves(hidden: Session, qapp: object) -> None:
    marks = SchoolMarks(palette("light"), 1.0, 1.0)
    marks.show(hidden.state, 0)
    assert label(marks, ASEMA).startswith("≥\u00a0") and not label(marks, HAKAMAKI).startswith("≥")
    marks.show(hidden.preview(to_hakamaki(hidden)), 0)
    assert label(marks, HAKAMAKI).startswith("≥\u00a0") and not label(marks, ASEMA).startswith("≥")
    image = QImage(10, 10, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    marks.paint(painter, QRegion(0, 0, 10, 10))
    painter.end()


def test_the_label_at_the_pointer(hidden: Session, qapp: object) -> None:
    tip = stroke_tip(hidden.preview(to_hakamaki(hidden)), 0, 1, "Hakamäki")
    assert "at least 0 pupils" in tip.title
    cells = {row.name: row.cells[0] for row in tip.rows}
    assert cells["Asema"][0].startswith("≥\u00a0") and not cells["Asema"][1].startswith("≥")
    assert not cells["Hakamäki"][0].startswith("≥") and cells["Hakamäki"][1].startswith("≥\u00a0")
    assert "at least" in tip.spoken and "≥" not in tip.spoken
    unassigned = rows(hidden.preview(AssignFaces("fi-1-6", ("b1",), "")), 0)[-1]
    assert unassigned.cells[0] == ("0", "≥\u00a00"), "the cell is in no catchment now"


def test_what_is_read_out(hidden: Session, qapp: object) -> None:
    assert "at least" in school_words(hidden.state, ASEMA, 0) and "use at least" in school_words(hidden.state, ASEMA, 0)
    assert "least" not in school_words(hidden.state, HAKAMAKI, 0)
    target = _school(hidden.state, ASEMA, 1, np.zeros(2))
    assert target.figures.startswith("≥\u00a0") and "at least" in target.spoken and "≥" not in target.spoken


def test_the_legend_says_why_a_block_has_no_colour(hidden: Session) -> None:
    state = hidden.state
    found = block_indicators(
        state.dataset, state.tally.pupils, state.tally.residents, np.asarray(state.plan.coverage.areas_m2)
    )
    pupils = next(each for each in found if each.key == "pupils")
    assert value_text(pupils, 1) == hidden_rule("pupils") == "hidden or not given"
    assert hidden_rule("foreign_language") == "hidden, under 10", "a share of few is hidden by Piiri itself"


@pytest.mark.parametrize("key", ["school/use", "school/pupils"])
def test_symbols_that_show_a_count(hidden: Session, key: str, qapp: object) -> None:
    attention = Attention()
    attention.set_indicator(key)
    content = Content(hidden.state, attention, palette("light"))
    assert content.fills[ASEMA].words.startswith("≥\u00a0") and not content.fills[HAKAMAKI].words.startswith("≥")
    content.show(hidden.preview(to_hakamaki(hidden)))
    assert content.fills[HAKAMAKI].words.startswith("≥\u00a0") and not content.fills[ASEMA].words.startswith("≥")


def test_nothing_looks_different_where_every_number_is_told(street: tuple[Dataset, Plan], qapp: object) -> None:
    session = Session(*street)
    state: State = session.preview(to_hakamaki(session))
    words = [stroke_tip(state, 0, 1, "Hakamäki").spoken, *(school_words(state, h, 0) for h in range(3))]
    words += [value_of(state, h, 0.0) for h in range(3)] + [_school(state, h, 1, np.zeros(2)).spoken for h in range(3)]
    assert not any("≥" in each or "least" in each for each in words)
