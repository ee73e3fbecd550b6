"""The whole of it: this year's files, the differences, the plans."""

from __future__ import annotations

import numpy as np
import pytest
from shared import four_blocks as four
from shared.years import blocks_moved

from piiri.again import renew
from piiri.errors import InputError
from piiri.storage import PlanCarried, renewed_project


def renewed(town, *files, **answers):
    return renew(town.project, list(files) or town.this.files, answers or None)


def test_the_same_files_again_change_nothing_and_every_step_fits(town) -> None:
    renewal = renewed(town)
    old = town.project
    assert renewal.differences.sentences() == () and renewal.unfit == () and renewal.plans == ()
    assert renewal.dataset.fingerprint == old.dataset.fingerprint
    assert [each.kept.name for each in renewal.carried] == [node.name for node in old.tree]
    for each in renewal.carried:
        assert each.history.plan.fingerprint == old.history(each.kept.name).plan.fingerprint
        assert len(each.history.entries) == len(old.history(each.kept.name).entries)
    assert not [question for question in renewal.matched.questions if question.answer is None and question.open]


def test_a_new_register_alone_goes_onto_the_blocks_that_are_there(town) -> None:
    more = four.PUPILS + f"5;{four.X + 300};{four.Y + 300};2;fi;Länsi;0;1\n"
    (town.this.folder / "pupils.csv").unlink()
    new = town.this.write("oppilaat 2026.csv", more)
    renewal = renewed(town, new)
    assert renewal.matched.onto and renewal.dataset.coverage is town.project.dataset.coverage
    assert len(renewal.dataset.pupils) == len(town.project.dataset.pupils) + 1 and not renewal.unfit
    counted = {each.key: (each.before, each.now) for each in renewal.differences.pupils}
    assert counted[f"{town.names['stage']}/2"] == (0, 1)
    assert any("2" in line for line in renewal.differences.sentences())
    # what the project keeps can be used again the year after
    assert "oppilaat 2026.csv" in renewal.dataset.notes["mapping"]
    assert "blocks.geojson" in renewal.dataset.notes["mapping"]
    assert "source oppilaat 2026.csv" in renewal.dataset.notes and "source pupils.csv" not in renewal.dataset.notes
    assert "source blocks.geojson" in renewal.dataset.notes


def test_a_block_split_and_one_gone_and_a_school_gone_are_told(town) -> None:
    blocks = [each for each in four.BLOCKS if each["properties"]["block"] not in ("nw", "ne")]
    for name, at in (("nw1", 0.0), ("nw2", 0.5)):
        half = four.block(name, 0, 1, "Itä", "Länsi")
        ring = half["geometry"]["coordinates"][0]
        for corner in ring:
            corner[0] = four.X + 1000 * at + (corner[0] - four.X) / 2
        blocks.append(half)
    town.this.blocks(blocks)
    renewal = renewed(town)
    named = renewal.differences.blocks
    assert [key for key, _ in named.new] == ["nw1", "nw2"] and {key for key, _ in named.gone} == {"ne", "nw"}
    today = next(each for each in renewal.carried if each.kept.name == town.names["today"])
    faces = today.history.entries[0].edit.faces
    assert faces == ("nw1", "nw2")  # the block that was divided is followed; the one that is gone is told
    partly = [each for each in today.unfit if each.partly]
    assert [each.gone for each in partly] == ["block"] and "ne" in partly[0].sentence
    assert not today.already
    assert "Today" in partly[0].sentence and [entry.edit for entry in today.history.entries][1].places == 250


def test_a_block_that_is_gone_is_told_though_the_rest_is_so_already(town) -> None:
    town.this.blocks([each for each in four.BLOCKS if each["properties"]["block"] != "ne"])
    today = next(each for each in renewed(town).carried if each.kept.name == town.names["today"])
    assert [each.step for each in today.already] == [1]
    assert next((each.step, each.gone, each.partly) for each in today.unfit) == (1, "block", True)


def test_a_corner_that_stands_elsewhere_is_told(town) -> None:
    town.this.blocks(blocks_moved())
    renewal = renewed(town)
    assert {key for key, _, _ in renewal.differences.blocks.changed} == {"sw", "se", "nw", "ne"}
    told = [(each.plan, each.step, each.gone) for each in renewal.unfit]
    assert told == [(town.names["today"], 3, "corner")]
    south = next(each for each in renewal.carried if each.kept.name == "South")
    assert south.branched_at == 2 and len(south.history.entries) == 1


