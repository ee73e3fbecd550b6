"""Ages, weights, made-up pupils, and areas of several stages."""

import json

import geopandas
import numpy as np
import pytest
import shapely

from piiri.io import ImportBlocked
from piiri.session import Session

X, Y = 385_000, 6_672_000

ZONES = """
name = "Zones"
crs = "EPSG:3067"
limits = []
stages = [
    { id = "fi", name = "Finnish", language = "fi", grades = [1, 2, 3] },
    { id = "sv", name = "Swedish", language = "sv", grades = [1, 2, 3] },
]

[groups]
g = "Group"

[[layers]]
kind = "catchments"
file = "fi.gpkg"
stage = "fi"
columns = { school = "school" }

[[layers]]
kind = "catchments"
file = "sv.gpkg"
stage = "sv"
columns = { school = "school" }

[[layers]]
kind = "catchments"
file = "fi2.gpkg"
stage = "fi"
plan = "Option"
columns = { school = "school" }

[[layers]]
kind = "pupils"
seeded = { count = 300, seed = 7, groups = { g = 0.5 } }
"""


@pytest.fixture
def zones(municipality):
    def write(name: str, shapes: dict[str, shapely.Polygon]) -> None:
        frame = geopandas.GeoDataFrame({"school": list(shapes)}, geometry=list(shapes.values()), crs="EPSG:3067")
        frame.to_file(municipality.folder / name)

    def box(west: float, south: float, east: float, north: float) -> shapely.Polygon:
        return shapely.box(X + west, Y + south, X + east, Y + north)

    write("fi.gpkg", {"A": box(0, 0, 1000, 2000), "B": box(1000, 0, 2000, 2000)})
    write("sv.gpkg", {"C": box(0, 0, 2000, 900), "D": box(0, 900, 2000, 2000)})
    write("fi2.gpkg", {"A": box(0, 0, 1500, 2000), "B": box(1500, 0, 2000, 2000)})
    municipality.write("import.toml", ZONES)
    return municipality


def test_layers_of_several_stages_are_laid_over_one_another(zones) -> None:
    imported = zones.imports()
    dataset, (today, option) = imported.dataset, imported.plans
    assert dataset.coverage.face_count == 6 and dataset.coverage.problems() == []
    areas = dataset.coverage.areas_m2

    def area(plan, name: str) -> float:
        return sum(areas[(plan.catchment_of_face == plan.catchments.names.index(name)).any(axis=0)])

    assert {name: round(area(today, name)) for name in "ABCD"} == {"A": 2e6, "B": 2e6, "C": 1.8e6, "D": 2.2e6}
    assert {name: round(area(option, name)) for name in "ABCD"} == {"A": 3e6, "B": 1e6, "C": 1.8e6, "D": 2.2e6}
    # without a file of schools each stands in its own catchment
    a = dataset.schools.xy[dataset.schools.index("A")] - (X, Y)
    assert 0 < a[0] < 1000 and 0 < a[1] < 2000


def test_made_up_pupils_are_spread_and_listed(zones) -> None:
    imported = zones.imports()
    pupils = imported.dataset.pupils
    assert len(pupils) == 300 and set(pupils.stage.tolist()) == {0, 1} and set(pupils.grade.tolist()) == {1, 2, 3}
    assert 100 < pupils.points.total("g") < 200
    assert imported.report.of("pupils-made-up")[0].facts["n"] == 300
    assert Session(imported.dataset, imported.plans[0]).state.evaluation.total.unassigned == 0
    zones.replace("import.toml", "seed = 7", "seed = 8")
    assert not np.array_equal(zones.imports().dataset.pupils.points.xy, pupils.points.xy)


def test_ages_become_grades_or_coming_pupils(municipality) -> None:
    municipality.replace("import.toml", 'grade = "grade"', 'age = "grade"')
    municipality.write(
        "pupils.csv",
        "nr;E;N;grade;lang;school;ban;s2\n"
        + "".join(f"{age};{X + 100};{Y + 100};{age};fi;;0;1\n" for age in (0, 6, 7, 12, 13, 15, 16)),
    )
    imported = municipality.imports()
    pupils = imported.dataset.pupils
    assert pupils.grade.tolist() == [0, 0, 1, 6, 7, 9, 0]
    assert pupils.stage.tolist() == [0, 0, 0, 0, 1, 1, -1]
    assert pupils.points.column("pupils").tolist() == [0, 0, 1, 1, 1, 1, 1]
    assert pupils.points.column("age_0").tolist() == [1, 0, 0, 0, 0, 0, 0]
    assert pupils.points.column("age_6").tolist() == [0, 1, 0, 0, 0, 0, 0]
    assert pupils.points.column("foreign_language").tolist() == [0, 0, 1, 1, 1, 1, 1]
    assert imported.report.of("no-stage")[0].facts["rows"] == [8]


def test_rows_may_stand_for_several_pupils(municipality) -> None:
    municipality.replace("import.toml", 'grade = "grade"', 'grade = "grade"\nweight = "nr"')
    points = municipality.imports().dataset.pupils.points
    assert points.column("pupils").tolist() == [1, 2, 3, 4] and points.total("grade_6") == 4
    assert points.total("foreign_language") == 1


