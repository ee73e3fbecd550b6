"""Real public data, through the mapping files under tests/mappings; skipped where PIIRI_REAL_DATA is not set."""

from pathlib import Path

import geopandas
import numpy as np
import pytest
import shapely

from piiri.assignment import assign
from piiri.edits import edits_between
from piiri.evaluate import Evaluation
from piiri.io import ImportBlocked, Imported, import_mapping
from piiri.model.points import UNTOLD
from piiri.session import Session

MAPPINGS = Path(__file__).resolve().parents[2] / "mappings"
OPTIONS = [
    "Opt1", "Opt11617", "Opt2", "Opt2201617", "Opt3", "Opt3201617",
    *(f"Opt{letter}" for letter in "ABCDEFGHIJKL"),
    *(f"NovOpt{number}" for number in range(1, 5)),
]  # fmt: skip


@pytest.fixture(scope="module")
def bcps(real_data) -> tuple[Imported, geopandas.GeoDataFrame]:
    folder = real_data("bcps_sw")
    return import_mapping(MAPPINGS / "bcps_sw.toml", repair=True), geopandas.read_file(folder / "151118.geo.json")


@pytest.fixture(scope="module")
def oslo(real_data) -> Imported:
    real_data("oslo")
    return import_mapping(MAPPINGS / "oslo.toml", repair=True)


@pytest.fixture(scope="module")
def helsinki(real_data) -> tuple[Imported, geopandas.GeoDataFrame]:
    folder = real_data("helsinki")
    return import_mapping(MAPPINGS / "helsinki.toml"), geopandas.read_file(folder / "Vaestotietoruudukko_2019.shp")


def equal(one: Evaluation, other: Evaluation) -> bool:
    """Whether two evaluations agree in every figure."""
    return all(
        np.array_equal(getattr(one, name), getattr(other, name), equal_nan=True)
        for name in ("mean_distance_m", "p90_distance_m", "share_beyond", "group_share", "school_pupils", "school_use")
    ) and np.array_equal(one.table.counts, other.table.counts)


def test_bcps_needs_consent(real_data) -> None:
    real_data("bcps_sw")
    with pytest.raises(ImportBlocked) as caught:
        import_mapping(MAPPINGS / "bcps_sw.toml")
    overlaps = caught.value.report.of("overlap")
    gaps = caught.value.report.of("gap")
    assert (len(overlaps), len(gaps)) == (6, 6)
    assert 175 < sum(problem.facts["area_m2"] for problem in overlaps) < 180
    assert 900 < sum(problem.facts["area_m2"] for problem in gaps) < 915


def test_bcps_blocks_counts_and_schools(bcps) -> None:
    imported, raw = bcps
    dataset = imported.dataset
    assert len(raw) == 182 and dataset.coverage.problems() == []
    # one of them has a thousandth of a square metre and no pupils: it is joined to its neighbour, and listed
    (tiny,) = imported.report.of("block-tiny")
    assert tiny.value == "451" and set(dataset.coverage.face_ids) == set(raw.PBID) - {"451"}
    assert len(dataset.pupils) == 182
    assert dataset.pupils.points.total("pupils") == raw.K5LiveAtt.astype(int).sum() == 5443
    assert (assign(dataset.coverage, dataset.pupils.points.xy) >= 0).all()
    area = raw.to_crs("EPSG:32618").area.sum()
    assert dataset.coverage.areas_m2.sum() == pytest.approx(area, abs=1500)
    places = dict(zip(dataset.schools.names, dataset.schools.places.tolist(), strict=True))
    assert places == {
        "Arbutus ES": 405,
        "Catonsville ES": 715,
        "Edmondson Heights ES": 589,
        "Halethorpe ES": 392,
        "Hillcrest ES": 666,
        "Johnnycake ES": 559,
        "Lansdowne ES": 313,
        "Relay ES": 689,
        "Westchester ES": 699,
        "Westowne ES": 650,
        "Woodbridge ES": 432,
    }
    ledgers = {ledger.kind: ledger for ledger in imported.report.ledgers}
    assert (ledgers["schools"].rows, ledgers["schools"].accepted, ledgers["schools"].excluded) == (168, 11, 157)
    assert ledgers["blocks"].rows == 182 and ledgers["blocks"].rejected == 0


