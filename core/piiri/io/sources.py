"""Which foreign files are opened at all: local ones, of a known format by their content, of a sane size."""

from __future__ import annotations

import re
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path, PurePosixPath
from typing import Literal, NoReturn

from ..errors import InputError
from ..i18n import N_
from .report import Findings

Format = Literal["gpkg", "json", "shp", "shp-zip", "kml", "kmz", "gml", "osm", "csv", "xlsx"]

DRIVERS: dict[Format, tuple[str, ...]] = {
    "gpkg": ("GPKG",),
    "json": ("GeoJSON", "TopoJSON", "ESRIJSON"),
    "shp": ("ESRI Shapefile",),
    "shp-zip": ("ESRI Shapefile",),
    "kml": ("LIBKML", "KML"),
    "kmz": ("LIBKML", "KML"),
    "gml": ("GML",),
    "osm": ("OSM",),
}
"""The only GDAL drivers whose reading is taken."""

LARGEST_BYTES = 500_000_000
_ZIP_ENTRIES, _ZIP_BYTES, _ZIP_RATIO = 2000, 1_000_000_000, 100
# two letters or more before the colon: "C:" is a drive, "PG:" a database
_ADDRESS = re.compile(r"^\s*(/vsi|\w[\w+.-]+:|//)|://", re.IGNORECASE)


def refuse_address(text: str, file: str) -> None:
    """Refuse what GDAL would take for a network address, a database or a virtual file system.

    Raises
    ------
    InputError
        ``address-refused``.
    """
    if _ADDRESS.search(text):
        raise InputError(
            "address-refused",
            N_("{file} names “{address}”, which is no file on this computer."),
            N_("Save the data as a file and name that."),
            file=file,
            address=text,
        )


def check_size(path: Path, name: str, findings: Findings) -> None:
    """Stop with ``file-missing``, ``file-empty`` or ``file-too-large``."""
    if not path.is_file():
        findings.stop("file-missing", name, N_("There is no file {file}."), N_("Check the path in the mapping."))
    size = path.stat().st_size
    if not size:
        findings.stop("file-empty", name, N_("The file {file} is empty."), N_("Export it again at its source."))
    if size > LARGEST_BYTES:
        findings.stop(
            "file-too-large",
            name,
            N_("The file {file} has {megabytes} megabytes, more than the {most} that are read."),
            N_("Export only the area and the columns that are needed."),
            megabytes=size // 1_000_000,
            most=LARGEST_BYTES // 1_000_000,
        )


def format_of(path: Path, name: str, findings: Findings) -> Format:
    """Tell the format of a file from what is in it.

    Parameters
    ----------
    path, name
        The file, and how problems name it.
    findings
        Stops with ``file-missing``, ``file-empty``, ``file-too-large``, ``file-damaged``, ``file-unsafe`` or
        ``format-unknown``.
    """
    check_size(path, name, findings)
    with path.open("rb") as opened:
        head = opened.read(65536)
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.startswith(b"SQLite format 3\0"):
        _check_sqlite(path, name, findings)
        return "gpkg"
    if head.startswith(b"PK\x03\x04"):
        return _look_into_zip(path, name, findings)
    if head.startswith(b"\x00\x00\x27\x0a"):
        return "shp"
    if text.startswith(b"{"):
        return "json"
    if text.startswith(b"<"):
        kml = b"<kml" in head
        if not kml and b"FeatureCollection" not in head:
            unknown_format(name, findings)
        if b"<!DOCTYPE" in (whole := path.read_bytes()) or b"<!ENTITY" in whole:
            _unsafe(name, findings)
        return "kml" if kml else "gml"
    if b"OSMHeader" in head[:64]:
        return "osm"
    if path.suffix.lower() in (".csv", ".txt", ".tsv") and (utf_16(head) or b"\0" not in head):
        return "csv"
    unknown_format(name, findings)


def utf_16(head: bytes) -> str:
    """Tell which UTF-16 a text is in by its mark or by where its zero bytes stand; empty where it is in none.

    >>> utf_16("id;nimi".encode("utf-16-le")), utf_16(b"id;nimi")
    ('utf-16-le', '')
    """
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    sample = head[: min(len(head), 400) // 2 * 2]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) * 4 < len(sample) or min(even, odd):
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def unknown_format(name: str, findings: Findings) -> NoReturn:
    """Stop with ``format-unknown``."""
    findings.stop(
        "format-unknown",
        name,
        N_("The file {file} is in no format that Piiri reads."),
        N_("Save it as GeoPackage, GeoJSON, Shapefile, KML, GML, CSV or Excel (.xlsx)."),
    )


def damaged(name: str, findings: Findings, reason: object = "") -> NoReturn:
    """Stop with ``file-damaged``; what the reading library said is kept among the facts."""
    findings.stop(
        "file-damaged",
        name,
        N_("The file {file} is damaged or incomplete and cannot be read."),
        N_("Copy or export it again from its source."),
        reason=str(reason),
    )


def _unsafe(name: str, findings: Findings) -> NoReturn:
    findings.stop(
        "file-unsafe",
        name,
        N_("The file {file} is built in a way that harmful files are, and is not opened."),
        N_("Export it again with a program you trust."),
    )


def _check_sqlite(path: Path, name: str, findings: Findings) -> None:
    """Let SQLite itself read every page first: GDAL reads some damaged GeoPackages without complaint."""
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as database:
            database.execute("PRAGMA trusted_schema = OFF")
            verdict = database.execute("PRAGMA quick_check(1)").fetchone()[0]
            tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    except (sqlite3.DatabaseError, UnicodeDecodeError) as problem:
        damaged(name, findings, problem)
    else:
        if verdict != "ok":
            damaged(name, findings, verdict)
        if ("gpkg_contents",) not in tables:
            unknown_format(name, findings)


def _look_into_zip(path: Path, name: str, findings: Findings) -> Format:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as problem:
        damaged(name, findings, problem)
    unpacked = sum(entry.file_size for entry in entries)
    packed = max(1, sum(entry.compress_size for entry in entries))
    names = [PurePosixPath(entry.filename.replace("\\", "/")) for entry in entries]
    if (
        len(entries) > _ZIP_ENTRIES
        or unpacked > _ZIP_BYTES
        or (unpacked > 10_000_000 and unpacked / packed > _ZIP_RATIO)
        or any(each.is_absolute() or ".." in each.parts or each.suffix.lower() == ".zip" for each in names)
    ):
        _unsafe(name, findings)
    if PurePosixPath("xl/workbook.xml") in names:
        return "xlsx"
    if any(each.suffix.lower() == ".shp" for each in names):
        return "shp-zip"
    if any(each.suffix.lower() == ".kml" for each in names):
        _check_kml(path, name, findings)
        return "kmz"
    unknown_format(name, findings)


def _check_kml(path: Path, name: str, findings: Findings) -> None:
    with zipfile.ZipFile(path) as archive:
        for entry in archive.namelist():
            if entry.lower().endswith(".kml"):
                whole = archive.read(entry)
                if b"<!DOCTYPE" in whole or b"<!ENTITY" in whole:
                    _unsafe(name, findings)
