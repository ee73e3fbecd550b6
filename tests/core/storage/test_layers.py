"""What GDAL reads from a saved project is what the dataset and the plan in force say."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pyogrio
import pytest
import shapely

from piiri.edits import AssignFaces, MoveVertex, SetCapacity
from piiri.errors import StorageError
from piiri.model import Dataset, Plan
from piiri.session import Session
from piiri.storage import Project, check_project, create_project, open_project
from piiri.storage.layers import layers_of

Town = tuple[Dataset, Plan]
On = Callable[..., Session]


@pytest.fixture
def edited(project: Project, target: Path, session_on: On) -> Project:
    """A project whose plan in force is no longer its start, saved."""
    session = session_on(project)
    session.do(AssignFaces("fi-1-6", ("b20", "b21", "b22"), "fi-1-6/S2"))
    session.do(AssignFaces("fi-1-6", ("b50",), ""))
    x, y = session.state.plan.coverage.vertices[60]
    session.do(MoveVertex(60, float(x) + 0.25, float(y) - 0.25))
    session.do(SetCapacity("S1", 321))
    project.save_as(target)
    return project


def read(path: Path, layer: str) -> Any:
    return geopandas.read_file(path, layer=layer)


def test_layers_are_listed(edited: Project, target: Path) -> None:
    listed = dict(pyogrio.list_layers(target).tolist())
    people = {name: kind for name, kind in listed.items() if not name.startswith("piiri_")}
    assert people == {
        "blocks": "MultiPolygon",
        "schools": "Point",
        "pupils": "Point",
        "statistics": "Point",
        "Pupils_2": "Point",
        "catchments_fi-1-6": "MultiPolygon",
        "catchments_fi-7-9": "MultiPolygon",
    }
    ours = {name for name in listed if name.startswith("piiri_")}
    assert all(listed[name] is None for name in ours) and len(ours) == 7


def test_pupils(edited: Project, target: Path) -> None:
    pupils, found = edited.dataset.pupils, read(target, "pupils")
    points = pupils.points
    assert found.crs.to_epsg() == 3067 and len(found) == len(points)
    assert (found.geometry.isna() == ~points.located).all() and not points.located.all()
    placed = found.geometry[points.located]
    assert np.array_equal(np.column_stack((placed.x, placed.y)), points.xy[points.located])
    for position, column in enumerate(points.columns):
        assert np.array_equal(found[column.key], points.values[:, position])
    stages = [stage.id for stage in edited.dataset.stages]
    assert found["stage"].tolist() == [stages[index] for index in pupils.stage]
    assert found["grade"].tolist() == pupils.grade.tolist()
    attends = [None if index < 0 else edited.dataset.schools.ids[index] for index in pupils.attends]
    assert [None if value != value else value for value in found["attends"]] == attends and None in attends


def test_schools(edited: Project, target: Path) -> None:
    schools, found = edited.history(edited.active).plan.schools, read(target, "schools")
    assert found["id"].tolist() == list(schools.ids) and found["name"].tolist() == list(schools.names)
    assert np.array_equal(np.column_stack((found.geometry.x, found.geometry.y)), schools.xy)
    assert found["places"].isna().tolist() == (schools.places < 0).tolist()
    assert found["places"].dropna().tolist() == schools.places[schools.places >= 0].tolist()
    assert found["places"][1] == 321


def test_residents(edited: Project, target: Path) -> None:
    layer, found = edited.dataset.residents[0], read(target, "statistics")
    assert np.array_equal(found[["adults", "no_degree"]], layer.values)
    assert np.array_equal(np.column_stack((found.geometry.x, found.geometry.y)), layer.xy)


def test_awkward_names_and_decimals(edited: Project, target: Path) -> None:
    found = read(target, "Pupils_2")
    assert [name for name in found.columns if name != "geometry"] == ["geom_2", "Fid_2"]
    assert found["geom_2"].tolist() == [1, 2, 3] and found["Fid_2"].tolist() == [2.5, 700.0, 0.05]
    assert found.geometry.isna().tolist() == [False, True, False]


def test_blocks_are_those_of_the_plan_in_force(edited: Project, target: Path) -> None:
    plan, found = edited.history(edited.active).plan, read(target, "blocks")
    assert found["id"].tolist() == list(plan.coverage.face_ids)
    assert np.array_equal(found["area_m2"], plan.coverage.areas_m2)
    assert (found.geometry.geom_type == "MultiPolygon").all()
    assert shapely.equals_exact(found.geometry.to_numpy(), _multi(plan.coverage.polygons()), 0.0).all()
    assert not np.array_equal(plan.coverage.vertices, edited.dataset.coverage.vertices)
    for stage, row in zip(plan.stages, plan.catchment_of_face, strict=True):
        wanted = [plan.catchments.ids[index] if index >= 0 else None for index in row]
        assert [None if value != value else value for value in found[f"catchment_{stage.id}"]] == wanted


def test_catchments_are_dissolved_from_their_blocks(edited: Project, target: Path) -> None:
    plan = edited.history(edited.active).plan
    polygons = plan.coverage.polygons()
    for index, stage in enumerate(plan.stages):
        found = read(target, f"catchments_{stage.id}")
        mine = np.flatnonzero(plan.catchments.stage == index)
        assert found["id"].tolist() == [plan.catchments.ids[c] for c in mine]
        assert found["name"].tolist() == [plan.catchments.names[c] for c in mine]
        for row, catchment in enumerate(mine):
            faces = np.flatnonzero(plan.catchment_of_face[index] == catchment)
            assert found["blocks"][row] == len(faces)
            schools = [plan.schools.ids[school] for school in plan.catchments.schools_of(int(catchment))]
            assert found["schools"][row] == ", ".join(schools)
            shape = found.geometry[row]
            if not len(faces):
                assert shape is None
                continue
            assert shape.is_valid and shape.equals(shapely.union_all(polygons[faces]))
            assert found["area_m2"][row] == pytest.approx(shape.area, rel=1e-9)
    assert "S0, S1" in read(target, "catchments_fi-1-6")["schools"].tolist()


def test_a_window_finds_what_lies_in_it(edited: Project, target: Path) -> None:
    """Through the R-tree: GDAL takes it where the file says that it is there."""
    box = (1000.0, 1200.0, 2000.0, 2400.0)
    for name in ("pupils", "blocks"):
        whole = read(target, name)
        inside = geopandas.read_file(target, layer=name, bbox=box)
        wanted = whole[whole.geometry.intersects(shapely.box(*box))]
        assert 0 < len(inside) < len(whole) and len(inside) == len(wanted)


def test_an_edit_by_gdal_is_noticed_and_never_overwritten(
    edited: Project, target: Path, workdir: Path, tmp_path: Path
) -> None:
    more = read(target, "schools").iloc[:1].assign(id="new", places=None)
    more.geometry = [shapely.Point(-5000.0, -5000.0)]
    more.to_file(target, layer="schools", driver="GPKG", mode="a")
    found = geopandas.read_file(target, layer="schools", bbox=(-6000, -6000, -4000, -4000))
    assert found["id"].tolist() == ["new"]  # its triggers have kept the R-tree right
    bytes_now = target.read_bytes()
    with open_project(target, workdir=workdir) as again:
        assert again.edited_elsewhere == ("schools",)
        assert len(again.dataset.schools) == len(edited.dataset.schools)
        for project in (again, edited):  # opened after it, and before it
            with pytest.raises(StorageError) as error:
                project.save()
            assert error.value.code == "edited-elsewhere" and "schools" in error.value.what
        assert target.read_bytes() == bytes_now
        again.save_as(tmp_path / "other.gpkg")
        assert again.edited_elsewhere == ()
        again.save()
    assert check_project(tmp_path / "other.gpkg") == ()


def test_looking_with_gdal_is_no_edit(edited: Project, target: Path) -> None:
    before = target.read_bytes()
    for name, _ in pyogrio.list_layers(target).tolist():
        pyogrio.read_dataframe(target, layer=name)
        pyogrio.read_info(target, layer=name, force_feature_count=True, force_total_bounds=True)
    assert target.read_bytes() == before
    edited.save()


def test_names_of_layers_never_meet(rich: Town) -> None:
    dataset, plan = rich
    names = [layer.name for layer in layers_of(dataset, plan)]
    assert len({name.lower() for name in names}) == len(names)


@pytest.mark.parametrize("crs", ["EPSG:3879", "EPSG:3006", "+proj=tmerc +lat_0=60 +lon_0=24 +ellps=GRS80 +units=m"])
def test_other_coordinate_systems(town: Town, workdir: Path, target: Path, crs: str) -> None:
    from dataclasses import replace

    from pyproj import CRS

    wkt = crs if crs.startswith("EPSG") else CRS.from_user_input(crs).to_wkt()
    with create_project(replace(town[0], crs=wkt), (town[1],), workdir=workdir) as project:
        project.save_as(target)
    found = read(target, "schools").crs
    wanted = CRS.from_user_input(crs)
    assert found.to_epsg() == wanted.to_epsg()
    assert found.coordinate_operation.method_name == wanted.coordinate_operation.method_name
    assert [p.value for p in found.coordinate_operation.params] == [p.value for p in wanted.coordinate_operation.params]
    with open_project(target, workdir=workdir) as again:
        assert again.dataset.crs == wkt


def test_nothing_in_it(town: Town, workdir: Path, target: Path) -> None:
    """No pupil yet, and none of the layers for people has a problem with that."""
    from dataclasses import replace

    from piiri.model import PointLayer, Pupils

    empty = PointLayer("pupils", np.zeros((0, 2)), town[0].pupils.points.columns, np.zeros((0, 0)))
    nobody = Pupils(empty, np.zeros(0), np.zeros(0), np.zeros(0))
    with create_project(replace(town[0], pupils=nobody, residents=()), (town[1],), workdir=workdir) as project:
        project.save_as(target)
    assert len(read(target, "pupils")) == 0 and check_project(target) == ()
    with open_project(target, workdir=workdir) as again:
        assert len(again.dataset.pupils) == 0


def _multi(shapes: Any) -> Any:
    parts, owner = shapely.get_parts(shapes, return_index=True)
    return shapely.multipolygons(parts, indices=owner)