def test_pupil_without_coordinates_is_kept(municipality) -> None:
    municipality.replace("pupils.csv", f"2;{X + 1100};{Y + 100}", "2;;")
    imported = municipality.imports()
    assert len(imported.dataset.pupils) == 4
    assert imported.report.of("pupil-placeless")[0].facts["rows"] == [3]


def test_group_counts_with_grades_of_two_stages_are_refused(municipality) -> None:
    text = (municipality.folder / "import.toml").read_text(encoding="utf-8")
    text = text[: text.rindex("[[layers]]")].replace('language = "fi"\n', "")
    columns = 'columns = { id = "block", grades = { 2 = "n", 7 = "n" }, groups = { foreign_language = "n" } }'
    municipality.write("import.toml", text.replace('columns = { id = "block" }', columns))
    with pytest.raises(Exception, match="groups cannot be counted") as caught:
        municipality.imports()
    assert caught.value.code == "groups-over-stages"
    municipality.replace("import.toml", '7 = "n"', '3 = "n"')
    points = municipality.imports().dataset.pupils.points
    assert (points.total("pupils"), points.total("grade_3"), points.total("foreign_language")) == (80, 40, 40)


def test_hidden_counts_are_nobody_and_listed(municipality) -> None:
    text = (municipality.folder / "import.toml").read_text(encoding="utf-8")
    text = text[: text.rindex("[[layers]]")].replace('{ id = "block" }', '{ id = "block", pupils = "n" }')
    municipality.write(
        "import.toml", text.replace('kind = "blocks"', 'kind = "blocks"\nstage = "fi-1-6"\nmissing = ["-1"]')
    )
    municipality.replace("blocks.geojson", '"option": "L\\u00e4nsi", "n": 10', '"option": "L\\u00e4nsi", "n": -1')
    imported = municipality.imports()
    assert imported.dataset.pupils.points.total("pupils") == 30
    assert imported.report.of("counts-hidden")[0].facts["n"] == 1
    points = imported.dataset.pupils.points
    assert points.column("pupils_hidden").tolist() == [1, 0, 0, 0] and points.untold_total("pupils") == 1
    municipality.replace("import.toml", 'missing = ["-1"]', "missing = []")
    assert municipality.imports().report.of("too-small")[0].row == 1


def test_a_hidden_count_of_a_group_leaves_its_block_out_of_the_share(municipality) -> None:
    text = (municipality.folder / "import.toml").read_text(encoding="utf-8")
    text = text[: text.rindex("[[layers]]")]
    columns = '{ id = "block", pupils = "n", groups = { foreign_language = "f" } }'
    text = text.replace('{ id = "block" }', columns).replace('kind = "blocks"', 'kind = "blocks"\nstage = "fi-1-6"')
    municipality.write("import.toml", text)
    told = (("10", "4"), ("20", ".."), ("..", "2"), ("", ""))  # pupils and of them the group
    blocks = json.loads((municipality.folder / "blocks.geojson").read_text(encoding="utf-8"))["features"]
    for each, (n, f) in zip(blocks, told, strict=True):
        each["properties"] |= {"n": n, "f": f}
    municipality.blocks(blocks)
    points = municipality.imports().dataset.pupils.points
    found = {column.key: points.column(column.key).tolist() for column in points.columns if "_" in column.key}
    assert points.column("pupils").tolist() == [10, 20, 0, 0]
    assert points.column("foreign_language").tolist() == [4, 0, 0, 0]
    assert found["foreign_language_known"] == [10, 0, 0, 0]
    assert found["pupils_hidden"] == [0, 0, 1, 0] and found["pupils_absent"] == [0, 0, 0, 1]
    assert found["foreign_language_hidden"] == [0, 1, 1, 0] and found["foreign_language_absent"] == [0, 0, 0, 1]


def test_file_without_places(municipality) -> None:
    municipality.replace("import.toml", 'places = "places", x = "E", y = "N"', 'places = "places"')
    with pytest.raises(ImportBlocked) as caught:
        municipality.imports()
    assert caught.value.code == "no-places" and "schools.csv" in caught.value.sentence


def test_classes_and_what_the_file_calls_the_languages(municipality) -> None:
    municipality.replace("import.toml", 'grade = "grade"', 'class = "grade"')
    text = (municipality.folder / "import.toml").read_text(encoding="utf-8")
    municipality.write("import.toml", text + '[layers.languages]\n"suomi" = "fi"\n')
    pupils = (municipality.folder / "pupils.csv").read_text(encoding="utf-8")
    pupils = pupils.replace(";fi;", ";suomi;").replace(";1;suomi", ";1A;suomi").replace(";3;suomi", ";Valmistava;suomi")
    municipality.write("pupils.csv", pupils)
    imported = municipality.imports()
    assert imported.dataset.pupils.grade.tolist() == [1, 0, 8, 6]
    assert imported.dataset.pupils.stage.tolist()[0] == 0 and imported.dataset.pupils.stage.tolist()[2] == 1
    (problem,) = imported.report.of("class-without-grade")
    assert problem.value == "Valmistava" and problem.row == 3
