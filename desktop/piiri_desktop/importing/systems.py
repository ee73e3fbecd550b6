"""Coordinate systems under the names that people know."""

from __future__ import annotations

from piiri.i18n import tr

NORTH_FIRST = " north first"
"""What stands behind the key of a system whose coordinates say north before east."""

SYSTEMS = {
    "EPSG:3067": "ETRS-TM35FIN",
    "EPSG:3879": "ETRS-GK25",
    "EPSG:3878": "ETRS-GK24",
    "EPSG:3006": "SWEREF 99 TM",
    "EPSG:25832": "UTM 32N",
    "EPSG:25833": "UTM 33N",
    "EPSG:4326": "WGS 84",
    "EPSG:2393": "KKJ",
    "EPSG:27700": "British National Grid",
}
"""System -> the name under which it is known; the same in every language."""


def system_name(crs: str, swapped: bool = False) -> str:
    """Return what people call a system, with its code.

    >>> system_name("EPSG:3067"), system_name("EPSG:3067 north first")
    ('ETRS-TM35FIN, EPSG:3067', 'ETRS-TM35FIN, EPSG:3067, north first')
    """
    swapped = swapped or crs.endswith(NORTH_FIRST)
    crs = crs.removesuffix(NORTH_FIRST)
    name = f"{SYSTEMS[crs]}, {crs}" if crs in SYSTEMS else crs[:40]
    return f"{name}, {tr('north first')}" if swapped else name
