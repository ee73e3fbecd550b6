"""Who may walk where, by what each source says."""

from __future__ import annotations

import numpy as np
import pytest

from piiri.io.roads.classes import classes_of, safe_points

OSM = [
    # highway, other tags, walkable, busy
    ("footway", "", True, False),
    ("residential", "", True, False),
    ("cycleway", "", True, False),
    ("steps", "", True, False),
    ("motorway", "", False, True),
    ("trunk", "", True, True),
    ("trunk", '"motorroad"=>"yes"', False, True),
    ("primary", '"foot"=>"no"', False, True),
    ("secondary_link", "", True, True),
    ("tertiary", "", True, False),
    ("service", '"access"=>"private"', False, False),
    ("service", '"access"=>"private","foot"=>"yes"', True, False),
    ("construction", "", False, False),
    ("residential", '"foot"=>"use_sidepath"', False, False),
    ("", '"waterway"=>"stream"', False, False),
]


def test_openstreetmap() -> None:
    columns = {
        "highway": np.array([row[0] for row in OSM], dtype=object),
        "other_tags": np.array([row[1] or None for row in OSM], dtype=object),
        "name": np.array(["Kirkkokatu"] + [None] * (len(OSM) - 1), dtype=object),
    }
    found = classes_of(columns, len(OSM))
    assert found.source == "osm"
    assert list(zip(found.walkable.tolist(), found.busy.tolist(), strict=True)) == [row[2:] for row in OSM]
    assert found.names[:2] == ("Kirkkokatu", "")


def test_railways_are_crossed_with_care_unless_they_run_below() -> None:
    columns = {
        "highway": np.array([None, None, None], dtype=object),
        "railway": np.array(["rail", "tram", "rail"], dtype=object),
        "other_tags": np.array([None, None, '"tunnel"=>"yes"'], dtype=object),
    }
    assert classes_of(columns, 3).busy.tolist() == [True, False, False]


def test_digiroad() -> None:
    columns = {
        "LINKKITYYP": np.array([1, 3, 3, 8, 4, 21]),
        "TOIMINN_LK": np.array([1, 2, 5, 2, 1, 3]),
        "TIENIMI_SU": np.array(["", "Vanhatie", "Kuja", "", "", ""], dtype=object),
    }
    found = classes_of(columns, 6)
    assert found.source == "digiroad"
    assert found.walkable.tolist() == [False, True, True, True, False, False]
    assert found.busy.tolist() == [True, True, False, False, True, True]
    assert found.names[1] == "Vanhatie"


def test_nvdb() -> None:
    columns = {
        "Vagtr_474": np.array([1, 1, 2, 3, 1]),
        "Klass_181": np.array([0, 7, 0, 9, 2]),
        "Motorvag": np.array([1, 0, 0, 0, 0]),
        "Namn_130": np.array([None, "Storgatan", None, None, None], dtype=object),
    }
    found = classes_of(columns, 5)
    assert found.source == "nvdb"
    assert found.walkable.tolist() == [False, True, True, True, True]
    assert found.busy.tolist() == [True, False, False, False, True]


@pytest.mark.parametrize(("said", "may"), [("True", True), ("False", False), (True, True), ("", False)])
def test_one_column_that_says_it(said: object, may: bool) -> None:
    assert classes_of({"allows_walking": np.array([said], dtype=object)}, 1).walkable.tolist() == [may]


def test_a_file_that_says_nothing() -> None:
    found = classes_of({"id": np.array([1, 2])}, 2)
    assert (found.source, found.walkable.tolist(), found.busy.tolist()) == ("", [True, True], [False, False])


def test_crossings() -> None:
    columns = {
        "highway": np.array(["crossing", "crossing", "traffic_signals", "bus_stop", None], dtype=object),
        "other_tags": np.array(['"crossing"=>"unmarked"', '"crossing"=>"zebra"', None, None, None], dtype=object),
    }
    assert safe_points(columns).tolist() == [False, True, True, False, False]
