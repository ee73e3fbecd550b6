"""Road files in: OpenStreetMap, Digiroad, NVDB, and any other lines, as ways that may or may not be walked."""

from __future__ import annotations

from .reading import read_ways, ways_of_table, ways_table

__all__ = ["read_ways", "ways_of_table", "ways_table"]
