"""Texts of a register that are hard to read: encodings, delimiters, numbers, rows and headers.

Each trap in three locales, see :mod:`shared.traps`."""

from __future__ import annotations

import pytest
from shared.traps import Traps

trap = Traps()


# ---------------------------------------------------------------------------------------------------------- encodings
@trap()
def clean(pile) -> None:
    pass


@trap()
def byte_order_mark(pile) -> None:
    pile.write_pupils(b"\xef\xbb\xbf" + pile.text().encode())


@trap()
def utf_16_little(pile) -> None:
    pile.write_pupils(b"\xff\xfe" + pile.text().encode("utf-16-le"))


@trap()
def utf_16_big(pile) -> None:
    pile.write_pupils(b"\xfe\xff" + pile.text().encode("utf-16-be"))


@trap()
def utf_16_without_mark(pile) -> None:
    pile.write_pupils(pile.text().encode("utf-16-le"))


@trap("encoding-guessed")
def windows_1252(pile) -> None:
    pile.write_pupils(pile.text().encode("cp1252"))


@trap("text-garbled", ledger=None, placed=None, unread="coordinates")
def saved_in_a_wrong_encoding(pile) -> None:
    pile.write_pupils(pile.text().encode("utf-8").decode("latin-1"))


@trap(ledger=None, placed=None, unread="format")
def zero_bytes_inside(pile) -> None:
    pile.write_pupils(pile.text().encode().replace(b";3;", b";\0\0\0;"))


# --------------------------------------------------------------------------------------------------------- delimiters
@trap()
def tabs(pile) -> None:
    pile.write_pupils(pile.text("\t"))


@trap()
def commas(pile) -> None:
    pile.write_pupils(pile.text(","))


@trap()
def bars(pile) -> None:
    pile.write_pupils(pile.text("|"))


@trap()
def line_ends_of_windows(pile) -> None:
    pile.write_pupils(pile.text().replace("\n", "\r\n"))


@trap()
def line_ends_of_old_macs(pile) -> None:
    pile.write_pupils(pile.text().replace("\n", "\r"))


@trap()
def semicolons_at_every_end(pile) -> None:
    pile.write_pupils(pile.text().replace("\n", ";;;\n"))


@trap()
def empty_lines_between(pile) -> None:
    pile.write_pupils(pile.text().replace("\n", "\n\n"))


@trap("row-ragged", ledger=(3, 0, 1, 0), placed=2)
def cell_too_many(pile) -> None:
    pile.rows[1].insert(1, "x")
    pile.write_pupils()


@trap()
def line_break_inside_quotes(pile) -> None:
    pile.header.append("info")
    for row in pile.rows:
        row.append('"two\nlines; one cell"')
    pile.write_pupils()


# ------------------------------------------------------------------------------------------------------------ numbers
@trap()
def decimal_commas(pile) -> None:
    for row in pile.rows:
        row[1] += ",25"
        row[2] += ",75"
    pile.write_pupils()


@trap()
def hard_spaces_between_thousands(pile) -> None:
    for row in pile.rows:
        row[1] = f"{int(row[1]):,}".replace(",", "\u00a0")
        row[2] = f"{int(row[2]):,}".replace(",", "\u202f")
    pile.write_pupils()


@trap("too-small", ledger=(3, 0, 1, 0), placed=2)
def typographic_minus(pile) -> None:
    pile.rows[1][3] = "\u22121"
    for n in range(30):
        pile.rows.append([f"{n + 10}", *pile.rows[0][1:]])
    pile.write_pupils()
    pile.extra = 30


@trap()
def exponents(pile) -> None:
    for row in pile.rows:
        row[2] = f"{int(row[2]):.8E}"
    pile.write_pupils()


@trap()
def classes_instead_of_grades(pile) -> None:
    for row in pile.rows:
        row[3] += "B"
    pile.write_pupils()


@trap("class-without-grade")
def a_class_without_a_number(pile) -> None:
    for row in pile.rows:
        row[3] += "A"
    pile.rows[2][3] = "Valmistava"
    pile.write_pupils()


@trap("not-a-number", ledger=(3, 0, 1, 0), placed=2)
def grade_in_words(pile) -> None:
    pile.rows += [[f"{n + 10}", *pile.rows[0][1:]] for n in range(30)]
    pile.rows[1][3] = "kolme"
    pile.write_pupils()
    pile.extra = 30


# --------------------------------------------------------------------------------------------------- rows and headers
@trap()
def title_above_the_header(pile) -> None:
    pile.write_pupils("Register 2026\nPrinted 1.9.2026\n\n" + pile.text())


@trap("rows-without", ledger=(4, 0, 0, 1))
def line_of_totals(pile) -> None:
    pile.rows.append([pile.locale.total, "", "", "", "", ""])
    pile.write_pupils()


@trap("rows-without", ledger=(4, 0, 0, 1))
def header_repeated_inside(pile) -> None:
    pile.rows.insert(2, list(pile.header))
    pile.write_pupils()


@trap("pupil-placeless", placed=2)
def a_place_is_missing(pile) -> None:
    pile.rows[0][1] = ""
    pile.write_pupils()


@trap("points-outside")
def a_place_is_null(pile) -> None:
    pile.rows[0][1] = pile.rows[0][2] = "0"
    pile.rows += [[f"{n + 10}", *pile.rows[1][1:]] for n in range(200)]
    pile.write_pupils()
    pile.extra = 200


@trap("attends-unknown")
def a_school_nobody_knows(pile) -> None:
    pile.rows[0][4] = "Zzz"
    pile.write_pupils()


@trap()
def schools_in_capitals(pile) -> None:
    for row in pile.rows:
        row[4] = row[4].upper()
    pile.write_pupils()


@trap(ledger=None, placed=None, unread="empty")
def empty_file(pile) -> None:
    pile.write_pupils(b"")


@trap(ledger=None, placed=None, unread="no rows")
def only_a_header(pile) -> None:
    pile.write_pupils(pile.text(rows=[]))


@trap(ledger=None, placed=None, unread="column names")
def no_header_at_all(pile) -> None:
    pile.write_pupils("\n".join(";".join(row[:4]) for row in pile.rows))


@trap(ledger=None, placed=None, unread="format")
def a_web_page_called_csv(pile) -> None:
    pile.write_pupils(b"<html><body>Please log in</body></html>")


# ------------------------------------------------------------------------------------------------------------ the test
@pytest.mark.parametrize("name", trap)
def test_trap(pile, name: str) -> None:
    trap.spring(pile, name)


def test_there_are_as_many_as_were_found() -> None:
    assert len(trap) >= 35
