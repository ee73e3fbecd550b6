"""What the reading process does when asked; runs only there."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from ..heading import with_header
from ..layers import layer_names, raw_table
from ..mapping import LayerMapping
from ..report import Findings
from ..sources import Format, damaged, format_of
from .channel import pack, pack_bytes

Answer = tuple[Any, list[bytes]]


def _opened(findings: Findings, path: Path, file: str) -> Answer:
    kind = format_of(path, file, findings)
    return {"format": kind, "layers": layer_names(path, file, findings)}, []


def _header(findings: Findings, spec: LayerMapping, kind: Format) -> Answer:
    found = with_header(spec, kind, findings)
    names = ("layer", "encoding", "delimiter", "header_row", "header_rows")
    return {name: getattr(found, name) for name in names}, []


def _table(findings: Findings, spec: LayerMapping) -> Answer:
    table = raw_table(spec, findings)
    parts: list[bytes] = []
    columns = [[name, pack(values, parts)] for name, values in table.columns.items()]
    said: dict[str, Any] = {
        "columns": columns,
        "row": pack(table.row, parts),
        "fate": pack(table.fate, parts),
        "counted": table.counted,
        "crs": table.crs,
        "shapes": None,
        "unreadable": [[row, reason] for row, reason in table.unreadable.items()],
    }
    if table.shapes is not None:
        missing = shapely.is_missing(table.shapes)
        wkb = np.full(len(table.shapes), None, dtype=object)
        wkb[~missing] = shapely.to_wkb(table.shapes[~missing])
        said["shapes"] = pack_bytes(wkb.tolist(), parts)
    return said, parts


_JOBS: dict[str, Callable[..., Answer]] = {"opened": _opened, "header": _header, "table": _table}


def done(name: str, findings: Findings, arguments: tuple[Any, ...]) -> Answer:
    """Do a job.

    Raises
    ------
    ImportBlocked
        The findings say why; what archives say of their damage is ``file-damaged``.
    """
    try:
        return _JOBS[name](findings, *arguments)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as problem:
        file = arguments[1] if name == "opened" else arguments[0].file
        damaged(file, findings, problem)
