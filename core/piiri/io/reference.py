"""Coordinate reference systems: one metric system for the place, and a check that coordinates are what they claim."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import shapely
from pyproj import CRS, Transformer
from pyproj.aoi import AreaOfInterest
from pyproj.database import query_utm_crs_info
from pyproj.exceptions import CRSError

from ..errors import InputError
from ..i18n import N_
from ..model.arrays import Array, FloatArray
from .mapping import ImportMapping
from .report import Findings
from .table import Table

_NATIONAL = (
    ("EPSG:3067", ((19.3, 59.3, 31.6, 61.0), (20.9, 61.0, 31.6, 64.3), (24.2, 64.3, 31.6, 70.1))),
    ("EPSG:3006", ((10.9, 55.2, 24.2, 69.1),)),
)
"""Finland and Sweden have one system for the whole country; west, south, east, north in degrees, the first hit counts.

Norway, Denmark and others use the zones of UTM.
"""

_EUROPE = (-32.0, 34.0, 41.0, 72.0)
_MARGIN = 0.5
"""How far beyond its area of use, as a share of that area's width, the coordinates of a system may lie."""


@dataclass(frozen=True, eq=False)
class Bounds:
    """Bounding box in a system's own units, easting or longitude first."""

    west: float
    south: float
    east: float
    north: float

    def __str__(self) -> str:
        return f"{self.west:.6g}, {self.south:.6g} – {self.east:.6g}, {self.north:.6g}"


@lru_cache(maxsize=64)
def transformer(source: CRS | str, target: CRS | str) -> Transformer:
    """Return what turns coordinates of one system into another's, easting first; made once, as that is slow."""
    return Transformer.from_crs(source, target, always_xy=True)


def same_system(one: str, other: str) -> bool:
    """Tell whether two texts name the same system; False where one names none.

    >>> same_system("EPSG:3067", "EPSG:4326")
    False
    """
    try:
        return bool(CRS.from_user_input(one).equals(CRS.from_user_input(other), ignore_axis_order=True))
    except CRSError:
        return False


def crs_of(table: Table, findings: Findings) -> CRS:
    """Return the system of a table's coordinates: the mapping's word, else the file's; blocking where there is none."""
    text = table.spec.crs or table.crs
    if not text:
        findings.stop(
            "crs-missing",
            table.file,
            N_("{file} does not say which coordinate reference system it is in."),
            N_('Ask its maker and write it into the mapping, for example crs = "EPSG:3067".'),
            layer=table.spec.layer,
        )
    try:
        return CRS.from_user_input(text)
    except CRSError:
        findings.stop(
            "crs-unknown",
            table.file,
            N_("{file}: “{crs}” is no coordinate reference system that is known."),
            N_('Write its EPSG code, for example crs = "EPSG:3067".'),
            layer=table.spec.layer,
            crs=text[:60],
        )


def check_bounds(table: Table, crs: CRS, xy: FloatArray, findings: Findings) -> None:
    """Stop where coordinates cannot belong to the system they claim.

    Parameters
    ----------
    table
        Where they come from.
    crs
        The system claimed.
    xy
        (N, 2) coordinates as they stand in the file.
    """
    finite = xy[np.isfinite(xy).all(axis=1)]
    if not len(finite):
        return
    # a stray point or two must not speak for the file; they are listed when they turn out to lie nowhere
    box = Bounds(*np.percentile(finite, 1, axis=0), *np.percentile(finite, 99, axis=0))
    facts = {"layer": table.spec.layer, "crs": _name(crs), "bounds": str(box)}
    small = max(abs(box.west), abs(box.east)) <= 180 and max(abs(box.south), abs(box.north)) <= 90
    if crs.is_geographic and not small:
        findings.stop(
            "not-degrees",
            table.file,
            N_("{file} is said to be in degrees ({crs}), but its coordinates ({bounds}) are not degrees."),
            N_('Write the system they are in into the mapping, for example crs = "EPSG:3067".'),
            **facts,
        )
    if not crs.is_geographic and small:
        findings.stop(
            "not-metres",
            table.file,
            N_("{file} is said to be in metres ({crs}), but its coordinates ({bounds}) are degrees."),
            N_('Write crs = "EPSG:4326" for this layer into the mapping if they are longitude and latitude.'),
            **facts,
        )
    if outside_use(crs, box):
        findings.stop(
            "outside-crs",
            table.file,
            N_("{file}: its coordinates ({bounds}) lie far outside the area that {crs} is made for."),
            N_("Check the system, and whether east and north are swapped."),
            **facts,
        )


