"""What schools say of their money in a table."""

from __future__ import annotations

from pathlib import Path

import pytest

from piiri.errors import InputError
from piiri.funding import preset
from piiri.funding.school_table import parse_school_table
from piiri.funding.school_uses import uses_in
from piiri.model.money_use import MoneyUse

HEAD = "id;pupils;use_guidance;use_other;use_note;used_materials;used_report\n"


def test_amounts_and_words_are_read() -> None:
    text = HEAD + "A;10;1 200,50;..;Lisää ohjausta;;\nB;5;;;;300;Kaikki käytettiin\nC;5;0;;;;\n"
    assert uses_in(parse_school_table(text, Path("t.csv"), preset("flat"))) == (
        MoneyUse("A", (("guidance", "1200.5"),), "Lisää ohjausta"),
        MoneyUse("B", (), "", (("materials", "300"),), "Kaikki käytettiin"),
    )


def test_an_amount_that_is_none_refuses_the_table() -> None:
    with pytest.raises(InputError, match="“much” in “use_guidance” is not a number"):
        parse_school_table(HEAD + "A;10;much;;;;\n", Path("t.csv"), preset("flat"))
