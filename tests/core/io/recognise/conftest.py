"""A municipality of two catchments in Finland, Sweden and Norway, as the files that a city would really have."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import openpyxl
import pytest
import shapely
from pyproj import Transformer


@dataclass(frozen=True)
class Locale:
    """What files are called in one country, and where they lie."""

    code: str
    crs: str
    corner: tuple[int, int]
    pupils_file: str
    schools_file: str
    zones_file: str
    pupils: tuple[str, ...]
    schools: tuple[str, ...]
    zone: str
    names: tuple[str, str]
    total: str
    identity: tuple[str, tuple[str, ...]]
    person: tuple[str, str]


LOCALES = {
    "fi": Locale(
        "fi", "EPSG:3067", (385_000, 6_672_000), "oppilaat.csv", "koulut.csv", "oppilaaksiottoalueet.geojson",
        ("oppilasnumero", "itä", "pohjoinen", "luokka", "koulu", "turvakielto"),
        ("tunnus", "nimi", "oppilaspaikat", "E", "N"), "koulu", ("Länsijärven koulu", "Itämäen koulu"), "Yhteensä",
        ("henkilötunnus", ("131052-308T",) * 4),
        ("etunimi", "sukunimi"),
    ),
    "sv": Locale(
        "sv", "EPSG:3006", (674_000, 6_580_000), "elever.csv", "skolor.csv", "upptagningsområden.geojson",
        ("elevnummer", "öst", "nord", "årskurs", "skola", "skyddad adress"),
        ("kod", "namn", "platser", "öst", "nord"), "skola", ("Västängsskolan", "Östervallsskolan"), "Totalt",
        ("personnummer", ("811228-9874", "19811228-9874", "8112289874", "811228-9874")),
        ("förnamn", "efternamn"),
    ),
    "no": Locale(
        "no", "EPSG:25832", (597_000, 6_643_000), "elever.csv", "skoler.csv", "skolekretser.geojson",
        ("elevnr", "øst", "nord", "trinn", "skole", "adressesperre"),
        ("nr", "navn", "plasser", "øst", "nord"), "skole", ("Bygdøy skole", "Østensjø skole"), "Sum",
        ("fødselsnummer", ("01010750160",) * 4),
        ("fornavn", "etternavn"),
    ),
}  # fmt: skip


@dataclass
class Pile:
    """Files that a test can spoil one at a time."""

    locale: Locale
    folder: Path
    rows: list[list[str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        x, y = self.locale.corner
        west, east = self.locale.names
        self.schools = [
            ["091", west, "100", f"{x + 500}", f"{y + 500}"],
            ["092", east, "200", f"{x + 1500}", f"{y + 500}"],
        ]
        self.rows = [
            ["1", f"{x + 100}", f"{y + 100}", "1", west, "0"],
            ["2", f"{x + 1100}", f"{y + 200}", "3", east, "0"],
            ["3", f"{x + 1800}", f"{y + 1800}", "6", east, "0"],
            ["4", f"{x + 250}", f"{y + 1250}", "2", west, "1"],
        ]
        self.header = list(self.locale.pupils)
        self.write_schools()
        self.write_pupils()
        self.write_zones()

    @property
    def pupils_path(self) -> Path:
        return self.folder / self.locale.pupils_file

    @property
    def schools_path(self) -> Path:
        return self.folder / self.locale.schools_file

    @property
    def zones_path(self) -> Path:
        return self.folder / self.locale.zones_file

    def square(self, column: int) -> shapely.Polygon:
        x, y = self.locale.corner
        return shapely.box(x + 1000 * column, y, x + 1000 * column + 1000, y + 2000)

    def lonlat(self, shape: shapely.Geometry) -> shapely.Geometry:
        to = Transformer.from_crs(self.locale.crs, "EPSG:4326", always_xy=True)
        return shapely.transform(shape, lambda xy: np.column_stack(to.transform(xy[:, 0], xy[:, 1])))

    def features(self, shapes: list[shapely.Geometry] | None = None, names: list[str] | None = None) -> list[dict]:
        shapes = [self.square(0), self.square(1)] if shapes is None else shapes
        names = list(self.locale.names) if names is None else names
        return [
            {
                "type": "Feature",
                "properties": {self.locale.zone: name},
                "geometry": json.loads(shapely.to_geojson(self.lonlat(shape))),
            }
            for shape, name in zip(shapes, names, strict=True)
        ]

    def write_zones(self, features: list[dict] | None = None) -> None:
        features = self.features() if features is None else features
        text = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
        self.zones_path.write_text(text, encoding="utf-8")

    def text(self, delimiter: str = ";", rows: list[list[str]] | None = None, header: list[str] | None = None) -> str:
        lines = [self.header if header is None else header, *(self.rows if rows is None else rows)]
        return "\n".join(delimiter.join(line) for line in lines) + "\n"

    def write_pupils(self, text: str | bytes | None = None) -> None:
        text = self.text() if text is None else text
        self.pupils_path.write_bytes(text.encode("utf-8") if isinstance(text, str) else text)

    def write_schools(self, header: list[str] | None = None) -> None:
        header = list(self.locale.schools) if header is None else header
        text = "\n".join(";".join(line) for line in [header, *self.schools]) + "\n"
        self.schools_path.write_text(text, encoding="utf-8")

    def book(self, rows: list[list[object]] | None = None) -> openpyxl.Workbook:
        """The pupils as a workbook, in place of the text file."""
        self.pupils_path.unlink(missing_ok=True)
        book = openpyxl.Workbook()
        sheet = book.active
        assert sheet is not None
        sheet.title = Path(self.locale.pupils_file).stem
        typed = (
            [[int(cell) if cell.isdecimal() else cell for cell in row] for row in self.rows] if rows is None else rows
        )
        for row in [self.header, *typed]:
            sheet.append(row)
        return book

    def save(self, book: openpyxl.Workbook) -> None:
        kept = io.BytesIO()
        book.save(kept)
        self.pupils_path.with_suffix(".xlsx").write_bytes(kept.getvalue())

    def paths(self) -> list[Path]:
        return sorted(path for path in self.folder.iterdir() if path.is_file())


@pytest.fixture(params=list(LOCALES))
def pile(request: pytest.FixtureRequest, tmp_path: Path) -> Pile:
    return Pile(LOCALES[request.param], tmp_path / "pile")


@pytest.fixture
def make_pile(tmp_path: Path) -> Callable[[str], Pile]:
    return lambda code: Pile(LOCALES[code], tmp_path / code)
