"""New files matched to the layers of the year before."""

from __future__ import annotations

from shared import four_blocks as four

from piiri.again import match_files
from piiri.again.names import nearest_column, without_year


def files_of(matched) -> dict[str, str]:
    return dict(matched.files)


def test_files_are_known_by_their_columns_whatever_they_are_called(town) -> None:
    for old, new in (("pupils.csv", "x.csv"), ("schools.csv", "y.csv"), ("blocks.geojson", "z.geojson")):
        (town.this.folder / old).rename(town.this.folder / new)
    matched = match_files(town.project.dataset, town.this.files)
    assert files_of(matched) == {"pupils.csv": "x.csv", "schools.csv": "y.csv", "blocks.geojson": "z.geojson"}
    assert not matched.open and not matched.kept and not matched.onto


def test_last_years_and_this_years_file_together_is_a_question(town) -> None:
    town.this.write("pupils 2.csv", four.PUPILS)
    town.this.write("pupils 3.csv", four.PUPILS)
    (town.this.folder / "pupils.csv").unlink()
    matched = match_files(town.project.dataset, town.this.files)
    assert [question.key for question in matched.open] == ["file:pupils.csv"] and matched.mapping is None
    answered = match_files(town.project.dataset, town.this.files, {"file:pupils.csv": "pupils 3.csv"})
    assert files_of(answered)["pupils.csv"] == "pupils 3.csv" and not answered.open
    assert [each.file for each in answered.unused] == ["pupils 2.csv"]


def test_nothing_is_asked_where_nothing_changed_but_protection_which_is_said(town) -> None:
    matched = match_files(town.project.dataset, town.this.files)
    assert [(each.key, each.value) for each in matched.questions] == [("protected:pupils.csv", "ban")]


def test_a_new_column_of_the_register_is_not_imported(town) -> None:
    lines = four.PUPILS.splitlines()
    town.this.write("pupils.csv", "\n".join([lines[0] + ";hetu", *(line + ";131052-308T" for line in lines[1:])]))
    matched = match_files(town.project.dataset, town.this.files)
    assert matched.mapping is not None
    pupils = matched.mapping.of_kind("pupils")[0]
    assert "hetu" not in pupils.used_columns() and not matched.open


def test_names_without_their_year() -> None:
    assert without_year("Opp_2025.CSV") == without_year("opp 2026.csv")
    assert nearest_column("koulu 2025-2026", ["koulu", "koulu_2026-2027", "x"]) == ""  # two may be meant
    assert nearest_column("koulu 2025-2026", ["koulu_2026-2027", "x"]) == "koulu_2026-2027"
