"""Opens one layer of a foreign file, whatever its format, as a :class:`~piiri.io.table.Table`.

Shapes are parsed one by one: a feature that cannot be parsed is rejected and listed, the others are kept.
"""

from __future__ import annotations

import re
import struct
import warnings
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZipFile

import numpy as np
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError

from ..i18n import N_
from ..model.arrays import Array
from .columns import restore_zeros, texts
from .mapping import LayerMapping
from .report import Findings
from .sheets import layer_missing, read_csv, read_excel
from .sources import DRIVERS, Format, damaged, format_of, unknown_format
from .table import Fate, Table
from .workbooks import sheet_names

_POLYGON, _MULTIPOLYGON = 3, 6
_DEEPEST = 4
_SCHEMA = re.compile(rb"\s[\w.-]+:(schemaLocation|noNamespaceSchemaLocation)\s*=\s*(\"[^\"]*\"|'[^']*')")


def read_table(spec: LayerMapping, findings: Findings) -> Table:
    """Open a layer and look at its columns.

    Parameters
    ----------
    spec
        One layer of the mapping, with a file.
    findings
        Receives what is wrong.

    Raises
    ------
    ImportBlocked
        ``file-missing``, ``file-empty``, ``file-too-large``, ``file-damaged``, ``file-unsafe``, ``format-unknown``,
        ``layer-missing``, ``layer-not-named``, ``layer-empty``, ``header-missing``, ``column-doubled``,
        ``encoding-wrong``.
    """
    table = raw_table(spec, findings)
    finish(table, findings)
    return table


def raw_table(spec: LayerMapping, findings: Findings) -> Table:
    """Open a layer as it stands in the file, whatever it is mapped to; the part of the work that parses foreign bytes.

    Raises
    ------
    ImportBlocked
        As :func:`read_table`.
    """
    if spec.path is None:
        raise ValueError("a layer without a file cannot be read")
    kind = format_of(spec.path, spec.file, findings)
    if kind == "csv":
        return read_csv(spec.path, spec, findings)
    if kind == "xlsx":
        return read_excel(spec.path, spec, findings)
    with _own_copy(spec.path, kind) as path:
        return _read_shapes(path, kind, spec, findings)


def finish(table: Table, findings: Findings) -> None:
    """Bring a table that was just read into the form the mapping asks for, and look at its columns."""
    spec = table.spec
    if not len(table):
        findings.stop(
            "layer-empty",
            spec.file,
            N_("{file} has no rows."),
            N_("Export it again, or take the layer out of the mapping."),
            layer=spec.layer,
        )
    _reject_shapeless(table, findings)
    table.check_columns(findings)
    if (column := spec.columns.get("shape")) in table.columns:
        table.shapes = _shapes_from_text(table, str(column), findings)
    if spec.swapped and table.shapes is not None:
        table.shapes = np.asarray(shapely.transform(table.shapes, lambda xy: xy[:, ::-1]), dtype=object)
    restore_zeros(table, findings)


def _shapes_from_text(table: Table, column: str, findings: Findings) -> Array:
    """Return the shapes that a column of a text file says as WKT; rows without one are rejected and listed."""
    shapes = shapes_of_texts(texts(table.columns[column]))
    shapes[shapely.is_empty(shapes)] = None
    for row in map(int, np.flatnonzero(shapely.is_missing(shapes) & table.usable)):
        table.reject(row)
        findings.list(
            "shape-not-text",
            table.file,
            N_("{file}, row {row}: column “{column}” holds no shape that can be read."),
            N_("The row is left out; mend it at its source."),
            **table.place(row, column),
        )
    return shapes


def shapes_of_texts(said: Array) -> Array:
    """Return the shapes that WKT says, None where it says none.

    Collections inside collections are not read: thousands of them end the program inside GEOS.
    """
    deep = np.array([value.upper().count("COLLECTION") > _DEEPEST for value in said], dtype=bool)
    flat = np.array(said, dtype=object)
    flat[deep] = None
    return np.asarray(shapely.from_wkt(flat, on_invalid="ignore"), dtype=object)


