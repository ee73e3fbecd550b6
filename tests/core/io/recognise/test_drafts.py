"""Which column of a register of pupils is which, and what is asked about it."""

from __future__ import annotations

from piiri.io.checking import check_files


def question(checked, start: str):
    return next(each for each in checked.proposal.questions if each.key.startswith(start))


def test_counts_by_row_are_asked_about(pile) -> None:
    pile.header.append("antal")
    for row in pile.rows:
        row.append("3")
    pile.write_pupils()
    checked = check_files(pile.paths())
    asked = question(checked, "weight:")
    assert asked.default == "yes" and checked.imported.dataset.pupils.points.total("pupils") == 12
    one = check_files(pile.paths(), {asked.key: "no"})
    assert one.imported.dataset.pupils.points.total("pupils") == 4


def test_mother_tongues_become_a_group_without_the_home_languages(pile) -> None:
    pile.header.append("modersmål")
    for row, tongue in zip(pile.rows, ("so", "sv", "ar", "fi"), strict=True):
        row.append(tongue)
    pile.write_pupils()
    dataset = check_files(pile.paths()).imported.dataset
    (group,) = dataset.groups
    assert group.key == "foreign_language" and dataset.pupils.points.total("foreign_language") == 2


def test_pupils_beyond_a_first_school_widen_the_grades(pile) -> None:
    pile.rows[2][3] = "9"
    pile.write_pupils()
    checked = check_files(pile.paths())
    (stage,) = checked.imported.dataset.stages
    assert stage.grades == tuple(range(1, 10))
    assert "pupils" in question(checked, "grades:").why.text


def test_a_table_of_places_is_taken_by_names(pile) -> None:
    header = [name for n, name in enumerate(pile.locale.schools) if n != 2]
    places = [row.pop(2) for row in pile.schools]
    pile.write_schools(header)
    name, capacity = pile.locale.schools[1:3]
    lines = [f"{name};{capacity}", *(f"{row[1]};{n}" for row, n in zip(pile.schools, places, strict=True))]
    (pile.folder / "kapacitet.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    checked = check_files(pile.paths())
    assert checked.ready, [each.key for each in checked.proposal.open]
    assert sorted(checked.imported.dataset.schools.places.tolist()) == [100, 200]


def test_roads_of_openstreetmap_become_backdrops(real_data) -> None:
    data = real_data("roads")
    paths = [data / "Helsinki.osm.pbf", real_data("helsinki") / "helsinki_population_grid_2020.gpkg"]
    dataset = check_files(paths).imported.dataset
    assert {each.kind for each in dataset.backdrop} == {"road", "street", "rail"}