def outside_use(crs: CRS, box: Bounds) -> bool:
    """Tell whether a box lies outside a system's area of use with a good margin; False where the area is not known."""
    area = crs.area_of_use
    if area is None:
        return False
    to = transformer("EPSG:4326", crs)
    west, south, east, north = to.transform_bounds(area.west, area.south, area.east, area.north)
    if not np.isfinite((west, south, east, north)).all() or west >= east:
        return False
    dx, dy = (east - west) * _MARGIN, (north - south) * _MARGIN
    return box.west < west - dx or box.east > east + dx or box.south < south - dy or box.north > north + dy


def target_crs(mapping: ImportMapping, first: CRS, xy: FloatArray) -> CRS:
    """Choose the metric system of the project.

    The mapping's word counts. For ``"auto"``: the system of the first layer where it measures in metres, else the
    country's own, else the zone of UTM (ETRS89 in Europe, WGS 84 elsewhere) around the layer's middle.

    Parameters
    ----------
    first
        System of the first layer with polygons.
    xy
        (N, 2) its coordinates.

    Raises
    ------
    InputError
        ``crs-unknown`` or ``crs-not-metric``: the mapping's system is not known or not in metres.
    """
    if mapping.crs != "auto":
        try:
            wanted = CRS.from_user_input(mapping.crs)
        except CRSError:
            raise InputError(
                "crs-unknown",
                N_("{file}: “{crs}” is no coordinate reference system that is known."),
                N_('Write its EPSG code, for example crs = "EPSG:3067".'),
                file=mapping.file,
                crs=mapping.crs,
            ) from None
        if not _metric(wanted):
            raise InputError(
                "crs-not-metric",
                N_("{file}: {crs} does not measure in true metres."),
                N_('Choose a national system, or crs = "auto".'),
                file=mapping.file,
                crs=_name(wanted),
            )
        return wanted
    if _metric(first):
        return first
    finite = xy[np.isfinite(xy).all(axis=1)]
    middle = (finite.min(axis=0) + finite.max(axis=0)) / 2
    lon, lat = transformer(first, "EPSG:4326").transform(*middle)
    for code, boxes in _NATIONAL:
        if any(west <= lon <= east and south <= lat <= north for west, south, east, north in boxes):
            return CRS.from_user_input(code)
    west, south, east, north = _EUROPE
    datum = "ETRS89" if west <= lon <= east and south <= lat <= north else "WGS 84"
    zones = query_utm_crs_info(datum, AreaOfInterest(lon, lat, lon, lat), contains=True)
    zones = [zone for zone in zones if "(N-E)" not in zone.name]
    return CRS.from_authority(zones[0].auth_name, zones[0].code)


def key_of(crs: CRS) -> str:
    """Return a system as the dataset keeps it: ``"EPSG:3067"`` where it has a code, else WKT.

    >>> key_of(CRS.from_epsg(3067))
    'EPSG:3067'
    """
    authority = crs.to_authority()
    return ":".join(authority) if authority else crs.to_wkt()


def to_target(values: Array, source: CRS, target: CRS) -> Array:
    """Return shapes, or an (N, 2) array of coordinates, in the target system; rows without a place stay so."""
    if source == target:
        return values
    to = transformer(source, target)

    def project(xy: FloatArray) -> FloatArray:
        x, y = to.transform(xy[:, 0], xy[:, 1])
        return np.column_stack((x, y))

    if values.dtype == object:
        return np.asarray(shapely.transform(values, project), dtype=object)
    moved = project(values)
    return np.where(np.isfinite(moved), moved, np.nan)


def _metric(crs: CRS) -> bool:
    """Tell whether a system measures in metres that are true enough on the ground: projected, and not Mercator."""
    return (
        bool(crs.is_projected)
        and all(axis.unit_name in ("metre", "meter") for axis in crs.axis_info)
        and "Mercator"
        not in (crs.coordinate_operation.method_name if crs.coordinate_operation else "").replace(
            "Transverse Mercator", ""
        )
    )


def _name(crs: CRS) -> str:
    authority = crs.to_authority()
    return ":".join(authority) if authority else crs.name
