"""A mapping as the text of a mapping file: what was proposed can be kept, read by a person, and changed."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from .mapping import GroupColumn, ImportMapping, LayerMapping

_STAGED = ("blocks", "catchments", "pupils")


def mapping_text(mapping: ImportMapping, folder: Path) -> str:
    """Return the TOML that :func:`piiri.io.mapping_file.read_mapping` reads as this mapping again.

    Parameters
    ----------
    mapping
        The mapping.
    folder
        Where the file will lie; paths of files below it are written relative to it.
    """
    lines = [f"name = {_value(mapping.name)}", f"crs = {_value(mapping.crs)}"]
    if mapping.gap_width_m != 10.0:
        lines.append(f"gap_width_m = {mapping.gap_width_m}")
    if mapping.snap_width_m != 5.0:
        lines.append(f"snap_width_m = {mapping.snap_width_m}")
    if mapping.notes:
        lines.append(f"notes = {_value(mapping.notes)}")
    if mapping.limits == ():
        lines.append("limits = []")
    for stage in mapping.stages:
        lines += ["", "[[stages]]", f"id = {_value(stage.id)}", f"name = {_value(stage.name)}"]
        if stage.language:
            lines.append(f"language = {_value(stage.language)}")
        lines.append(f"grades = {_value(list(stage.grades))}")
    lines += _table("groups", {group.key: group.name for group in mapping.groups})
    lines += _table("aliases", mapping.aliases)
    lines += _table("places", mapping.places)
    lines += _table("streets", mapping.streets)
    if (made := mapping.make_blocks) is not None:
        lines += _table("make_blocks", asdict(made))
    lines += _table("joint", mapping.joint)
    for limit in mapping.limits or ():
        lines += ["", "[[limits]]", f"grades = {_value(list(limit.grades))}", f"limit_m = {limit.limit_m}"]
        lines.append(f"inclusive = {_value(limit.inclusive)}")
    for layer in mapping.layers:
        lines += ["", "[[layers]]", *_layer(layer, folder)]
    return "\n".join(lines) + "\n"


def _table(name: str, content: Mapping[str, Any]) -> list[str]:
    if not content:
        return []
    return ["", f"[{name}]", *(f"{_key(key)} = {_value(value)}" for key, value in content.items())]


def _layer(layer: LayerMapping, folder: Path) -> list[str]:
    fields: dict[str, Any] = {"kind": layer.kind}
    if layer.path is not None:
        fields["file"] = _path(layer.path, folder)
    fields |= {
        key: value
        for key in ("id", "layer", "crs", "stage", "plan", "shows", "decimal", "encoding", "delimiter")
        if (value := getattr(layer, key)) and (key != "stage" or layer.kind in _STAGED)
    }
    fields |= {key: value for key in ("header_row", "header_rows") if (value := getattr(layer, key)) != 1}
    fields |= {key: True for key in ("swapped", "only_used") if getattr(layer, key)}
    if layer.without_rows:
        fields["without_rows"] = list(layer.without_rows)
    if layer.missing:
        fields["missing"] = list(layer.missing)
    if layer.missing_together:
        value, columns = layer.missing_together
        fields["missing_together"] = {"value": value, "columns": list(columns)}
    fields |= {
        key: {name: list(values) for name, values in content.items()}
        for key in ("only", "without", "teaches")
        if (content := getattr(layer, key))
    }
    fields |= {key: content for key in ("digits", "languages") if (content := getattr(layer, key))}
    columns_of: dict[str, Any] = dict(layer.columns)
    if layer.grades:
        columns_of["grades"] = {str(grade): column for grade, column in layer.grades.items()}
    if layer.groups:
        columns_of["groups"] = {key: _group(group) for key, group in layer.groups.items()}
    if columns_of:
        fields["columns"] = columns_of
    if layer.seeded:
        fields["seeded"] = {
            "count": layer.seeded.count,
            "seed": layer.seeded.seed,
            "groups": dict(layer.seeded.groups),
        }
    lines = [f"{key} = {_value(value)}" for key, value in fields.items()]
    lines += _plans(layer)
    if layer.values:
        lines.append("[layers.values]")
        for key, figure in layer.values.items():
            told = {"column": figure.column, "name": figure.name}
            told |= {"of": figure.of} if figure.of else {}
            told |= {"per": figure.per} if figure.per != "count" else {}
            lines.append(f"{_key(key)} = {_value(told)}")
    elif layer.kind == "residents":
        lines.append("values = {}")
    return lines


def _plans(layer: LayerMapping) -> list[str]:
    if not layer.plans:
        return []
    plans: dict[str, dict[str, str]] = {}
    for (plan, stage), column in layer.plans.items():
        plans.setdefault(plan, {})[stage] = column
    return ["[layers.plans]", *(f"{_key(plan)} = {_value(columns)}" for plan, columns in plans.items())]


def _group(group: GroupColumn) -> Any:
    return group.column if group.values is None else {"column": group.column, "is": list(group.values)}


def _path(path: Path, folder: Path) -> str:
    whole, base = Path(os.path.abspath(path)), Path(os.path.abspath(folder))
    return (whole.relative_to(base) if whole.is_relative_to(base) else whole).as_posix()


def _key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else _value(key)


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(str(key))} = {_value(each)}" for key, each in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_value, value)) + "]"
    if isinstance(value, str):
        # JSON's escapes are those of TOML, but for the sign that JSON leaves as it is
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return json.dumps(value)
