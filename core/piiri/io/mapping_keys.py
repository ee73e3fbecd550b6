"""The keys of a mapping file and the types of their values, table by table."""

from __future__ import annotations

from typing import Any

TEXTS = list[str]
NUMBER = int | float

TOP: dict[str, Any] = {
    "name": str,
    "crs": str,
    "stages": list,
    "layers": list,
    "groups": dict,
    "aliases": dict,
    "places": dict,
    "streets": dict,
    "make_blocks": dict,
    "joint": dict,
    "limits": (list, str),
    "gap_width_m": NUMBER,
    "snap_width_m": NUMBER,
    "notes": dict,
}
COMMON: dict[str, Any] = {
    "kind": str,
    "file": str,
    "layer": str,
    "crs": str,
    "columns": dict,
    "missing": TEXTS,
    "only": dict,
    "decimal": str,
    "encoding": str,
    "delimiter": str,
    "header_row": int,
    "header_rows": int,
    "without": dict,
    "without_rows": list[int],
    "digits": dict,
    "swapped": bool,
}
OF_KIND: dict[str, dict[str, Any]] = {
    "schools": {"teaches": dict, "only_used": bool},
    "blocks": {"stage": str, "plans": dict},
    "catchments": {"stage": str, "plan": str},
    "pupils": {"stage": str, "seeded": dict, "languages": dict},
    "residents": {"id": str, "values": dict, "missing_together": dict},
    "backdrop": {"shows": str},
    "ways": {},
    "addresses": {},
}
_ADDRESS = dict.fromkeys(("address", "street", "number", "letter", "postcode", "place"), str)
COLUMNS: dict[str, dict[str, Any]] = {
    "schools": dict.fromkeys(("id", "name", "places", "teaches", "x", "y", "shape"), str),
    "blocks": {"id": str, "shape": str, "pupils": str, "grades": dict, "groups": dict},
    "catchments": {"school": str, "shape": str},
    "pupils": dict.fromkeys(
        (
            "id",
            "x",
            "y",
            "shape",
            "grade",
            "class",
            "age",
            "language",
            "stage",
            "attends",
            "weight",
            "protected",
            "person",
        ),
        str,
    )
    | {"groups": dict}
    | _ADDRESS,
    "residents": dict.fromkeys(("x", "y", "shape"), str),
    "backdrop": {"shape": str},
    "ways": {"shape": str},
    "addresses": dict.fromkeys(("other_street", "x", "y", "shape"), str) | _ADDRESS,
}
NEEDED: dict[str, tuple[str, ...]] = {"blocks": ("id",), "catchments": ("school",)}
SHOWS = ("land", "water", "river", "road", "street", "rail")
