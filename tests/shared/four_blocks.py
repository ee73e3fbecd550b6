"""A municipality of four square blocks, as files that a test can spoil one at a time."""

import json
from pathlib import Path

import shapely

from piiri.io import Imported, import_mapping

# south-west corner of the municipality in EPSG:3067
X, Y = 385_000, 6_672_000

MAPPING = """
name = "Four blocks"
crs = "EPSG:3067"
limits = []

[[stages]]
id = "fi-1-6"
name = "Finnish 1-6"
language = "fi"
grades = [1, 2, 3, 4, 5, 6]

[[stages]]
id = "fi-7-9"
name = "Finnish 7-9"
language = "fi"
grades = [7, 8, 9]

[groups]
foreign_language = "Foreign-language"

[[layers]]
kind = "schools"
file = "schools.csv"
crs = "EPSG:3067"
columns = { id = "id", name = "name", places = "places", x = "E", y = "N" }

[[layers]]
kind = "blocks"
file = "blocks.geojson"
crs = "EPSG:3067"
columns = { id = "block" }
[layers.plans]
"Today" = { "fi-1-6" = "now", "fi-7-9" = "upper" }
"Option A" = { "fi-1-6" = "option" }

[[layers]]
kind = "pupils"
file = "pupils.csv"
crs = "EPSG:3067"
[layers.columns]
id = "nr"
x = "E"
y = "N"
grade = "grade"
language = "lang"
attends = "school"
protected = "ban"
groups = { foreign_language = "s2" }
"""

SCHOOLS = f"""id;name;places;E;N
091;Länsi;100;{X + 500};{Y + 500}
092;Itä;200;{X + 1500};{Y + 500}
"""

PUPILS = f"""nr;E;N;grade;lang;school;ban;s2
1;{X + 100};{Y + 100};1;fi;Länsi;0;1
2;{X + 1100};{Y + 100};3;fi;itä;0;0
3;{X + 1900};{Y + 1900};8;fi;091;0;0
4;{X + 200};{Y + 1200};6;fi;;1;0
"""


def block(name: str, column: int, row: int, now: str, option: str) -> dict:
    shape = shapely.box(X + 1000 * column, Y + 1000 * row, X + 1000 * column + 1000, Y + 1000 * row + 1000)
    return {
        "type": "Feature",
        "properties": {"block": name, "now": now, "upper": "Länsi", "option": option, "n": 10},
        "geometry": json.loads(shapely.to_geojson(shape)),
    }


def collection(features: list[dict]) -> str:
    return json.dumps({"type": "FeatureCollection", "features": features})


BLOCKS = [
    block("sw", 0, 0, "Länsi", "Länsi"),
    block("se", 1, 0, "Itä", "Itä"),
    block("nw", 0, 1, "Länsi", "Itä"),
    block("ne", 1, 1, "Itä", "Itä"),
]


class Municipality:
    """Files in a folder; `municipality.imports()` imports them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.write("import.toml", MAPPING)
        self.write("schools.csv", SCHOOLS)
        self.write("pupils.csv", PUPILS)
        self.write("blocks.geojson", collection(BLOCKS))

    def write(self, name: str, text: str | bytes) -> None:
        (self.folder / name).write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))

    def blocks(self, features: list[dict]) -> None:
        self.write("blocks.geojson", collection(features))

    def replace(self, name: str, old: str, new: str) -> None:
        text = (self.folder / name).read_text(encoding="utf-8")
        assert old in text
        self.write(name, text.replace(old, new))

    def imports(self, *, repair: bool = False) -> Imported:
        return import_mapping(self.folder / "import.toml", repair=repair)
