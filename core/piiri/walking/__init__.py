"""How far it is on foot: ways that may be walked, the network they make, distances along it, and routes.

Ways come from a file (:mod:`piiri.io.roads`) and are told in a few plain terms (:class:`piiri.model.ways.Ways`),
whatever the file called them. :func:`network_of` joins them where they meet; :class:`Journeys` measures from schools to
pupils."""

from __future__ import annotations

from .journeys import Anchors, Journeys, Row, anchored
from .measure import measure_of, restore, routes_of
from .network import WalkingNetwork, network_of
from .routes import Route, Routes, route

__all__ = [
    "Anchors",
    "Journeys",
    "Route",
    "Routes",
    "Row",
    "WalkingNetwork",
    "anchored",
    "measure_of",
    "network_of",
    "restore",
    "route",
    "routes_of",
]
