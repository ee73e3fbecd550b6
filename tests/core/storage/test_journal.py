"""The journal read back is the history that was; its chain of hashes notices whatever is done to a row."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from piiri.edits import AssignFaces, SetCapacity, apply
from piiri.history import Entry, History
from piiri.model import Dataset, Plan
from piiri.storage.hashes import wrong_tables
from piiri.storage.journal import MOVE, SHOW, START, STEP, Row, StepRefused, active_plan, add_row, read_rows, rebuild
from piiri.storage.schema import create_truth

Town = tuple[Dataset, Plan]


@pytest.fixture
def memory() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        create_truth(connection)
        yield connection


@given(choices=st.lists(st.integers(0, 9), max_size=40))
def test_rebuilt_history_is_the_one_that_was(town: Town, choices: list[int]) -> None:
    """Each number is a commit (0-5), an undo (6), a redo (7) or a jump to the start or the end (8, 9)."""
    history = History(town[1])
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        create_truth(connection)
        add_row(connection, START, 1)
        add_row(connection, START, 2)
        for number, choice in enumerate(choices):
            if choice < 6:
                edit = SetCapacity("S1", number)
                history = history.push(Entry(edit, apply(history.plan, edit)[0], "now", str(number)))
                add_row(connection, STEP, 1, history.cursor, edit=edit, at="now", note=str(number))
                add_row(connection, MOVE, 2, 0)  # another plan's rows are no concern of this one
            else:
                cursor = [history.cursor - 1, history.cursor + 1, 0, len(history.entries)][choice - 6]
                if 0 <= cursor <= len(history.entries):
                    history = history.moved(cursor)
                    add_row(connection, MOVE, 1, cursor)
        again = rebuild(town[1], read_rows(connection), 1)
        assert [row.seq for row in read_rows(connection)] == list(range(1, len(read_rows(connection)) + 1))
    assert again.cursor == history.cursor
    assert [(e.edit, e.at, e.note) for e in again.entries] == [(e.edit, e.at, e.note) for e in history.entries]
    assert again.plan.fingerprint == history.plan.fingerprint


def test_active_plan_is_the_one_shown_last() -> None:
    def row(action: str, plan: int) -> Row:
        return Row(0, action, plan, 0, "", "", "", "")

    rows = [row(START, 4), row(START, 5)]
    assert active_plan(rows, (4, 5)) == 4
    assert active_plan([*rows, row(SHOW, 5), row(STEP, 4)], (4, 5, 6)) == 5
    assert active_plan([*rows, row(SHOW, 5), row(SHOW, 4), row(START, 6)], (4, 5, 6)) == 4


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE piiri_journal SET note = 'other' WHERE seq = 2",
        "UPDATE piiri_journal SET cursor = 7 WHERE seq = 3",
        "DELETE FROM piiri_journal WHERE seq = 2",
        "DELETE FROM piiri_journal WHERE seq = 3",
        "INSERT INTO piiri_journal SELECT 4, action, plan, cursor, edit, at, note, app FROM piiri_journal LIMIT 1",
        "UPDATE piiri_journal SET seq = 3 - seq + 11 WHERE seq > 1",
    ],
)
def test_chain_notices(memory: sqlite3.Connection, harm: str) -> None:
    for number in (1, 2, 3):
        add_row(memory, STEP, 1, number, edit=SetCapacity("S1", number))
    assert "piiri_journal" not in wrong_tables(memory, truth_only=True)
    memory.execute(harm)
    assert "piiri_journal" in wrong_tables(memory, truth_only=True)


@pytest.mark.parametrize(("kept", "step"), [((1, 2, None), 3), ((None,), 1), ((1, "unknown"), 2)])
def test_a_step_that_is_refused_is_named(town: Town, kept: tuple[object, ...], step: int) -> None:
    rows = []
    for number, each in enumerate(kept, 1):
        edit = f'{{"edit": "set_capacity", "places": {each}, "school": "S1"}}'
        if each is None:
            edit = '{"edit": "assign_faces", "stage": "fi-1-6", "faces": ["nobody"], "catchment": ""}'
        if each == "unknown":
            edit = '{"edit": "from the future"}'
        rows.append(Row(number, STEP, 1, number, edit, "", "", ""))
    with pytest.raises(StepRefused) as error:
        rebuild(town[1], rows, 1)
    assert error.value.step == step and error.value.reason


def test_kept_edits_keep_their_characters(memory: sqlite3.Connection) -> None:
    edit = AssignFaces("sv–1", ("091", "Å\n", "😀"), "")
    row = add_row(memory, STEP, 1, 1, edit=edit, note="Ä\u2028")
    (again,) = read_rows(memory)
    assert again == row and again.edit.isascii()
