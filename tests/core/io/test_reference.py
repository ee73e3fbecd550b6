"""Coordinate systems: which one is chosen, and which claims are not believed."""

import contextlib

import numpy as np
import pytest
from pyproj import CRS

from piiri.errors import InputError
from piiri.io.mapping import ImportMapping, LayerMapping
from piiri.io.reference import check_bounds, key_of, target_crs, to_target
from piiri.io.report import Findings, ImportBlocked
from piiri.io.table import Table


def mapping(crs: str = "auto") -> ImportMapping:
    return ImportMapping("m.toml", "M", crs, (), ())


@pytest.mark.parametrize(
    ("place", "lon", "lat", "expected"),
    [
        ("Helsinki", 24.94, 60.17, "EPSG:3067"),
        ("Mariehamn", 19.94, 60.10, "EPSG:3067"),
        ("Vaasa", 21.62, 63.10, "EPSG:3067"),
        ("Rovaniemi", 25.73, 66.50, "EPSG:3067"),
        ("Stockholm", 18.07, 59.33, "EPSG:3006"),
        ("Umeå", 20.26, 63.83, "EPSG:3006"),
        ("Luleå", 22.15, 65.58, "EPSG:3006"),
        ("Oslo", 10.75, 59.91, "EPSG:25832"),
        ("Edinburgh", -3.19, 55.95, "EPSG:25830"),
        ("Baltimore", -76.70, 39.26, "EPSG:32618"),
        ("Wellington", 174.78, -41.29, "EPSG:32760"),
    ],
)
def test_chosen_by_place(place: str, lon: float, lat: float, expected: str) -> None:
    xy = np.array([[lon - 0.05, lat - 0.05], [lon + 0.05, lat + 0.05]])
    assert key_of(target_crs(mapping(), CRS.from_epsg(4326), xy)) == expected, place


def test_metric_system_of_the_file_is_kept() -> None:
    xy = np.array([[25_496_000.0, 6_672_000.0]])
    assert key_of(target_crs(mapping(), CRS.from_epsg(3879), xy)) == "EPSG:3879"


def test_web_mercator_is_not_metric_enough() -> None:
    xy = np.array([[2_776_000.0, 8_438_000.0]])
    assert key_of(target_crs(mapping(), CRS.from_epsg(3857), xy)) == "EPSG:3067"


def test_declared_target() -> None:
    xy = np.array([[24.9, 60.2]])
    assert key_of(target_crs(mapping("EPSG:3879"), CRS.from_epsg(4326), xy)) == "EPSG:3879"
    for text, code in (("EPSG:4326", "crs-not-metric"), ("EPSG:2225", "crs-not-metric"), ("nonsense", "crs-unknown")):
        with pytest.raises(InputError) as caught:
            target_crs(mapping(text), CRS.from_epsg(4326), xy)
        assert caught.value.code == code


def check(epsg: int, points: list[tuple[float, float]]) -> Findings:
    xy, findings = np.array(points, dtype=float), Findings()
    table = Table(LayerMapping("pupils", None, "f.csv"), {}, np.arange(len(xy)), len(xy))
    with contextlib.suppress(ImportBlocked):
        check_bounds(table, CRS.from_epsg(epsg), xy, findings)
    return findings


@pytest.mark.parametrize(
    ("epsg", "points", "code"),
    [
        (4326, [(24.9, 60.2)], ""),
        (4326, [(385_000, 6_672_000)], "not-degrees"),
        (3067, [(24.9, 60.2)], "not-metres"),
        (3067, [(385_000, 6_672_000)], ""),
        (3067, [(6_672_000, 385_000)], "outside-crs"),
        (3067, [(25_496_000, 6_672_000)], "outside-crs"),
        (3879, [(385_000, 6_672_000)], "outside-crs"),
        (3879, [(25_496_000, 6_672_000)], ""),
        (3006, [(674_000, 6_580_000)], ""),
        # the shape file of Chicago that says degrees and holds feet
        (4326, [(1_112_411, 1_813_892), (1_205_199, 1_951_669)], "not-degrees"),
        (3067, [(float("nan"), float("nan"))], ""),
    ],
)
def test_claims(epsg: int, points: list[tuple[float, float]], code: str) -> None:
    problems = check(epsg, points).problems
    assert [problem.code for problem in problems] == ([code] if code else [])
    assert all("f.csv" in problem.sentence and str(epsg) in problem.sentence for problem in problems)


def test_one_stray_point_does_not_speak_for_a_file() -> None:
    assert check(3067, [(385_000 + n, 6_672_000) for n in range(500)] + [(0, 0)]).problems == []


def test_to_target_keeps_what_has_no_place() -> None:
    moved = to_target(np.array([[24.9384, 60.1699], [np.nan, np.nan]]), CRS.from_epsg(4326), CRS.from_epsg(3067))
    assert moved[0] == pytest.approx((385_600, 6_672_050), abs=200)
    assert np.isnan(moved[1]).all()