def test_a_school_that_is_gone_takes_its_steps_along(town) -> None:
    town.this.write("schools.csv", four.SCHOOLS.replace("092;Itä;", "093;Uusi;"))
    blocks = [dict(each) for each in four.BLOCKS]
    text = four.collection(blocks).replace("It\\u00e4", "Uusi").replace("Itä", "Uusi")
    town.this.write("blocks.geojson", text.replace('"type": "FeatureCollection"', _crs()))
    renewal = renewed(town)
    assert renewal.differences.schools.gone == (("092", "Itä"),)
    assert renewal.differences.schools.new == (("093", "Uusi"),)
    kinds = {(each.plan, each.step): each.gone for each in renewal.unfit}
    assert kinds[town.names["today"], 2] == "school" and kinds["South", 1] == "catchment"
    for each in renewal.unfit:
        assert each.sentence.strip() and "{" not in each.sentence


def _crs() -> str:
    return '"type": "FeatureCollection", "crs": {"type": "name", "properties": {"name": "EPSG:3067"}}'


def test_a_school_under_a_new_id_is_known_by_its_name(town) -> None:
    town.this.write("schools.csv", four.SCHOOLS.replace("092;", "77;").replace(";200;", ";210;"))
    renewal = renewed(town)
    schools = renewal.differences.schools
    assert not schools.gone and not schools.new
    assert schools.changed[0][0] == "77" and "092" in schools.changed[0][2] and "210" in schools.changed[0][2]
    assert not renewal.unfit
    today = next(each for each in renewal.carried if each.kept.name == town.names["today"])
    assert today.history.plan.schools.places[today.history.plan.schools.index("77")] == 250


def test_a_column_under_another_year_is_taken_and_a_missing_one_is_asked(town) -> None:
    text = four.PUPILS.replace("nr;E;N;grade", "nr;E;N;year group", 1)
    town.this.write("pupils.csv", text)
    with pytest.raises(InputError) as caught:
        renewed(town)
    assert caught.value.code == "question-open" and "column:pupils.csv:grade" in caught.value.sentence
    renewal = renew(town.project, town.this.files, {"column:pupils.csv:grade": "year group"})
    assert renewal.dataset.pupils.points.fingerprint == town.project.dataset.pupils.points.fingerprint


def test_a_register_without_its_column_of_protection_stops_until_somebody_answers(town) -> None:
    lines = [";".join(line.split(";")[:6] + line.split(";")[7:]) for line in four.PUPILS.splitlines()]
    town.this.write("pupils.csv", "\n".join(lines) + "\n")
    with pytest.raises(InputError) as caught:
        renewed(town)
    assert caught.value.code == "question-open"


@pytest.mark.parametrize("given", [["schools.csv"], ["blocks.geojson", "pupils.csv"]])
def test_half_of_the_areas_is_refused(town, given: list[str]) -> None:
    with pytest.raises(InputError) as caught:
        renewed(town, *(town.this.folder / name for name in given))
    assert caught.value.code == "again-areas" and caught.value.sentence.count("{") == 0


def test_a_strange_file_alone_is_refused(town) -> None:
    strange = town.this.write("strange.csv", "a;b\n1;2\n")
    with pytest.raises(InputError) as caught:
        renewed(town, strange)
    assert caught.value.code == "again-nothing"


def test_the_new_project_has_the_tree_the_steps_and_opens_again(town, tmp_path) -> None:
    renewal = renewed(town)
    carried = [
        PlanCarried(each.kept.number, each.kept.name, each.history, each.kept.note, each.parent, each.branched_at)
        for each in renewal.carried
    ]
    with renewed_project(renewal.dataset, carried, renewal.plans, workdir=tmp_path / "other") as made:
        old = {node.name: node for node in town.project.tree}
        for node in made.tree:
            assert (node.steps, node.note, node.depth) == (
                old[node.name].steps,
                old[node.name].note,
                old[node.name].depth,
            )
            mine, theirs = made.history(node.name), town.project.history(node.name)
            assert [entry.at for entry in mine.entries] == [entry.at for entry in theirs.entries]
            assert mine.plan.fingerprint == theirs.plan.fingerprint
            for cursor in range(len(mine.entries) + 1):  # undo leads through the same plans
                assert mine.plan_at(cursor).fingerprint == theirs.plan_at(cursor).fingerprint
        made.save_as(tmp_path / "new.gpkg")
    assert np.array_equal(renewal.dataset.coverage.vertices, town.project.dataset.coverage.vertices)
