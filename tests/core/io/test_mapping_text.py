"""A mapping written and read again is the same mapping."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from piiri.io.mapping import ImportMapping
from piiri.io.mapping_file import read_mapping
from piiri.io.mapping_text import mapping_text
from piiri.io.recognise import propose

MAPPINGS = sorted((Path(__file__).resolve().parents[2] / "mappings").glob("*.toml"))


def same(one: ImportMapping, folder: Path) -> None:
    path = folder / "again.toml"
    path.write_text(mapping_text(one, folder), encoding="utf-8")
    again = read_mapping(path)
    if len(one.stages) == 1:  # a reader fills in the only stage there is
        one = replace(one, layers=tuple(replace(layer, stage=one.stages[0].id) for layer in one.layers))
    assert again.layers == one.layers
    assert replace(again, file=one.file) == one


@pytest.mark.parametrize("path", MAPPINGS, ids=lambda path: path.stem)
def test_mappings_written_by_hand(path: Path, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("PIIRI_REAL_DATA", str(tmp_path / "data"))
    same(read_mapping(path), tmp_path)


def test_every_key_and_awkward_texts(municipality) -> None:
    text = (municipality.folder / "import.toml").read_text(encoding="utf-8")
    text = text.replace(
        'crs = "EPSG:3067"\ncolumns = { id = "block" }',
        'crs = "EPSG:3067"\nswapped = true\nheader_row = 3\nheader_rows = 2\ndecimal = ","\nencoding = "cp1252"\n'
        'delimiter = "\\t"\nmissing = ["..", "\\"x\\""]\nonly = { "a b" = ["1"] }\nwithout = { "Ä" = ["Yhteensä"] }\n'
        'digits = { block = 3 }\ncolumns = { id = "block", shape = "geometry" }',
    )
    text = text.replace('file = "pupils.csv"', 'file = "pupils.csv"\nlanguages = { "suomi \\\\ x" = "fi" }')
    municipality.write("import.toml", text)
    mapping = read_mapping(municipality.folder / "import.toml")
    assert mapping.layers[1].swapped and mapping.layers[1].digits == {"block": 3}
    same(mapping, municipality.folder)


def test_what_is_proposed_can_be_kept(municipality) -> None:
    for name in ("import.toml",):
        (municipality.folder / name).unlink()
    municipality.replace("blocks.geojson", '"type": "FeatureCollection"', '"type": "FeatureCollection", "crs": '
                         '{"type": "name", "properties": {"name": "EPSG:3067"}}')  # fmt: skip
    proposal = propose([municipality.folder])
    assert proposal.mapping is not None and not proposal.open
    same(proposal.mapping, municipality.folder)
