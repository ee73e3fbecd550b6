"""Each repair has its area and its place; what is shown after it is a valid coverage."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from shared.city_files import CATCHMENTS, GAP_M

from piiri.io.pile import Decisions, Opened, Outcome, dry_run, row_left_out, stand
from piiri.io.report import Problem


def of(outcome: Outcome, code: str):
    return next(each for each in outcome.repairs if each.problem.code == code)


def polygons(rings) -> shapely.Geometry:
    return shapely.union_all([shapely.Polygon(ring) for ring in rings])


def test_the_two_defects_are_found(outcome: Outcome) -> None:
    assert [each.problem.code for each in outcome.repairs] == ["gap", "overlap"]
    assert len({each.key for each in outcome.repairs}) == 2


def test_the_gap_has_its_area_and_is_closed_after(outcome: Outcome) -> None:
    gap = of(outcome, "gap")
    assert gap.area_m2 == pytest.approx(120 * GAP_M, abs=1)
    assert outcome.mending is not None
    preview = outcome.mending.preview(gap)
    assert preview is not None
    hole = polygons(preview.defect)
    assert hole.area == pytest.approx(gap.area_m2)
    west, south, east, north = preview.extent
    assert shapely.box(west, south, east, north).contains(hole)
    rings = [ring for rings in preview.before.values() for ring in rings]
    assert any(shapely.Polygon(ring).equals(hole) for ring in rings)
    rings = [ring for rings in preview.after.values() for ring in rings]
    assert not any(shapely.Polygon(ring).equals(hole) for ring in rings)


def test_the_overlap_is_what_both_areas_share(outcome: Outcome) -> None:
    overlap = of(outcome, "overlap")
    assert outcome.mending is not None
    preview = outcome.mending.preview(overlap)
    assert preview is not None
    assert polygons(preview.defect).area == pytest.approx(overlap.area_m2, rel=1e-6)
    assert outcome.mending.area_m2(overlap) == overlap.area_m2
    middle = polygons(preview.defect).representative_point()
    after = [shapely.Polygon(rings[0], rings[1:]).contains(middle) for rings in preview.after.values() if rings]
    assert sum(after) == 1


def test_without_consent_the_import_waits_with_it_the_coverage_is_valid(opened: Opened, outcome: Outcome) -> None:
    assert not outcome.ready and len(outcome.undecided) == 2
    half = dry_run(stand(opened, Decisions().with_repairs([outcome.repairs[0].key], True)))
    assert not half.ready and half.checked.stopped is None and len(half.undecided) == 1
    gap = of(outcome, "gap")
    assert row_left_out(gap) is None  # it belongs to no area
    refused = dry_run(stand(opened, Decisions().with_repairs([gap.key], False)))
    assert not refused.ready and refused.checked.stopped is not None
    assert {each.key for each in refused.repairs} == {each.key for each in outcome.repairs}
    agreed = dry_run(stand(opened, Decisions().with_repairs([each.key for each in outcome.repairs], True)))
    imported = agreed.checked.imported
    assert imported is not None and imported.dataset.coverage.problems() == [] and not agreed.undecided


def test_an_area_whose_repair_is_refused_is_left_out(opened: Opened, outcome: Outcome) -> None:
    gap, overlap = of(outcome, "gap"), of(outcome, "overlap")
    row = row_left_out(overlap)
    assert row is not None
    decisions = Decisions().with_repairs([gap.key], True).with_repairs([overlap.key], False)
    for question in outcome.standing.proposal.open:
        decisions = decisions.answered(question.key, question.choices[0].key)
    found = dry_run(stand(opened, decisions))
    assert found.ready
    assert {each.key for each in found.repairs} >= {overlap.key}  # so that the person can think again
    (left,) = found.report.of("row-refused")
    assert (left.file, left.row) == (CATCHMENTS, row)
    (ledger,) = [each for each in found.report.ledgers if each.file == CATCHMENTS]
    assert ledger.excluded == 1
    imported = found.checked.imported
    assert imported is not None and imported.dataset.coverage.problems() == []
    dataset, _ = found.made()
    assert f"without_rows = [{row}]" in dataset.notes["mapping"]
    assert overlap.problem.what not in dataset.notes["import repairs"]
    again = dry_run(stand(opened, decisions.with_repairs([overlap.key], True)))
    assert again.ready and not again.report.of("row-refused")


def test_a_place_that_is_not_known(outcome: Outcome) -> None:
    assert outcome.mending is not None
    strange = type(outcome.repairs[0])("x", Problem("overlap", "listed", "other.gpkg", "", ""), 0.0)
    assert outcome.mending.preview(strange) is None and outcome.mending.area_m2(strange) == 0.0
    lost = type(strange)("y", Problem("polygon-invalid", "listed", CATCHMENTS, "", "", row=999), 0.0)
    assert outcome.mending.preview(lost) is None


def test_a_border_that_crosses_itself_is_shown_where_it_does(tmp_path, city, opened: Opened) -> None:
    import geopandas

    frame = geopandas.read_file(city[0])
    bow = shapely.Polygon([(0, 0), (400, 400), (400, 0), (0, 400)])
    west, south, _, _ = frame.total_bounds
    shapes = [*frame.geometry[:-1], shapely.transform(bow, lambda xy: xy + np.array([west - 3000, south]))]
    path = tmp_path / CATCHMENTS
    frame.set_geometry(shapes).set_crs(frame.crs, allow_override=True).to_file(path, driver="GPKG", layer="alakoulut")
    from piiri.io.pile import open_pile

    found = dry_run(stand(open_pile([path, *city[1:]], opened), Decisions()))
    crossing = of(found, "polygon-invalid")
    assert found.mending is not None
    assert found.mending.area_m2(crossing) == pytest.approx(80_000, rel=0.01)
    preview = found.mending.preview(crossing)
    assert preview is not None
    assert polygons(preview.defect).contains(shapely.Point(west - 2800, south + 200))
