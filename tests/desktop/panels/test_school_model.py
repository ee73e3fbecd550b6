"""Order, filter and the span of cells that a state changes."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QModelIndex, Qt

from piiri.edits import AssignFaces, SetCapacity, SetLock
from piiri.session import Session
from piiri_desktop.panels.school_columns import CHANGE, NAME, PLACES, USE, column_sets, school_columns
from piiri_desktop.panels.school_model import SchoolModel
from piiri_desktop.panels.school_rows import RowsOfState

COLUMNS = ("pupils", CHANGE, PLACES, USE, "beyond", "mean_m", "group:foreign_language")


class Typed:
    """Remembers what was typed."""

    def __init__(self) -> None:
        self.places: list[tuple[int, int]] = []

    def __call__(self, school: int, places: int) -> None:
        self.places.append((school, places))


@pytest.fixture
def typed() -> Typed:
    return Typed()


@pytest.fixture
def model(session: Session, typed: Typed, qapp: object) -> SchoolModel:
    made = SchoolModel(school_columns(session.dataset), RowsOfState()(session.state, 0), typed)
    made.set_columns(COLUMNS)
    return made


def written(model: SchoolModel) -> list[list[str]]:
    return [[model.text(key, school) for key in model.keys] for school in model.schools]


def show(model: SchoolModel, session: Session, *, settle: bool = True) -> list[int]:
    return model.show_rows(RowsOfState()(session.state, 0), settle=settle)


def test_qt_finds_no_fault(model: SchoolModel, qtmodeltester: object, session: Session, to_asema: AssignFaces) -> None:
    qtmodeltester.check(model)
    session.do(to_asema)
    show(model, session)
    model.filter_by("a")
    model.sort_by("pupils")
    qtmodeltester.check(model)


def test_cells_as_written_sorted_by_use_with_the_unknown_last(model: SchoolModel) -> None:
    assert written(model) == [
        ["Hakamäki", "50", "0", "100", "110\u00a0%", "0", "500", "10,0\u00a0%"],
        ["Asema", "50", "0", "60", "83\u00a0%", "0", "500", "30,0\u00a0%"],
        ["Äijälä", "45", "0", ".", ".", "0", "500", "17,8\u00a0%"],
    ]
    model.sort_by(USE)  # the other way round
    assert model.schools == [0, 1, 2]


def test_names_are_sorted_as_in_the_north(model: SchoolModel) -> None:
    model.sort_by(NAME)
    assert [model.text(NAME, school) for school in model.schools] == ["Asema", "Hakamäki", "Äijälä"]
    model.sort_by(NAME)
    assert model.schools == [2, 1, 0]


def test_order_stays_while_the_mouse_is_down_and_settles_on_release(
    model: SchoolModel, session: Session, to_asema: AssignFaces
) -> None:
    model.sort_by("pupils")
    assert model.schools == [0, 1, 2]
    session.preview(AssignFaces("fi-1-6", ("b2",), "fi-1-6/S2"))  # Äijälä has 70 now, Hakamäki 25
    show(model, session, settle=False)
    assert model.schools == [0, 1, 2] and model.text("pupils", 2) == "70"
    session.commit()
    show(model, session)
    assert model.schools == [2, 0, 1]


def test_only_the_cells_that_differ_are_announced(model: SchoolModel, session: Session, to_asema: AssignFaces) -> None:
    spans: list[tuple[int, int, int]] = []

    def note(first: QModelIndex, last: QModelIndex, *_: object) -> None:
        assert first.row() == last.row()
        spans.append((first.row(), first.column(), last.column()))

    model.dataChanged.connect(note)
    show(model, session)
    assert spans == []
    session.preview(to_asema)
    assert show(model, session, settle=False) == [1, 2]  # Asema and Äijälä; Hakamäki is not touched
    last = len(COLUMNS)
    # Äijälä: pupils, change, then share; its mean distance and its use (not known) stay, but lie within the span.
    # Asema goes over its places: its sign before the name is painted anew as well.
    assert spans == [(1, 0, last), (2, 1, last)]
    session.cancel()
    show(model, session)
    spans.clear()
    session.do(SetCapacity("S2", 50))
    show(model, session, settle=False)
    assert spans[-1] == (2, COLUMNS.index(PLACES) + 1, COLUMNS.index(USE) + 1)


def test_a_lock_is_announced_and_said(model: SchoolModel, session: Session) -> None:
    session.do(SetLock(True, ("S1",)))
    assert show(model, session) == [0]
    index = model.index(0, 0)
    assert model.data(index, Qt.ItemDataRole.AccessibleTextRole) == "Hakamäki, over capacity, locked"


def test_marked_rows_stay_with_their_school_when_sorted(model: SchoolModel) -> None:
    from PySide6.QtCore import QPersistentModelIndex

    marked = QPersistentModelIndex(model.index(model.row_of(2), 3))
    model.sort_by(NAME)
    model.sort_by(NAME)
    assert (marked.row(), marked.column()) == (0, 3)


def test_filter_ignores_case_and_can_leave_nothing(model: SchoolModel) -> None:
    model.filter_by(" KAM ")
    assert model.schools == [1] and model.row_of(0) == -1
    assert model.shown.tolist() == [False, True, False]
    model.filter_by("xyz")
    assert model.rowCount() == 0
    model.filter_by("")
    assert model.rowCount() == 3


def test_places_as_typed(model: SchoolModel, typed: Typed) -> None:
    places = model.index(0, COLUMNS.index(PLACES) + 1)
    assert places.flags() & Qt.ItemFlag.ItemIsEditable
    assert not model.index(0, 1).flags() & Qt.ItemFlag.ItemIsEditable
    assert model.data(places, Qt.ItemDataRole.EditRole) == "100"
    assert model.setData(places, " 120 ") and model.setData(places, "")
    assert not model.setData(places, "12x") and not model.setData(places, "-3")
    assert typed.places == [(1, 120), (1, -1)]


def test_every_set_shows_columns_that_exist(session: Session, model: SchoolModel) -> None:
    for chosen in column_sets(session.dataset):
        assert set(chosen.order) == set(chosen.rank) <= set(model.columns)
        assert chosen.keep <= len(chosen.rank)


def test_copy_has_header_rows_and_totals(model: SchoolModel) -> None:
    model.set_columns(("pupils", PLACES))
    assert model.as_text(["Total 3", "145", "160"]) == (
        "School\tPupils\tPlaces\nHakamäki\t50\t100\nAsema\t50\t60\nÄijälä\t45\t.\nTotal 3\t145\t160\n"
    )
