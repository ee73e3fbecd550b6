"""Names as they are compared."""

from __future__ import annotations

from piiri.io.folding import fold


def test_marks_and_case_do_not_count() -> None:
    assert fold("Skol-enhetskod") == "skol enhetskod"
    assert fold("Østre Ærlighet") == "ostre aerlighet"
    assert fold("ITÄ") == "ita"
