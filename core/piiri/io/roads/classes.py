"""Which lines of a road file may be walked and which are hard to cross, by what the file itself says of them.

What is known by name: OpenStreetMap (``highway`` and its tags), Digiroad (``LINKKITYYP``, ``TOIMINN_LK``; Finland),
NVDB (``Vagtr_474``, ``Klass_181``; Sweden), and files that say it in one column (``allows_walking``). Of any other file
all lines are taken as ways that may be walked, and that is said."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from ...model.arrays import Array, BoolArray

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Classes:
    """What a file says of its lines.

    Attributes
    ----------
    source
        ``"osm"``, ``"digiroad"``, ``"nvdb"``, ``"column"``, or ``""`` where nothing is said.
    walkable, busy
        (N,) bool, as in :class:`piiri.walking.Ways`.
    names
        What each line is called, ``""`` for none.
    """

    source: str
    walkable: BoolArray
    busy: BoolArray
    names: tuple[str, ...]


def classes_of(columns: Mapping[str, Array], count: int) -> Classes:
    """Return what a file's columns say of its lines.

    Parameters
    ----------
    columns
        The columns by name, each (N,).
    count
        N, for a file without columns.

    Examples
    --------
    >>> found = classes_of({"highway": np.array(["footway", "motorway", "primary"])}, 3)
    >>> found.walkable.tolist(), found.busy.tolist()
    ([True, False, True], [False, True, True])
    """
    own = {name.casefold(): name for name in columns}
    for source, (key, needed, rule) in _RULES.items():
        if key not in own:
            continue
        rows = _rows(columns, {name: own[name] for name in needed if name in own}, count)
        said = [rule(row) for row in rows]
        names = _names(columns, own, rows, count)
        walkable, busy = (np.array([each[i] for each in said], dtype=np.bool_).reshape(-1) for i in (0, 1))
        return Classes(source, walkable, busy, names)
    names = _names(columns, own, [{}] * count, count)
    return Classes("", np.ones(count, dtype=np.bool_), np.zeros(count, dtype=np.bool_), names)


def _rows(columns: Mapping[str, Array], wanted: Mapping[str, str], count: int) -> list[Row]:
    """The values of some columns, row by row, as lower-case texts; OpenStreetMap's other tags among them."""
    texts = {key: [_text(value) for value in columns[name].tolist()] for key, name in wanted.items()}
    rows: list[Row] = []
    for position in range(count):
        row = {key: values[position] for key, values in texts.items()}
        if others := row.pop("other_tags", ""):
            row = {**{k: v.casefold() for k, v in _TAG.findall(others)}, **{k: v for k, v in row.items() if v}}
        rows.append({key: value if key == "name" else value.casefold() for key, value in row.items()})
    return rows


_TAG = re.compile(r'"((?:[^"\\]|\\.)*)"=>"((?:[^"\\]|\\.)*)"')


def _text(value: object) -> str:
    if value is None or value != value:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _names(columns: Mapping[str, Array], own: Mapping[str, str], rows: list[Row], count: int) -> tuple[str, ...]:
    for key in _NAMES:
        if key in own:
            return tuple(_text(value) for value in columns[own[key]].tolist())
    return ("",) * count


_NAMES = ("name", "tienimi_su", "tienimi_ru", "namn_130", "name_otp", "nimi", "namn", "navn", "street")

# ---------------------------------------------------------------------------------------------------- OpenStreetMap
_NO_WAY = {
    *("motorway", "motorway_link", "construction", "proposed", "planned", "raceway", "bus_guideway", "escape"),
    *("abandoned", "razed", "disused", "rest_area", "services", "busway", "no"),
}
_MUCH_TRAFFIC = {f"{road}{link}" for road in ("motorway", "trunk", "primary", "secondary") for link in ("", "_link")}
_YES = {"yes", "designated", "permissive", "official"}
_NO = {"no", "private", "use_sidepath"}


def _osm(row: Row) -> tuple[bool, bool]:
    highway, foot, access = row.get("highway", ""), row.get("foot", ""), row.get("access", "")
    hidden = row.get("tunnel", "no") not in ("no", "") and row.get("railway", "") != ""
    busy = highway in _MUCH_TRAFFIC or (row.get("railway", "") in ("rail", "light_rail") and not hidden)
    if not highway or highway in _NO_WAY:
        return False, busy
    if foot in _NO or row.get("motorroad") == "yes" or (access in _NO and foot not in _YES):
        return False, busy
    return True, busy


# ------------------------------------------------------------------------------------------------- national networks
# link types of Digiroad: 1 motorway, 4 motor traffic road, 6 ramp, 13 service opening of a motorway, 21 ferry
_DIGIROAD_NO_WAY, _DIGIROAD_WIDE = {"1", "4", "6", "13", "21"}, {"1", "2", "4"}


def _digiroad(row: Row) -> tuple[bool, bool]:
    link, rank = row.get("linkkityyp", ""), row.get("toiminn_lk", "")
    paths = ("8", "9", "10", "11", "12")  # for walking and cycling, pedestrian zone, service, parking, track
    return link not in _DIGIROAD_NO_WAY, link in _DIGIROAD_WIDE or (rank in ("1", "2", "3") and link not in paths)


def _nvdb(row: Row) -> tuple[bool, bool]:
    """Net types of NVDB: 1 for cars, 2 for cycles, 3 for walkers; functional classes from 0, the main roads."""
    fast = any(row.get(key, "") in _TRUE for key in ("motorvag", "motortrafikled"))
    rank = row.get("klass_181", "")
    cars = row.get("vagtr_474", "") == "1"
    return not fast and row.get("farjeled", "") not in _TRUE, fast or (cars and rank in ("0", "1", "2", "3", "4"))


_TRUE = {"1", "-1", "true", "yes", "ja", "kylla"}


def _column(row: Row) -> tuple[bool, bool]:
    return row.get("allows_walking", "") in _TRUE, False


_RULES: dict[str, tuple[str, tuple[str, ...], Callable[[Row], tuple[bool, bool]]]] = {
    "osm": (
        "highway",
        ("highway", "railway", "foot", "access", "motorroad", "tunnel", "other_tags"),
        _osm,
    ),
    "digiroad": ("linkkityyp", ("linkkityyp", "toiminn_lk"), _digiroad),
    "nvdb": ("vagtr_474", ("vagtr_474", "klass_181", "motorvag", "motortrafikled", "farjeled"), _nvdb),
    "column": ("allows_walking", ("allows_walking",), _column),
}


def safe_points(columns: Mapping[str, Array]) -> BoolArray:
    """Tell which points of an OpenStreetMap file make a crossing safe: traffic lights and marked crossings.

    >>> safe_points({"highway": np.array(["crossing", "bus_stop"])}).tolist()
    [True, False]
    """
    rows = _rows(columns, {key: key for key in ("highway", "other_tags") if key in columns}, len(columns["highway"]))
    unmarked = ("no", "unmarked", "informal")
    return np.array(
        [
            row.get("highway") == "traffic_signals"
            or (row.get("highway") == "crossing" and row.get("crossing", "") not in unmarked)
            for row in rows
        ],
        dtype=np.bool_,
    )
