"""Last year's mapping as decisions for the import: it says the same as the mapping, where the files allow it."""

from __future__ import annotations

from piiri.again import decisions_kept, kept_mapping
from piiri.io.pile import open_pile, stand


def test_the_import_goes_on_with_what_the_mapping_said(town) -> None:
    mapping = kept_mapping(town.project.dataset)
    opened = open_pile(town.this.files)
    standing = stand(opened, decisions_kept(mapping, opened))
    assert standing.wrong is None
    made = standing.proposal.mapping
    assert made is not None and made.name == mapping.name
    columns = {(layer.file, key): column for layer in made.layers for key, column in layer.columns.items()}
    for layer in mapping.layers:
        for key, column in layer.columns.items():
            assert columns[layer.file, key] == column


def test_a_column_that_is_gone_is_left_to_the_import(town) -> None:
    path = town.this.folder / "schools.csv"
    head, *rows = path.read_text(encoding="utf-8").splitlines()
    gone = kept_mapping(town.project.dataset)
    places = next(layer.columns["places"] for layer in gone.layers if layer.kind == "schools")
    town.this.write("schools.csv", "\n".join([head.replace(places, "seats"), *rows]) + "\n")
    opened = open_pile(town.this.files)
    decided = decisions_kept(gone, opened)
    assert decided.answers["kind:schools.csv"] == "schools"
    assert ("schools.csv", places) not in decided.columns and "places" not in decided.columns.values()
    assert stand(opened, decided).wrong is None
