"""Files of every format that Piiri opens, and what a bad disk, a careless hand or an ill will makes of them."""

from __future__ import annotations

import io
import json
import random
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import geopandas
import openpyxl
import shapely

from .spoiling import mutated

X, Y = 385_000, 6_672_000
NAMES = ("Länsijärvi", "Itämäki", "Åsen", "Ørneset", "Keskusta", "Harju")
HEADER = ("tunnus", "nimi", "luokka", "itä", "pohjoinen", "turvakielto")


def samples(folder: Path) -> dict[str, bytes]:
    """Return one good small file of each format: name -> bytes."""
    rows = [
        [f"{n:03d}", NAMES[n % 6], str(1 + n % 9), str(X + 37 * n), str(Y + 53 * n), "01"[n == 5]] for n in range(24)
    ]
    text = "\n".join(";".join(row) for row in [HEADER, *rows]) + "\n"
    shapes = [shapely.box(X + 500 * n, Y, X + 500 * n + 500, Y + 700) for n in range(6)]
    frame = geopandas.GeoDataFrame(
        {"tunnus": list("abcdef"), "nimi": NAMES, "luokka": range(1, 7)}, geometry=shapes, crs="EPSG:3067"
    )
    made: dict[str, bytes] = {
        "pupils.csv": text.encode("utf-8"),
        "pupils_old.csv": text.encode("cp1252"),
        "pupils_wide.txt": text.encode("utf-16"),
        "pupils.tsv": text.replace(";", "\t").encode("utf-8-sig"),
    }
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in [HEADER, *rows]:
        book.active.append([int(cell) if cell.isdecimal() else cell for cell in row])
    kept = io.BytesIO()
    book.save(kept)
    made["pupils.xlsx"] = kept.getvalue()
    lonlat = frame.to_crs("EPSG:4326")
    for name, driver, crs in (
        ("areas.gpkg", "GPKG", frame),
        ("areas.geojson", "GeoJSON", lonlat),
        ("areas.kml", "KML", lonlat),
        ("areas.gml", "GML", frame),
        ("areas.shp", "ESRI Shapefile", frame),
    ):
        crs.to_file(folder / name, driver=driver)
        made[name] = (folder / name).read_bytes()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for suffix in ("shp", "shx", "dbf", "prj", "cpg"):
            archive.write(folder / f"areas.{suffix}", f"areas.{suffix}")
    made["areas_shp.zip"] = packed.getvalue()
    made["areas.kmz"] = zipped({"doc.kml": made["areas.kml"]})
    made["topo.json"] = json.dumps(_topology()).encode()
    made["esri.json"] = json.dumps(_esri(shapes)).encode()
    return made


def zipped(entries: dict[str, bytes]) -> bytes:
    """Return an archive."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return packed.getvalue()


def _topology() -> dict[str, object]:
    arcs = [
        [[24.0 + n / 10, 60.0], [24.1 + n / 10, 60.0], [24.05 + n / 10, 60.1], [24.0 + n / 10, 60.0]] for n in range(4)
    ]
    areas = [{"type": "Polygon", "arcs": [[n]], "properties": {"nimi": NAMES[n]}} for n in range(4)]
    return {"type": "Topology", "objects": {"zones": {"type": "GeometryCollection", "geometries": areas}}, "arcs": arcs}


def _esri(shapes: list[shapely.Polygon]) -> dict[str, object]:
    return {
        "geometryType": "esriGeometryPolygon",
        "spatialReference": {"wkid": 3067},
        "fields": [{"name": "nimi", "type": "esriFieldTypeString", "alias": "nimi", "length": 50}],
        "features": [
            {"attributes": {"nimi": name}, "geometry": {"rings": [[list(xy) for xy in shape.exterior.coords]]}}
            for name, shape in zip(NAMES, shapes, strict=True)
        ],
    }


def flipped(data: bytes, dice: random.Random) -> bytes:
    """Flip single bits."""
    made = bytearray(data)
    for _ in range(dice.choice((1, 1, 3, 20, 200))):
        made[dice.randrange(len(made))] ^= 1 << dice.randrange(8)
    return bytes(made)


def cut(data: bytes, dice: random.Random) -> bytes:
    """Cut the end, or the beginning, off."""
    at = dice.randrange(len(data))
    return data[:at] if dice.random() < 0.8 else data[at:]


def mistyped(data: bytes, dice: random.Random) -> bytes:
    """Put something else where a number, a name or a bracket stands."""
    made, at = bytearray(data), dice.randrange(len(data))
    new = dice.choice(
        (b"abc", b"-1e308", b"NaN", b"1e999", b"null", b"[[", b'"', b"\0", b"=1+1", b"\xff\xfe", b"{}", b";")
    )
    for position in range(at, len(made)):
        if made[position] in b"0123456789":
            made[position : position + dice.randrange(1, 4)] = new
            break
    return bytes(made)


def lengthened(data: bytes, dice: random.Random) -> bytes:
    """Put a very long field somewhere."""
    at, sign = dice.randrange(len(data)), dice.choice((b"a", b"9", b" ", b"(", b"\xc3\xa5", b"[", b"\n", b";"))
    return data[:at] + sign * dice.choice((300, 5_000, 150_000)) + data[at:]


def overwritten(data: bytes, dice: random.Random) -> bytes:
    """Write zeros, or a number as large as can be, over four bytes that may say a length."""
    made, at = bytearray(data), dice.randrange(max(1, len(data) - 4))
    made[at : at + 4] = dice.choice(
        (b"\0\0\0\0", b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f", struct.pack(">I", 0x7FFFFFF0))
    )
    return bytes(made)


def bombed(data: bytes, dice: random.Random) -> bytes:
    """Pack what unpacks to very much, to very many, or into itself."""
    entry = dice.choice(("xl/workbook.xml", "areas.shp", "doc.kml"))
    match dice.choice(("large", "many", "nested", "outside", "laughs", "deep")):
        case "large":
            return zipped({entry: bytes(dice.choice((12_000_000, 30_000_000)))})
        case "many":
            return zipped({entry: data} | {f"{n}.txt": b"" for n in range(2100)})
        case "nested":
            return zipped({entry: data, "more.zip": zipped({entry: data})})
        case "outside":
            return zipped({entry: data, dice.choice(("../../x.dbf", "/etc/x.dbf", "..\\x.dbf")): data})
        case "laughs":
            lines = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
            kml = (
                f'<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY a0 "ha">{lines}]><kml><name>&a11;</name></kml>'.encode()
            )
            return kml if dice.random() < 0.5 else zipped({"doc.kml": kml})
        case _:
            n = dice.choice((1_000, 50_000))
            return dice.choice(
                (
                    b'{"type":"FeatureCollection","features":' + b"[" * n + b"]" * n + b"}",
                    b"<kml><Document>" + b"<Folder>" * n + b"</Folder>" * n + b"</Document></kml>",
                    b"id;geometry\n1;" + b"GEOMETRYCOLLECTION(" * n + b"POINT(1 1)" + b")" * n + b"\n",
                )
            )


WAYS: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    *(flipped, cut, mistyped, lengthened, overwritten, mutated),
    *(flipped, cut, mistyped, lengthened, overwritten, mutated),
    bombed,
)


def renamed(name: str, dice: random.Random) -> str:
    """Give a file another ending, now and then."""
    return (
        name if dice.random() < 0.9 else f"{Path(name).stem}{dice.choice(('.csv', '.gpkg', '.json', '.xlsx', '.shp'))}"
    )