def test_bcps_every_plan_counts_as_the_file_says(bcps) -> None:
    """The slow oracle: group the file's own rows by the option's column."""
    imported, raw = bcps
    assert len(imported.plans) == 1 + len(OPTIONS)
    for plan, column in zip(imported.plans, ["ES1516", *OPTIONS], strict=True):
        evaluation = Session(imported.dataset, plan).state.evaluation
        expected = raw.K5LiveAtt.astype(int).groupby(raw[column]).sum()
        counted = dict(zip(imported.dataset.schools.names, evaluation.school_pupils.tolist(), strict=True))
        assert counted == expected.reindex(counted).fillna(0).to_dict(), plan.name
        assert evaluation.total.unassigned == 0 and np.isfinite(evaluation.total.mean_distance_m)


def test_bcps_edits_from_today_give_the_figures_of_every_option(bcps) -> None:
    imported, _ = bcps
    today = imported.plans[0]
    for option in imported.plans[1:]:
        session = Session(imported.dataset, today)
        for edit in edits_between(today, option):
            session.do(edit)
        loaded = Session(imported.dataset, option, before=today)
        assert session.state.plan.fingerprint == option.fingerprint, option.name
        assert np.array_equal(session.state.tally.counts, loaded.state.tally.counts), option.name
        assert equal(session.state.evaluation, loaded.state.evaluation), option.name
        assert session.state.evaluation.stages == loaded.state.evaluation.stages
    assert len({plan.fingerprint for plan in imported.plans}) > 10


def test_oslo_needs_consent(real_data) -> None:
    real_data("oslo")
    with pytest.raises(ImportBlocked) as caught:
        import_mapping(MAPPINGS / "oslo.toml")
    report = caught.value.report
    names = [problem.facts["name"] for problem in report.of("polygon-invalid")]
    assert names == ["LILLEAKER", "GRINDBAKKEN", "BESTUM", "SVENDSTUEN"]
    assert len(report.of("gap")) == 8 and len(report.of("overlap")) == 1
    assert "repair" in caught.value.sentence and "school_boundaries.topo.json" in caught.value.sentence


def test_oslo_repaired(oslo, real_data) -> None:
    dataset, (plan,) = oslo.dataset, oslo.plans
    assert dataset.crs == "EPSG:25832"
    assert (len(dataset.schools), dataset.coverage.face_count) == (145, 102)
    assert dataset.coverage.problems() == []
    assert {problem.severity for problem in oslo.report.problems} == {"listed"}
    assert len(oslo.report.of("polygon-invalid")) == 4
    assert (plan.catchment_of_face >= 0).all()
    assert len(np.unique(plan.catchment_of_face)) == 102
    raw = geopandas.read_file(real_data("oslo") / "school_boundaries.topo.json").set_crs("EPSG:4326")
    area = raw.geometry.make_valid().to_crs("EPSG:25832").area.sum()
    assert dataset.coverage.areas_m2.sum() == pytest.approx(area, abs=1000)


def test_oslo_zones_stand_where_they_did(oslo, real_data) -> None:
    """The repair moves no border further than it says: each zone keeps its area within what was listed."""
    raw = geopandas.read_file(real_data("oslo") / "school_boundaries.topo.json").set_crs("EPSG:4326")
    shapes = raw.geometry.make_valid().to_crs("EPSG:25832")
    dataset = oslo.dataset
    polygons = dataset.coverage.polygons()
    for name, shape in zip(raw.SKRETSNAVN, shapes, strict=True):
        face = int(assign(dataset.coverage, shapely.get_coordinates(shape.representative_point()))[0])
        assert shapely.symmetric_difference(polygons[face], shape).area < 600, name


def test_oslo_pupils_are_the_same_each_time(oslo, real_data) -> None:
    again = import_mapping(MAPPINGS / "oslo.toml", repair=True)
    assert again.dataset.fingerprint == oslo.dataset.fingerprint
    evaluation = Session(oslo.dataset, oslo.plans[0]).state.evaluation
    assert (evaluation.total.pupils, evaluation.total.unassigned) == (20_000, 0)
    assert 0 < evaluation.total.dissimilarity[0] < 0.2


def test_helsinki_hidden_cells(helsinki) -> None:
    """99 stands for hidden in 2 621 cells with 94 581 people, in all nine bands.

    Looking at the first band alone gives 2 628 cells and 100 683 people: seven of them truly have 99 children, and
    their nine bands add up to their residents.
    """
    imported, raw = helsinki
    bands = [column for column in raw.columns if column.startswith("IKA")]
    hidden = (raw[bands] == 99).all(axis=1)
    first = raw.IKA0_9 == 99
    assert (int(first.sum()), int(raw.ASUKKAITA[first].sum())) == (2628, 100_683)
    true = first & ~hidden
    assert true.sum() == 7 and (raw[bands][true].sum(axis=1) == raw.ASUKKAITA[true]).all()
    (problem,) = imported.report.of("cells-hidden")
    assert (problem.facts["cells"], problem.facts["people"]) == (2621, 94_581)
    assert (int(hidden.sum()), int(raw.ASUKKAITA[hidden].sum())) == (2621, 94_581)


