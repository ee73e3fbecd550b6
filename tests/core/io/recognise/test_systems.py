"""Coordinate systems by size and by where places fall; where several fit, nobody guesses."""

from __future__ import annotations

import numpy as np
import pytest
from pyproj import CRS, Transformer

from piiri.io.recognise.systems import System, declared, judge, possible

TOWNS = {
    "Helsinki": (24.94, 60.17),
    "Örebro": (15.21, 59.27),
    "Oslo": (10.75, 59.91),
    "Oulu": (25.47, 65.01),
    "Malmö": (13.0, 55.6),
}
SYSTEMS = ["EPSG:3067", "EPSG:3879", "EPSG:3006", "EPSG:25832", "EPSG:25833", "EPSG:3857", "EPSG:4326", "EPSG:2393"]


def around(town: str) -> np.ndarray:
    random = np.random.default_rng(5)
    return np.array(TOWNS[town]) + random.normal(0, 0.02, (200, 2))


def written(lonlat: np.ndarray, crs: str) -> np.ndarray:
    to = Transformer.from_crs("EPSG:4326", crs, always_xy=True)
    return np.column_stack(to.transform(lonlat[:, 0], lonlat[:, 1]))


def used_in(town: str) -> list[str]:
    lon, lat = TOWNS[town]
    areas = {crs: CRS.from_user_input(crs).area_of_use for crs in SYSTEMS}
    return [crs for crs, area in areas.items() if area.west <= lon <= area.east and area.south <= lat <= area.north]


@pytest.mark.parametrize("swapped", [False, True])
@pytest.mark.parametrize(("town", "crs"), [(town, crs) for town in TOWNS for crs in used_in(town)])
def test_beside_other_files_the_right_place_is_found(town: str, crs: str, swapped: bool) -> None:
    others = around(town)
    xy = written(around(town), crs)
    verdict = judge(xy[:, ::-1] if swapped else xy, others, (), "")
    assert verdict.settled, verdict.why.text
    found = verdict.systems[0]
    assert found.swapped == swapped
    # another code may mean the same coordinates: what counts is where they lie
    place = Transformer.from_crs(found.crs, "EPSG:4326", always_xy=True).transform(*xy[0])
    assert place == pytest.approx(tuple(around(town)[0]), abs=1e-5)


@pytest.mark.parametrize("crs", ["EPSG:3067", "EPSG:3006", "EPSG:25832"])
def test_alone_several_systems_remain_and_nobody_guesses(crs: str) -> None:
    town = {"EPSG:3067": "Helsinki", "EPSG:3006": "Örebro", "EPSG:25832": "Oslo"}[crs]
    verdict = judge(written(around(town), crs), np.zeros((0, 2)), (), "")
    assert not verdict.settled and len(verdict.systems) > 1
    words = judge(written(around("Helsinki"), "EPSG:3067"), np.zeros((0, 2)), (), "fi")
    assert not words.settled and words.systems[0] == System("EPSG:3067")


def test_a_zone_before_the_easting_tells_itself() -> None:
    verdict = judge(written(around("Helsinki"), "EPSG:3879"), np.zeros((0, 2)), (), "")
    assert verdict.settled and verdict.systems == (System("EPSG:3879"),)


def test_declarations_that_cannot_be_true() -> None:
    metres = written(around("Helsinki"), "EPSG:3067")
    assert declared("EPSG:4326", metres) is None
    assert declared("EPSG:3067", around("Helsinki")) is None
    assert declared("EPSG:3067", metres[:, ::-1]) is None
    assert declared("no system", metres) is None and declared("", metres) is None
    assert declared("EPSG:3067", metres) == System("EPSG:3067")
    assert possible(CRS.from_epsg(3067), np.zeros((0, 2)))


def test_a_definition_without_a_code_is_known_by_what_it_says() -> None:
    wkt = CRS.from_epsg(3879).to_wkt("WKT1_ESRI")
    assert declared(wkt, written(around("Helsinki"), "EPSG:3879")) == System("EPSG:3879")
