"""What the importer asks of the reading process, as if it read itself."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NoReturn, cast

import numpy as np
import shapely

from ...i18n import N_
from ...progress import Part, Progress, silent
from ..layers import finish, parse_shapes
from ..mapping import LayerMapping
from ..report import Findings, ImportBlocked, Problem
from ..sources import Format, check_size
from ..table import Table
from . import worker
from .channel import NotSaid, problem_of, unpack, unpack_bytes

_FORMATS = frozenset(("gpkg", "json", "shp", "shp-zip", "kml", "kmz", "gml", "osm", "csv", "xlsx"))
_MB_A_SECOND = 4.0


@dataclass(frozen=True)
class Opened:
    """What a file is, and which layers or sheets it has."""

    format: Format
    layers: list[str]


def opened(path: Path, file: str, findings: Findings, progress: Progress = silent, text: str = "") -> Opened:
    """Tell the format of a file and its layers; as ``format_of`` and ``layer_names`` would.

    Raises
    ------
    ImportBlocked
        As these, and ``reading-too-long``, ``reading-too-large`` or ``reading-ended``.
    """
    value, _ = _ask("opened", (path, file), path, file, findings, progress, text)
    with _understood(file, findings):
        if value["format"] not in _FORMATS:
            raise NotSaid("format")
        return Opened(cast(Format, value["format"]), [str(layer) for layer in value["layers"]])


def header_rows_of(
    spec: LayerMapping, kind: Format, findings: Findings, progress: Progress = silent, text: str = ""
) -> LayerMapping:
    """Return a layer of a text file or workbook with its encoding, delimiter and rows of names as they were found."""
    assert spec.path is not None
    value, _ = _ask("header", (spec, kind), spec.path, spec.file, findings, progress, text)
    with _understood(spec.file, findings):
        return replace(
            spec,
            layer=str(value["layer"]),
            encoding=str(value["encoding"]),
            delimiter=str(value["delimiter"]),
            header_row=int(value["header_row"]),
            header_rows=int(value["header_rows"]),
        )


def read_table(spec: LayerMapping, findings: Findings, progress: Progress = silent, text: str = "") -> Table:
    """Open a layer as :func:`piiri.io.layers.read_table` does, in the reading process.

    Inside :func:`kept_readings` a layer that was read and has not changed is not read again.

    Raises
    ------
    ImportBlocked
        As there, and ``reading-too-long``, ``reading-too-large`` or ``reading-ended``.
    """
    if spec.path is None:
        raise ValueError("a layer without a file cannot be read")
    kept, key = _kept.get(), _key(spec)
    reading = kept.get(key) if kept is not None and key is not None else None
    if reading is None:
        reading = _read(spec, findings, progress, text)
        if kept is not None and key is not None:
            kept[key] = reading
    findings.problems += reading.problems
    table = reading.table(spec)
    finish(table, findings)
    return table


@dataclass(frozen=True, eq=False)
class _Reading:
    """A layer as it came out of its file, whatever it is mapped to."""

    problems: tuple[Problem, ...]
    raw: Table

    def table(self, spec: LayerMapping) -> Table:
        """Return a table of its own; the arrays are shared and replaced, never written to, by those who use it."""
        raw = self.raw
        shapes = None if raw.shapes is None else raw.shapes.copy()
        table = Table(spec, dict(raw.columns), raw.row, raw.counted, shapes, raw.crs)
        table.fate, table.unreadable = raw.fate.copy(), dict(raw.unreadable)
        return table


_kept: ContextVar[dict[Any, _Reading] | None] = ContextVar("kept readings", default=None)


@contextlib.contextmanager
def kept_readings(readings: dict[Any, Any] | None = None) -> Iterator[None]:
    """Keep what is read within, so that looking at a file and importing it read it once.

    Parameters
    ----------
    readings
        Where to keep it, and to find what was kept before; for as long as this lasts where None.
    """
    if _kept.get() is not None:
        yield
        return
    token = _kept.set({} if readings is None else readings)
    try:
        yield
    finally:
        _kept.reset(token)


def _key(spec: LayerMapping) -> tuple[object, ...] | None:
    assert spec.path is not None
    try:
        state = spec.path.stat()
    except OSError:
        return None
    how = (spec.layer, spec.encoding, spec.delimiter, spec.header_row, spec.header_rows)
    return (str(spec.path), spec.file, state.st_mtime_ns, state.st_size, *how)


def _read(spec: LayerMapping, findings: Findings, progress: Progress, text: str) -> _Reading:
    assert spec.path is not None
    heard = Findings()
    try:
        value, parts = _ask("table", (spec,), spec.path, spec.file, heard, Part(progress, 0.0, 0.9), text)
    except ImportBlocked:
        findings.problems += heard.problems
        findings.check()
        raise
    with _understood(spec.file, findings):
        columns = {}
        for n, (name, how) in enumerate(value["columns"]):
            progress(0.9 + 0.1 * n / len(value["columns"]), text)
            columns[str(name)] = unpack(how, parts)
        row, fate = unpack(value["row"], parts), unpack(value["fate"], parts)
        if any(len(column) != len(row) for column in (*columns.values(), fate)) or not np.isin(fate, range(4)).all():
            raise NotSaid("rows")
        shapes = None
        if value["shapes"] is not None:
            shapes = parse_shapes(unpack_bytes(value["shapes"], parts))
            if len(shapes) != len(row):
                raise NotSaid("shapes")
        raw = Table(spec, columns, row.astype(np.int64), int(value["counted"]), shapes, str(value["crs"]))
        raw.fate = fate.astype(np.int8)
        raw.unreadable = {int(index): str(reason) for index, reason in value["unreadable"]}
        return _Reading(tuple(heard.problems), raw)


def _ask(
    name: str,
    arguments: tuple[Any, ...],
    path: Path,
    file: str,
    findings: Findings,
    progress: Progress,
    text: str,
) -> tuple[Any, list[bytes]]:
    check_size(path, file, findings)
    try:
        answer, parts = worker.ask(name, arguments, _ticking(path, progress, text))
    except worker.Late:
        findings.stop(
            "reading-too-long",
            file,
            N_("{file} could not be read within {seconds} seconds."),
            N_("Export only the area and the columns that are needed, or save it in another format."),
            seconds=round(worker.LIMITS.seconds),
        )
    except worker.Died as problem:
        _ended(file, findings, str(problem))
    with _understood(file, findings):
        findings.problems += [problem_of(said) for said in answer.get("problems", ())]
        if answer.get("memory"):
            findings.stop(
                "reading-too-large",
                file,
                N_("{file} needs more than {megabytes} megabytes of memory to be read."),
                N_("Export only the area and the columns that are needed, or save it in another format."),
                megabytes=worker.LIMITS.memory_mb,
            )
        if fault := answer.get("fault"):
            _ended(file, findings, str(fault))
        if answer.get("blocked"):
            findings.check()
        return answer["value"], parts


@contextlib.contextmanager
def _understood(file: str, findings: Findings) -> Iterator[None]:
    """Whatever cannot be understood of an answer is the same to the person as no answer."""
    try:
        yield
    except (NotSaid, KeyError, TypeError, ValueError, AttributeError, shapely.errors.ShapelyError) as problem:
        _ended(file, findings, str(problem))


def _ended(file: str, findings: Findings, reason: str) -> NoReturn:
    findings.stop(
        "reading-ended",
        file,
        N_("Reading {file} failed: it is damaged, or built to do harm. Nothing else was touched."),
        N_("Copy or export it again from its source."),
        reason=reason,
    )


def _ticking(path: Path, progress: Progress, text: str) -> Callable[[float], None]:
    """Return what tells progress by the seconds gone and the size of the file: it slows down, and never stands."""
    with contextlib.suppress(OSError):
        usual = 0.5 + path.stat().st_size / 1e6 / _MB_A_SECOND
        return lambda gone: progress(1.0 - math.exp(-gone / usual), text)
    return lambda gone: progress(0.0, text)