def test_helsinki_residents(helsinki) -> None:
    imported, raw = helsinki
    (layer,) = imported.dataset.residents
    assert layer.total("residents") == 1_192_477
    assert layer.total("residents_known") == 1_192_477 - 94_581
    hidden = (raw[[column for column in raw.columns if column.startswith("IKA")]] == 99).all(axis=1)
    assert layer.total("age_0_9") == raw.IKA0_9[~hidden].sum()
    ages = [column for column in layer.columns if column.key.startswith("age")]
    assert {column.of for column in ages if column.role not in UNTOLD} == {"residents_known"}
    counted = {column.of: layer.total(column.key) for column in ages if column.role == "hidden"}
    assert set(counted) == {column.key for column in ages if column.role not in UNTOLD}
    assert set(counted.values()) == {2621}  # the cells that are kept secret, all ages together
    assert (assign(imported.dataset.coverage, layer.xy) >= 0).all()
    assert imported.dataset.crs == "EPSG:3879" and imported.dataset.coverage.face_count == 5835
    assert not imported.report.blocking
    assert all(ledger.rows == ledger.accepted == 5835 for ledger in imported.report.ledgers)


def test_helsinki_blocks_are_coloured_without_hidden_values(helsinki) -> None:
    imported, raw = helsinki
    state = Session(imported.dataset, imported.plans[0]).state
    share = next(each for each in state.blocks if each.key == "population.age_0_9")
    face = {key: n for n, key in enumerate(imported.dataset.coverage.face_ids)}
    cell = raw[(raw.IKA0_9 < 99) & (raw.ASUKKAITA >= 100)].iloc[0]
    assert share.values[face[str(int(cell.INDEX))]] == pytest.approx(cell.IKA0_9 / cell.ASUKKAITA)
    hidden = raw[(raw.IKA0_9 == 99) & (raw.IKA70_79 == 99)].iloc[0]
    assert np.isnan(share.values[face[str(int(hidden.INDEX))]])


def test_edinburgh_two_systems_over_one_another(real_data) -> None:
    real_data("edinburgh")
    imported = import_mapping(MAPPINGS / "edinburgh.toml", repair=True)
    dataset, (plan,) = imported.dataset, imported.plans
    assert dataset.coverage.problems() == []
    assert [len(np.unique(row[row >= 0])) for row in plan.catchment_of_face] == [73, 20, 15, 3]
    assert len(dataset.schools) == 73 + 20 + 15 + 3
    assert {ledger.file: ledger.rows for ledger in imported.report.ledgers} == {
        "ndps.kml": 73,
        "ndss.kml": 20,
        "rcps.kml": 15,
        "rcss.kml": 3,
    }
    assert imported.report.of("borders-snapped")  # the four layers draw the same streets a few metres apart
    assert not imported.report.of("slivers-merged")
    # a school without a file stands in its own catchment
    face = assign(dataset.coverage, dataset.schools.xy)
    catchments = plan.catchments
    for catchment, school in zip(catchments.server_catchment, catchments.server_school, strict=True):
        assert plan.catchment_of_face[catchments.stage[catchment], face[school]] == catchment


def test_chicago_feet_that_claim_to_be_degrees(real_data, tmp_path) -> None:
    folder = real_data("chicago") / "messy2013"
    (tmp_path / "m.toml").write_text(
        f"""
name = "Chicago"
stages = [{{ id = "s", name = "S", grades = [1] }}]
[[layers]]
kind = "residents"
id = "schools"
file = "{(folder / "all_schools.shp").as_posix()}"
values = {{}}
[[layers]]
kind = "catchments"
file = "{(real_data("edinburgh") / "rcss.kml").as_posix()}"
stage = "s"
columns = {{ school = "SCH_NAME" }}
""",
        encoding="utf-8",
    )
    with pytest.raises(ImportBlocked) as caught:
        import_mapping(tmp_path / "m.toml", repair=True)
    assert caught.value.code == "not-degrees"
    assert "all_schools.shp" in caught.value.sentence and "EPSG:4326" in caught.value.sentence
