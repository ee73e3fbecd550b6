"""Every public data set through recognition and import without a hand-written mapping; the table is printed.

Sets that do not work yet stand in the table too, with what they lack; their test fails once they do work.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from piiri.io import import_mapping
from piiri.io.checking import Checked, check_files
from piiri.io.recognise import propose


@dataclass(frozen=True)
class Set:
    """A data set: its files, the answers a person gives, and what must come out."""

    files: tuple[str, ...]
    answers: tuple[tuple[str, str], ...] = ()
    faces: int = 0
    schools: int = 0
    plans: int = 1
    pupils: int = 0
    stages: tuple[str, ...] = ()
    lacking: str = ""


SETS = {
    "bcps_sw": Set(
        ("bcps_sw",),
        (("repair", "yes"),),
        181, 11, 24, 5443, ("grades-0-5",),
    ),
    "chicago": Set(("chicago/messy2013",), (("repair", "yes"),), 397, 389, stages=("grades-0-8",)),
    "edinburgh": Set(
        ("edinburgh",), (("repair", "yes"),), 239, 111, stages=("nd-1-7", "nd-8-9", "rc-1-7", "rc-8-9")
    ),
    "fairfax_fcps": Set(
        ("fairfax_fcps",), (("repair", "yes"),), 9399, 138, 5, stages=("grades-0-5", "grades-6-8", "grades-9")
    ),
    "golden_segregation": Set(("golden_segregation",), (), 403, stages=("grades-0-5",)),
    "helsinki": Set(("helsinki",), (), 5835, stages=("grades-1-6",)),
    "helsinki/wfs_fixtures": Set(("helsinki/wfs_fixtures",), (), 8, 6, stages=("fi-0", "fi-1-6", "sv-1-6")),
    "helsinki + roads": Set(
        ("helsinki/helsinki_population_grid_2020.gpkg", "roads/Helsinki.osm.pbf", "roads/kumpula_edges.csv"),
        (), 92, stages=("grades-1-6",),
    ),
    "oslo": Set(("oslo",), (("repair", "yes"),), 102, 145, stages=("grades-1-7",)),
    "loudoun_lcps": Set(("loudoun_lcps",), lacking="areas"),
    "roads": Set(("roads",), lacking="areas"),
}  # fmt: skip

_LINES: list[str] = []


@pytest.fixture(scope="module", autouse=True)
def _table() -> Iterator[None]:
    yield
    widths = {"set": -24, "rows": 8, "problems": 10, "repairs": 9, "asked": 7, "assumed": 9, "seconds": 9, "MiB": 7}
    head = "".join(name.ljust(-width) if width < 0 else name.rjust(width) for name, width in widths.items())
    sys.stderr.write("\n" + "\n".join([head + "  outcome", *_LINES]) + "\n")


def note(name: str, checked: Checked, seconds: float, outcome: str, answered: int) -> None:
    ledgers = checked.report.ledgers
    rows, repairs = sum(each.rows for each in ledgers), sum(each.repaired for each in ledgers)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    _LINES.append(
        f"{name:<24}{rows:>8}{len(checked.report.problems):>10}{repairs:>9}{answered:>7}"
        f"{len(checked.proposal.assumed):>9}{seconds:>9.1f}{memory:>7}  {outcome}"
    )


@pytest.mark.parametrize("name", list(SETS))
def test_set(name: str, real_data) -> None:
    wanted = SETS[name]
    paths = [real_data(file.split("/")[0]) / Path(*file.split("/")[1:]) for file in wanted.files]
    begun = time.perf_counter()
    checked = check_files(paths, dict(wanted.answers))
    seconds = time.perf_counter() - begun
    if wanted.lacking:
        assert checked.proposal.lacking is not None and wanted.lacking in checked.proposal.lacking.text
        note(name, checked, seconds, "does not work: " + checked.proposal.lacking.text, 0)
        return
    assert checked.ready and checked.imported is not None, [each.said.text for each in checked.proposal.open]
    dataset = checked.imported.dataset
    note(
        name,
        checked,
        seconds,
        f"{dataset.coverage.face_count} areas, {len(dataset.schools)} schools",
        len(wanted.answers),
    )
    assert dataset.coverage.problems() == []
    assert (dataset.coverage.face_count, len(dataset.schools)) == (wanted.faces, wanted.schools)
    assert tuple(stage.id for stage in dataset.stages) == wanted.stages
    assert len(checked.imported.plans) == wanted.plans
    assert (dataset.pupils.points.total("pupils") if len(dataset.pupils) else 0) == wanted.pupils
    for ledger in checked.report.ledgers:
        assert ledger.rows == ledger.accepted + ledger.repaired + ledger.rejected + ledger.excluded
    for problem in checked.report.problems:
        assert "{" not in problem.sentence
    # the consent to mending counts as a question, too
    assert len(wanted.answers) <= 1


def test_each_answer_was_asked_for(real_data) -> None:
    """Without its answers, exactly those questions are open: nobody is asked more, and nothing is guessed instead."""
    for name in ("bcps_sw", "oslo"):
        checked = check_files([real_data(name)])
        assert {question.key for question in checked.proposal.open} == {key for key, _ in SETS[name].answers}


def test_bcps_is_what_the_hand_written_mapping_gives(real_data) -> None:
    real_data("bcps_sw")
    mapping = Path(__file__).resolve().parents[3] / "mappings" / "bcps_sw.toml"
    by_hand = import_mapping(mapping, repair=True)
    checked = check_files([real_data("bcps_sw")], dict(SETS["bcps_sw"].answers))
    assert checked.imported is not None
    ours, theirs = checked.imported, by_hand
    assert set(ours.dataset.coverage.face_ids) == set(theirs.dataset.coverage.face_ids)
    assert set(ours.dataset.schools.names) - {"NewCatonsville ES", "Edmonson Heights ES"} <= set(
        theirs.dataset.schools.names
    )
    for plan, other in (("Today", "Today"), ("OptK", "Option K"), ("NovOpt4", "November option 4")):
        one = next(each for each in ours.plans if each.name == plan)
        two = next(each for each in theirs.plans if each.name == other)
        sizes = [sorted(np.unique(each.catchment_of_face[0], return_counts=True)[1].tolist()) for each in (one, two)]
        assert sizes[0] == sizes[1], plan


def test_a_projection_that_lies_is_found_by_the_neighbour(real_data) -> None:
    """`all_schools.shp` says degrees and holds feet of Illinois, which the other file of the folder declares."""
    folder = real_data("chicago") / "messy2013"
    answers = {"catchments:BoundaryGrades5.zip": "all_schools.shp"}
    proposal = propose([folder], answers)
    layer = next(each for each in proposal.layers if each.file == "all_schools.shp")
    question = next(each for each in proposal.questions if each.key == "crs:all_schools.shp")
    assert question.open and layer.crs == "EPSG:4326"  # alone, nobody can know
    both = propose(
        [folder], {"kind:BoundaryGrades5.zip": "backdrop", "kind:ES-Attendance2013_Overlay.kml": "leave-out"}
    )
    asked = next(each for each in both.questions if each.key == "crs:all_schools.shp")
    assert [choice.key for choice in asked.choices][:1] == ["EPSG:3435"]


def test_hsy_hides_only_where_all_nine_bands_say_so(real_data) -> None:
    checked = check_files([real_data("helsinki") / "Vaestotietoruudukko_2019.shp"])
    (problem,) = checked.report.of("cells-hidden")
    assert (problem.facts["cells"], problem.facts["people"]) == (2621, 94_581)
