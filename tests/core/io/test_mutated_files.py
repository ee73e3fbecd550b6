"""Files with bytes cut, doubled or changed: an import either goes through and adds up, or says one sentence."""

import csv
import io
import random
import shutil
from pathlib import Path

import geopandas
import openpyxl
import pytest
from shared.spoiling import mutated

from piiri.errors import InputError

FILES = ("blocks.geojson", "blocks.gpkg", "blocks.shp", "blocks.dbf", "blocks.shx", "schools.csv", "schools.xlsx",
         "pupils.csv", "import.toml")  # fmt: skip


@pytest.fixture
def formats(municipality):
    """The municipality with its blocks and schools in other formats too."""
    folder = municipality.folder
    frame = geopandas.read_file(folder / "blocks.geojson").set_crs("EPSG:3067", allow_override=True)
    frame.to_file(folder / "blocks.gpkg", layer="blocks")
    frame.to_file(folder / "blocks.shp")
    book = openpyxl.Workbook()
    for row in csv.reader(io.StringIO((folder / "schools.csv").read_text(encoding="utf-8")), delimiter=";"):
        book.active.append(row)
    book.save(folder / "schools.xlsx")
    return municipality


def spoil_and_import(municipality, folder: Path, dice: random.Random) -> str:
    """Import with one file spoiled; returns the error's code, or nothing where the import went through."""
    shutil.copytree(municipality.folder, folder)
    name = dice.choice(FILES)
    spoiled = type(municipality).__new__(type(municipality))
    spoiled.folder = folder
    if name.startswith("blocks"):
        used = name if name.endswith(("gpkg", "geojson")) else "blocks.shp"
        spoiled.replace("import.toml", "blocks.geojson", used)
    elif name == "schools.xlsx":
        spoiled.replace("import.toml", "schools.csv", name)
    (folder / name).write_bytes(mutated((folder / name).read_bytes(), dice))
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    code = ""
    try:
        imported = spoiled.imports(repair=dice.random() < 0.5)
    except InputError as error:
        code = error.code
        said = error.sentence
    else:
        assert imported.dataset.coverage.problems() == []
        for each in imported.report.ledgers:
            assert each.rows == each.accepted + each.repaired + each.rejected + each.excluded
        said = " ".join(problem.sentence for problem in imported.report.problems)
    assert said and {path.name: path.read_bytes() for path in folder.iterdir()} == before
    return code


def test_forty_mutations(formats, tmp_path_factory) -> None:
    dice, folder = random.Random(2026), tmp_path_factory.mktemp("mutated")
    codes = [spoil_and_import(formats, folder / str(n), dice) for n in range(40)]
    assert len(set(codes)) > 4  # the mutations do bite, in several ways


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_two_thousand_mutations(formats, tmp_path_factory) -> None:
    dice, folder = random.Random(), tmp_path_factory.mktemp("mutated")
    for n in range(2000):
        spoil_and_import(formats, folder / str(n), dice)
        shutil.rmtree(folder / str(n))
