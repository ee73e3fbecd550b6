"""What the card says about a school."""

from __future__ import annotations

from piiri.edits import AssignFaces, SetCapacity
from piiri.session import Session
from piiri_desktop.panels.card_text import CardLine, card_text, most_affected
from piiri_desktop.panels.lettering import lettering
from piiri_desktop.panels.school_rows import RowsOfState, SchoolRows

GROUPS = ("Foreign-language",)


def rows(session: Session) -> SchoolRows:
    return RowsOfState()(session.state, 0)


def test_a_school_that_receives(session: Session, to_hakamaki: AssignFaces) -> None:
    session.do(to_hakamaki)
    card = card_text(rows(session), 1, GROUPS)
    assert card.title == "Hakamäki receives 30 pupils" and card.short == "Hakamäki receives 30"
    assert card.summary == "40 over capacity, Foreign-language 18,8\u00a0%"
    assert card.lines == (
        CardLine("Pupils of these grades", "50", "80", "+30"),
        CardLine("Free places of 100", "−10", "−40", "−30", True),
        CardLine("Foreign-language", "10,0\u00a0%", "18,8\u00a0%", "+8,8\u00a0pp"),
        CardLine("Mean distance", "500\u00a0m", "875\u00a0m", "+375\u00a0m"),
    )


def test_a_school_that_gives_up(session: Session, to_hakamaki: AssignFaces) -> None:
    session.do(to_hakamaki)
    card = card_text(rows(session), 0, GROUPS)
    assert card.title == "Asema gives up 30 pupils" and card.summary.startswith("40 free places")
    assert card.lines[1] == CardLine("Free places of 60", "10", "40", "+30")


def test_places_that_are_not_known_are_not_counted(session: Session) -> None:
    card = card_text(rows(session), 2, GROUPS)
    assert [line.label for line in card.lines] == ["Pupils of these grades", "Foreign-language", "Mean distance"]
    session.do(SetCapacity("S2", 50))
    card = card_text(rows(session), 2, GROUPS)
    assert card.title == "Äijälä: as many pupils as before"
    assert card.lines[1] == CardLine("Free places of 50", ".", "5", ".")


def test_the_most_affected_school(session: Session, to_asema: AssignFaces) -> None:
    assert most_affected(rows(session)) == -1
    session.do(to_asema)
    session.do(AssignFaces("fi-1-6", ("b5",), "fi-1-6/S1"))
    assert most_affected(rows(session)) == 2  # Äijälä loses 45, Asema receives 40


def test_nothing_has_changed(session: Session) -> None:
    assert card_text(rows(session), -1, GROUPS).lines == ()


def test_a_title_too_wide_loses_words_then_letters_of_the_name_but_never_its_number(
    session: Session, to_hakamaki: AssignFaces, qapp: object
) -> None:
    session.do(to_hakamaki)
    card, face = card_text(rows(session), 1, GROUPS), lettering().body_bold
    whole = face.width(card.title)
    assert card.fitted(face, whole + 1) == card.title
    assert card.fitted(face, whole - 1) == card.short
    cut = card.fitted(face, face.width(card.short) - 10)
    assert "…" in cut and cut.endswith("receives 30")
