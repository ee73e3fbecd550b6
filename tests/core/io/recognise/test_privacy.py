"""Identity numbers by their check digits, names by their columns; neither is stored, whatever is answered."""

from __future__ import annotations

import sqlite3

import pytest

from piiri.io.checking import check_files, import_files
from piiri.io.recognise.privacy import is_identity_number
from piiri.storage import create_project


@pytest.mark.parametrize("text", ["131052-308T", "811228-9874", "19811228-9874", "8112289874", "01010750160"])
def test_numbers_of_three_countries(text: str) -> None:
    assert is_identity_number(text)


@pytest.mark.parametrize(
    "text", ["131052-308U", "811228-9875", "01010750161", "20260901", "6672000123", "", "091", "A1"]
)
def test_what_is_no_identity_number(text: str) -> None:
    assert not is_identity_number(text)


def test_nothing_of_people_reaches_the_project(pile, tmp_path) -> None:
    pile.header += [pile.locale.identity[0], *pile.locale.person]
    for row, number in zip(pile.rows, pile.locale.identity[1], strict=True):
        row += [number, "Aino", "Salminen"]
    pile.write_pupils()
    key = pile.locale.pupils_file
    imported, proposal = import_files(pile.paths(), {f"personal:{key}": "leave-out"})
    layer = next(each for each in proposal.layers if each.kind == "pupils")
    assert {pile.locale.identity[0], *pile.locale.person} <= set(layer.left_out)
    project = create_project(imported.dataset, list(imported.plans))
    project.save_as(tmp_path / "p.gpkg")
    project.close(discard=True)
    raw = (tmp_path / "p.gpkg").read_bytes()
    assert b"Salminen" not in raw and pile.locale.identity[1][0].encode() not in raw
    with sqlite3.connect(tmp_path / "p.gpkg") as database:
        dump = "\n".join(database.iterdump())
    database.close()
    assert "Salminen" not in dump and pile.locale.identity[1][0] not in dump


def test_protection_is_asked_for_where_no_column_says_it(pile) -> None:
    pile.header.pop()
    for row in pile.rows:
        row.pop()
    pile.write_pupils()
    key = f"protected:{pile.locale.pupils_file}"
    (question,) = check_files(pile.paths()).proposal.open
    assert question.key == key and question.choices[-1].key == "none"
    assert check_files(pile.paths(), {key: "none"}).ready


def test_an_empty_column_of_protection_counts_as_one(pile) -> None:
    for row in pile.rows:
        row[5] = ""
    pile.write_pupils()
    checked = check_files(pile.paths())
    assert checked.ready
    assert any(question.key.startswith("protected:") for question in checked.proposal.assumed)
