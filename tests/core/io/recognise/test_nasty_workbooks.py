"""Workbooks as people leave them.

Each trap in three locales, see :mod:`shared.traps`."""

from __future__ import annotations

import pytest
from shared.traps import Traps

trap = Traps()


# -------------------------------------------------------------------------------------------------------------- Excel
@trap()
def excel(pile) -> None:
    pile.save(pile.book())


@trap("sheets-hidden")
def excel_with_a_hidden_sheet(pile) -> None:
    book = pile.book()
    book.create_sheet("old").sheet_state = "hidden"
    pile.save(book)


@trap("rows-hidden")
def excel_with_hidden_rows(pile) -> None:
    book = pile.book()
    book.active.row_dimensions[3].hidden = True
    pile.save(book)


@trap("cells-in-error", "pupil-placeless", placed=2)
def excel_with_errors(pile) -> None:
    book = pile.book()
    book.active["B2"] = "#N/A"
    pile.save(book)


@trap("formulas-not-computed", "pupil-placeless", placed=2)
def excel_with_formulas_never_computed(pile) -> None:
    book = pile.book()
    book.active["B2"] = "=100+1"
    pile.save(book)


@trap("rows-without", ledger=(4, 0, 0, 1))
def excel_with_totals(pile) -> None:
    book = pile.book()
    book.active.append([pile.locale.total, None, None, None, None, None])
    pile.save(book)


@trap()
def excel_with_a_title(pile) -> None:
    book = pile.book()
    book.active.insert_rows(1, 2)
    book.active["A1"] = "Register 2026"
    book.active.merge_cells("A1:F1")
    pile.save(book)


@trap()
def excel_with_names_over_two_rows(pile) -> None:
    book = pile.book()
    book.active.insert_rows(1, 1)
    book.active["B1"] = {"fi": "Koordinaatit", "sv": "Koordinater", "no": "Koordinater"}[pile.locale.code]
    book.active.merge_cells("B1:C1")
    pile.save(book)


@trap(ledger=None, placed=None, unread="damaged")
def excel_cut_off(pile) -> None:
    pile.save(pile.book())
    path = pile.pupils_path.with_suffix(".xlsx")
    path.write_bytes(path.read_bytes()[:2000])


@trap("zeros-restored")
def excel_has_taken_the_leading_zeros(pile) -> None:
    code = {row[1]: row[0] for row in pile.schools}
    pile.save(
        pile.book(
            [[int(row[0]), int(row[1]), int(row[2]), int(row[3]), int(code[row[4]]), row[5]] for row in pile.rows]
        )
    )


# ------------------------------------------------------------------------------------------------------------ the test
@pytest.mark.parametrize("name", trap)
def test_trap(pile, name: str) -> None:
    trap.spring(pile, name)


def test_there_are_as_many_as_were_found() -> None:
    assert len(trap) >= 10