def _reject_shapeless(table: Table, findings: Findings) -> None:
    """Reject rows whose shape is missing or cannot be parsed; a pupil without one is counted without a place, as those
    whose address is protected."""
    if table.shapes is None:
        return
    for index in map(int, np.flatnonzero(shapely.is_missing(table.shapes))):
        broken = index in table.unreadable
        if table.spec.kind == "pupils" and not broken:
            continue
        table.fate[index] = Fate.REJECTED
        findings.list(
            "shape-broken" if broken else "shape-missing",
            table.file,
            N_("{file}, feature {row}: its shape cannot be read ({reason}).")
            if broken
            else N_("{file}, feature {row}: it has no shape."),
            N_("The feature is left out; mend it at its source."),
            **table.place(index),
            reason=table.unreadable.get(index, ""),
        )


def layer_names(path: Path, file: str, findings: Findings) -> list[str]:
    """Return the layers of a map file, or ``[""]`` for a text file; the visible sheets of a workbook.

    Raises
    ------
    ImportBlocked
        As :func:`read_table`.
    """
    kind = format_of(path, file, findings)
    if kind == "csv":
        return [""]
    if kind == "xlsx":
        names, hidden = sheet_names(path, file, findings)
        return [name for name in names if name not in hidden] or names
    with _own_copy(path, kind) as copied, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # said again, and listed, when a layer is read
        try:
            return [str(name) for name in pyogrio.list_layers(copied)[:, 0]]
        except (DataSourceError, DataLayerError, UnicodeDecodeError) as problem:
            damaged(file, findings, problem)


class _Copied(AbstractContextManager[str]):
    """The single shapefile of an archive, unpacked; or a file copied away from where opening would write beside it."""

    def __init__(self, path: Path, kind: Format) -> None:
        self._path, self._kind, self._folder = path, kind, TemporaryDirectory()

    def __enter__(self) -> str:
        folder = Path(self._folder.name)
        if self._kind == "gml":
            # without the address of its schema, which must not be asked of the network
            text = _SCHEMA.sub(b"", self._path.read_bytes())
            (folder / self._path.name).write_bytes(text)
            return str(folder / self._path.name)
        if self._kind == "gpkg":
            for suffix in ("", "-wal"):
                source = self._path.with_name(self._path.name + suffix)
                if source.exists():
                    (folder / source.name).write_bytes(source.read_bytes())
            return str(folder / self._path.name)
        with ZipFile(self._path) as archive:
            entries = [each for each in archive.infolist() if not each.is_dir()]
            for entry in entries:
                (folder / PurePosixPath(entry.filename).name).write_bytes(archive.read(entry))
        return str(min(folder.glob("*.[sS][hH][pP]")))

    def __exit__(self, *_: object) -> None:
        self._folder.cleanup()


def _own_copy(path: Path, kind: Format) -> AbstractContextManager[str]:
    if kind in ("shp-zip", "gml"):
        return _Copied(path, kind)
    if kind == "gpkg":
        with path.open("rb") as opened:
            opened.seek(18)
            if opened.read(2) == b"\x02\x02":  # write-ahead log: even reading makes files beside it
                return _Copied(path, kind)
    return nullcontext(str(path))


def _read_shapes(path: str, kind: Format, spec: LayerMapping, findings: Findings) -> Table:
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        try:
            names = [str(name) for name in pyogrio.list_layers(path)[:, 0]]
            layer = spec.layer or names[0]
            if len(names) > 1 and not spec.layer:
                findings.stop(
                    "layer-not-named",
                    spec.file,
                    N_("The file {file} has several layers."),
                    N_("Name one of them as “layer” in the mapping: {layers}."),
                    layers=", ".join(names),
                )
            if layer not in names:
                layer_missing(spec, names, findings)
            info = pyogrio.read_info(path, layer=layer, force_feature_count=True)
            if info["driver"] not in DRIVERS[kind]:
                unknown_format(spec.file, findings)
            options: dict[str, Any] = {"encoding": spec.encoding} if spec.encoding else {}
            meta, _, wkb, fields = pyogrio.raw.read(path, layer=layer, force_2d=True, **options)
        except (DataSourceError, DataLayerError, UnicodeDecodeError) as problem:
            damaged(spec.file, findings, problem)
    for text in dict.fromkeys(str(each.message) for each in heard):
        findings.list(
            "reader-warns",
            spec.file,
            N_("{file}: the reading library says “{warning}”."),
            N_("Check that nothing is missing."),
            layer=spec.layer,
            warning=text,
        )
    columns = dict(zip(map(str, meta["fields"]), fields, strict=True))
    count = len(fields[0]) if fields else (len(wkb) if wkb is not None else 0)
    row = np.arange(1, count + 1)
    if wkb is None:
        return Table(spec, columns, row, int(info["features"]))
    shapes = parse_shapes(wkb)
    table = Table(spec, columns, row, int(info["features"]), shapes, str(meta["crs"] or ""))
    _close_rings(table, wkb, findings)
    for index in map(int, np.flatnonzero(shapely.is_missing(shapes))):
        if wkb[index]:
            table.unreadable[index] = _reason(wkb[index])
    return table


def _close_rings(table: Table, wkb: Array, findings: Findings) -> None:
    """Read polygons whose rings lack their last corner, which is the first one: nothing of the area changes."""
    assert table.shapes is not None
    closed = []
    for index in map(int, np.flatnonzero(shapely.is_missing(table.shapes))):
        whole = with_closed_rings(wkb[index]) if wkb[index] else None
        if whole is not None and (shape := parse_shapes(np.array([whole], dtype=object))[0]) is not None:
            table.shapes[index] = shape
            table.fate[index] = Fate.REPAIRED
            closed.append(index)
    if closed:
        findings.list(
            "rings-closed",
            table.file,
            N_("{file}: borders that do not return to their first corner: {n}, the first is feature {row}."),
            N_("They were closed there, which changes no area; mend them at their source."),
            **table.place(closed[0]),
            n=len(closed),
            rows=table.row[closed].tolist(),
        )


def with_closed_rings(wkb: bytes) -> bytes | None:
    """Return the WKB of a plane polygon or multipolygon with every ring closed; None for anything else.

    Parameters
    ----------
    wkb
        Little-endian, as GDAL writes it here.
    """
    kind, count = struct.unpack_from("<II", wkb, 1) if wkb[:1] == b"\x01" and len(wkb) >= 9 else (0, 0)
    if kind == _MULTIPOLYGON:
        at, parts = 9, []
        for _ in range(count):
            part, at = _closed_polygon(wkb, at)
            if not part:
                return None
            parts.append(part)
        return wkb[:9] + b"".join(parts)
    return (_closed_polygon(wkb, 0)[0] or None) if kind == _POLYGON else None


def _closed_polygon(wkb: bytes, at: int) -> tuple[bytes, int]:
    """Return one polygon with closed rings, and where the next begins; empty where a ring has too few corners."""
    (rings,) = struct.unpack_from("<I", wkb, at + 5)
    made = [wkb[at : at + 9]]
    at += 9
    for _ in range(rings):
        (corners,) = struct.unpack_from("<I", wkb, at)
        body = wkb[at + 4 : at + 4 + 16 * corners]
        at += 4 + 16 * corners
        if corners < 3 or len(body) != 16 * corners:
            return b"", at
        if body[:16] != body[-16:]:
            body += body[:16]
        made += [struct.pack("<I", len(body) // 16), body]
    return b"".join(made), at


def parse_shapes(wkb: Array) -> Array:
    """Return the shapes that WKB says, (N,), None where there is none or it cannot be parsed."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # each shape that fails is listed by the caller
        return np.asarray(shapely.from_wkb(wkb, on_invalid="ignore"), dtype=object)


def _reason(wkb: bytes | None) -> str:
    try:
        shapely.from_wkb(wkb)
    except shapely.errors.ShapelyError as problem:
        return str(problem)
    return ""
