"""A corpus of nasty files, each trap in three locales, each with what the check must say about it.

A trap spoils the pile of files of one municipality; its expectation names the problems, the questions that must be
open, and what becomes of the four rows of the register of pupils.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import geopandas
import pytest
import shapely
from pyproj import Transformer

from piiri import i18n
from piiri.io.checking import Checked, check_files

Trap = Callable[..., None]


@dataclass(frozen=True)
class Expected:
    """What the check must say.

    Attributes
    ----------
    codes
        Problems that must be among those found.
    questions
        Beginnings of the keys of the questions that must be open, and no others.
    ledger
        Rows of the register: accepted, repaired, rejected, excluded; None where it is not imported.
    placed
        Pupils with a place.
    stopped
        Code of what stops the import; empty where it would go through.
    unread
        Words in the reason why a file is not imported.
    """

    codes: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    ledger: tuple[int, int, int, int] | None = (4, 0, 0, 0)
    placed: int | None = 3
    stopped: str = ""
    unread: str = ""


TRAPS: dict[str, tuple[Trap, Expected]] = {}


def trap(*codes: str, **expected: object) -> Callable[[Trap], Trap]:
    def keep(spoil: Trap) -> Trap:
        TRAPS[spoil.__name__] = (spoil, Expected(codes=codes, **expected))
        return spoil

    return keep


# ------------------------------------------------------------------------------------------------------- encodings
@trap()
def clean(pile) -> None:
    pass


@trap()
def byte_order_mark(pile) -> None:
    pile.write_pupils(b"\xef\xbb\xbf" + pile.text().encode())


@trap()
def utf_16_little(pile) -> None:
    pile.write_pupils(b"\xff\xfe" + pile.text().encode("utf-16-le"))


@trap()
def utf_16_big(pile) -> None:
    pile.write_pupils(b"\xfe\xff" + pile.text().encode("utf-16-be"))


@trap()
def utf_16_without_mark(pile) -> None:
    pile.write_pupils(pile.text().encode("utf-16-le"))


@trap("encoding-guessed")
def windows_1252(pile) -> None:
    pile.write_pupils(pile.text().encode("cp1252"))


@trap("text-garbled", ledger=None, placed=None, unread="coordinates")
def saved_in_a_wrong_encoding(pile) -> None:
    pile.write_pupils(pile.text().encode("utf-8").decode("latin-1"))


@trap(ledger=None, placed=None, unread="format")
def zero_bytes_inside(pile) -> None:
    pile.write_pupils(pile.text().encode().replace(b";3;", b";\0\0\0;"))


# ------------------------------------------------------------------------------------------------------ delimiters
@trap()
def tabs(pile) -> None:
    pile.write_pupils(pile.text("\t"))


@trap()
def commas(pile) -> None:
    pile.write_pupils(pile.text(","))


@trap()
def bars(pile) -> None:
    pile.write_pupils(pile.text("|"))


@trap()
def line_ends_of_windows(pile) -> None:
    pile.write_pupils(pile.text().replace("\n", "\r\n"))


@trap()
def line_ends_of_old_macs(pile) -> None:
    pile.write_pupils(pile.text().replace("\n", "\r"))


@trap()
def semicolons_at_every_end(pile) -> None:
    pile.write_pupils(pile.text().replace("\n", ";;;\n"))


@trap()
def empty_lines_between(pile) -> None:
    pile.write_pupils(pile.text().replace("\n", "\n\n"))


@trap("row-ragged", ledger=(3, 0, 1, 0), placed=2)
def cell_too_many(pile) -> None:
    pile.rows[1].insert(1, "x")
    pile.write_pupils()


@trap()
def line_break_inside_quotes(pile) -> None:
    pile.header.append("info")
    for row in pile.rows:
        row.append('"two\nlines; one cell"')
    pile.write_pupils()


# --------------------------------------------------------------------------------------------------------- numbers
@trap()
def decimal_commas(pile) -> None:
    for row in pile.rows:
        row[1] += ",25"
        row[2] += ",75"
    pile.write_pupils()


@trap()
def hard_spaces_between_thousands(pile) -> None:
    for row in pile.rows:
        row[1] = f"{int(row[1]):,}".replace(",", "\u00a0")
        row[2] = f"{int(row[2]):,}".replace(",", "\u202f")
    pile.write_pupils()


@trap("too-small", ledger=(3, 0, 1, 0), placed=2)
def typographic_minus(pile) -> None:
    pile.rows[1][3] = "\u22121"
    for n in range(30):
        pile.rows.append([f"{n + 10}", *pile.rows[0][1:]])
    pile.write_pupils()
    pile.extra = 30


@trap()
def exponents(pile) -> None:
    for row in pile.rows:
        row[2] = f"{int(row[2]):.8E}"
    pile.write_pupils()


@trap()
def classes_instead_of_grades(pile) -> None:
    for row in pile.rows:
        row[3] += "B"
    pile.write_pupils()


@trap("class-without-grade")
def a_class_without_a_number(pile) -> None:
    for row in pile.rows:
        row[3] += "A"
    pile.rows[2][3] = "Valmistava"
    pile.write_pupils()


@trap("not-a-number", ledger=(3, 0, 1, 0), placed=2)
def grade_in_words(pile) -> None:
    pile.rows += [[f"{n + 10}", *pile.rows[0][1:]] for n in range(30)]
    pile.rows[1][3] = "kolme"
    pile.write_pupils()
    pile.extra = 30


# ------------------------------------------------------------------------------------------------- rows and headers
@trap()
def title_above_the_header(pile) -> None:
    pile.write_pupils("Register 2026\nPrinted 1.9.2026\n\n" + pile.text())


@trap("rows-without", ledger=(4, 0, 0, 1))
def line_of_totals(pile) -> None:
    pile.rows.append([pile.locale.total, "", "", "", "", ""])
    pile.write_pupils()


@trap("rows-without", ledger=(4, 0, 0, 1))
def header_repeated_inside(pile) -> None:
    pile.rows.insert(2, list(pile.header))
    pile.write_pupils()


@trap("pupil-placeless", placed=2)
def a_place_is_missing(pile) -> None:
    pile.rows[0][1] = ""
    pile.write_pupils()


@trap("points-outside")
def a_place_is_null(pile) -> None:
    pile.rows[0][1] = pile.rows[0][2] = "0"
    pile.rows += [[f"{n + 10}", *pile.rows[1][1:]] for n in range(200)]
    pile.write_pupils()
    pile.extra = 200


@trap("attends-unknown")
def a_school_nobody_knows(pile) -> None:
    pile.rows[0][4] = "Zzz"
    pile.write_pupils()


@trap()
def schools_in_capitals(pile) -> None:
    for row in pile.rows:
        row[4] = row[4].upper()
    pile.write_pupils()


@trap(ledger=None, placed=None, unread="empty")
def empty_file(pile) -> None:
    pile.write_pupils(b"")


@trap(ledger=None, placed=None, unread="no rows")
def only_a_header(pile) -> None:
    pile.write_pupils(pile.text(rows=[]))


@trap(ledger=None, placed=None, unread="column names")
def no_header_at_all(pile) -> None:
    pile.write_pupils("\n".join(";".join(row[:4]) for row in pile.rows))


@trap(ledger=None, placed=None, unread="format")
def a_web_page_called_csv(pile) -> None:
    pile.write_pupils(b"<html><body>Please log in</body></html>")


# ---------------------------------------------------------------------------------------------------------- places
@trap()
def columns_of_coordinates_exchanged(pile) -> None:
    pile.header[1], pile.header[2] = pile.header[2], pile.header[1]
    pile.write_pupils()


@trap()
def degrees(pile) -> None:
    _degrees(pile, swapped=False)


@trap()
def degrees_north_first(pile) -> None:
    _degrees(pile, swapped=True)


@trap()
def web_mercator(pile) -> None:
    _project(pile, "EPSG:3857")


@trap()
def a_neighbouring_zone(pile) -> None:
    _project(pile, {"fi": "EPSG:3879", "sv": "EPSG:3011", "no": "EPSG:25833"}[pile.locale.code])


def _degrees(pile, *, swapped: bool) -> None:
    _project(pile, "EPSG:4326", swapped=swapped, places=6)


def _project(pile, crs: str, *, swapped: bool = False, places: int = 2) -> None:
    to = Transformer.from_crs(pile.locale.crs, crs, always_xy=True)
    for row in pile.rows:
        x, y = to.transform(float(row[1]), float(row[2]))
        row[1:3] = (f"{y:.{places}f}", f"{x:.{places}f}") if swapped else (f"{x:.{places}f}", f"{y:.{places}f}")
    pile.write_pupils()


# --------------------------------------------------------------------------------------------------------- privacy
@trap(questions=("protected:",), placed=4)
def no_column_of_protection(pile) -> None:
    pile.header.pop()
    for row in pile.rows:
        row.pop()
    pile.write_pupils()


@trap(questions=("personal:",))
def identity_numbers(pile) -> None:
    pile.header.append(pile.locale.identity[0])
    for row, number in zip(pile.rows, pile.locale.identity[1], strict=True):
        row.append(number)
    pile.write_pupils()


@trap(questions=("personal:",))
def identity_numbers_under_another_name(pile) -> None:
    pile.header.append("asia")
    for row, number in zip(pile.rows, pile.locale.identity[1], strict=True):
        row.append(number)
    pile.write_pupils()


@trap(questions=("personal:",))
def names_of_people(pile) -> None:
    pile.header += pile.locale.person
    for row in pile.rows:
        row += ["Aino", "Salminen"]
    pile.write_pupils()


@trap()
def protection_said_in_words(pile) -> None:
    for row in pile.rows:
        row[5] = {"0": "", "1": {"fi": "Turvakielto", "sv": "Sekretessmarkering", "no": "Fortrolig"}[pile.locale.code]}[
            row[5]
        ]
    pile.write_pupils()


@trap("not-yes-or-no", ledger=(3, 0, 1, 0), placed=2)
def protection_that_is_unclear(pile) -> None:
    pile.rows[0][5] = "?"
    pile.write_pupils()


# --------------------------------------------------------------------------------------------------------- schools
@trap()
def spans_of_grades_with_long_dashes(pile) -> None:
    for row, span in zip(pile.schools, ("1–6", "1—6"), strict=True):
        row.append(span)
    pile.write_schools([*pile.locale.schools, {"fi": "luokat", "sv": "årskurser", "no": "trinn"}[pile.locale.code]])


@trap()
def places_with_hard_spaces(pile) -> None:
    pile.schools[0][2] = "1\u00a0024"
    pile.write_schools()


@trap("not-a-number", "attends-unknown")
def places_in_words(pile) -> None:
    x, y = pile.locale.corner
    pile.schools += [[f"1{n}", f"{n}. {pile.locale.names[0]}", "50", f"{x + n}", f"{y + n}"] for n in range(30)]
    pile.schools[0][2] = "?"
    pile.write_schools()


# ----------------------------------------------------------------------------------------------------------- Excel
@trap()
def excel(pile) -> None:
    pile.save(pile.book())


@trap("sheets-hidden")
def excel_with_a_hidden_sheet(pile) -> None:
    book = pile.book()
    book.create_sheet("old").sheet_state = "hidden"
    pile.save(book)


@trap("rows-hidden")
def excel_with_hidden_rows(pile) -> None:
    book = pile.book()
    book.active.row_dimensions[3].hidden = True
    pile.save(book)


@trap("cells-in-error", "pupil-placeless", placed=2)
def excel_with_errors(pile) -> None:
    book = pile.book()
    book.active["B2"] = "#N/A"
    pile.save(book)


@trap("formulas-not-computed", "pupil-placeless", placed=2)
def excel_with_formulas_never_computed(pile) -> None:
    book = pile.book()
    book.active["B2"] = "=100+1"
    pile.save(book)


@trap("rows-without", ledger=(4, 0, 0, 1))
def excel_with_totals(pile) -> None:
    book = pile.book()
    book.active.append([pile.locale.total, None, None, None, None, None])
    pile.save(book)


@trap()
def excel_with_a_title(pile) -> None:
    book = pile.book()
    book.active.insert_rows(1, 2)
    book.active["A1"] = "Register 2026"
    book.active.merge_cells("A1:F1")
    pile.save(book)


@trap()
def excel_with_names_over_two_rows(pile) -> None:
    book = pile.book()
    book.active.insert_rows(1, 1)
    book.active["B1"] = {"fi": "Koordinaatit", "sv": "Koordinater", "no": "Koordinater"}[pile.locale.code]
    book.active.merge_cells("B1:C1")
    pile.save(book)


@trap(ledger=None, placed=None, unread="damaged")
def excel_cut_off(pile) -> None:
    pile.save(pile.book())
    path = pile.pupils_path.with_suffix(".xlsx")
    path.write_bytes(path.read_bytes()[:2000])


@trap("zeros-restored")
def excel_has_taken_the_leading_zeros(pile) -> None:
    code = {row[1]: row[0] for row in pile.schools}
    pile.save(
        pile.book(
            [[int(row[0]), int(row[1]), int(row[2]), int(row[3]), int(code[row[4]]), row[5]] for row in pile.rows]
        )
    )


# ----------------------------------------------------------------------------------------------------------- areas
@trap("overlap", questions=("repair",))
def areas_overlap(pile) -> None:
    wider = shapely.box(*(pile.square(0).bounds[:2]), pile.square(0).bounds[2] + 30, pile.square(0).bounds[3])
    pile.write_zones(pile.features([wider, pile.square(1)]))


@trap("polygon-invalid", questions=("repair",))
def area_crosses_itself(pile) -> None:
    x, y = pile.locale.corner
    bow = shapely.Polygon(
        [(x, y), (x + 1000, y), (x + 1000, y + 2000), (x + 990, y + 2000), (x, y + 1990), (x + 20, y + 2010)]
    )
    pile.write_zones(pile.features([bow, pile.square(1)]))


@trap("area-doubled", stopped="overlap", ledger=(4, 0, 0, 0), placed=None)
def area_twice(pile) -> None:
    west, east = pile.locale.names
    pile.write_zones(pile.features([pile.square(0), pile.square(1), pile.square(1)], [west, east, east]))


@trap("school-empty")
def area_without_a_school(pile) -> None:
    pile.write_zones(pile.features([pile.square(0), pile.square(1), pile.square(2)], [*pile.locale.names, ""]))


@trap("shape-missing")
def feature_without_a_shape(pile) -> None:
    pile.write_zones([*pile.features(), pile.features()[0] | {"geometry": None}])


@trap()
def latitude_first_in_geojson(pile) -> None:
    features = pile.features()
    for feature in features:
        feature["geometry"]["coordinates"] = [
            [corner[::-1] for corner in ring] for ring in feature["geometry"]["coordinates"]
        ]
    pile.write_zones(features)


@trap()
def kml(pile) -> None:
    _written(pile, "KML", ".kml")


@trap()
def kmz(pile) -> None:
    _written(pile, "KML", ".kml")
    path = pile.zones_path.with_suffix(".kml")
    with zipfile.ZipFile(path.with_suffix(".kmz"), "w") as archive:
        archive.write(path, "doc.kml")
    path.unlink()


@trap()
def gml(pile) -> None:
    _written(pile, "GML", ".gml")


@trap()
def zipped_shapefile(pile) -> None:
    _shapefile(pile)
    folder = pile.folder
    with zipfile.ZipFile(folder / "zones.zip", "w") as archive:
        for path in folder.glob("zones.*"):
            if path.suffix != ".zip":
                archive.write(path, path.name)
                path.unlink()


@trap(questions=("crs:",), ledger=None, placed=None)
def shapefile_without_a_projection_and_nothing_else_to_go_by(pile) -> None:
    _shapefile(pile)
    (pile.folder / "zones.prj").unlink()
    pile.write_schools(["A", "B", "C", "p", "q"])
    for path in (pile.schools_path, pile.pupils_path):
        path.unlink()


@trap()
def shapefile_whose_projection_lies(pile) -> None:
    """Its coordinates are metres, its .prj says degrees; the schools lie where they should."""
    _shapefile(pile)
    (pile.folder / "zones.prj").write_text(geopandas.GeoSeries([], crs="EPSG:4326").crs.to_wkt("WKT1_ESRI"))
    to = Transformer.from_crs(pile.locale.crs, "EPSG:4326", always_xy=True)
    for row in pile.schools:
        row[3:5] = [f"{value:.6f}" for value in to.transform(float(row[3]), float(row[4]))]
    pile.write_schools([*pile.locale.schools[:3], "lon", "lat"])


def _frame(pile) -> geopandas.GeoDataFrame:
    return geopandas.GeoDataFrame(
        {pile.locale.zone: list(pile.locale.names)}, geometry=[pile.square(0), pile.square(1)], crs=pile.locale.crs
    )


def _written(pile, driver: str, suffix: str) -> None:
    pile.zones_path.unlink()
    frame = _frame(pile).to_crs("EPSG:4326")
    path = pile.zones_path.with_suffix(suffix)
    frame.to_file(path, driver=driver, engine="pyogrio", layer="zones")
    path.with_suffix(".xsd").unlink(missing_ok=True)


def _shapefile(pile) -> None:
    pile.zones_path.unlink()
    _frame(pile).to_file(pile.folder / "zones.shp", engine="pyogrio", encoding="UTF-8")


# ------------------------------------------------------------------------------------------------------------ harm
@trap(ledger=(4, 0, 0, 0), unread="harmful")
def kml_with_entities(pile) -> None:
    (pile.folder / "x.kml").write_text('<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><kml/>')


@trap(unread="harmful")
def archive_that_climbs_out(pile) -> None:
    with zipfile.ZipFile(pile.folder / "x.zip", "w") as archive:
        archive.writestr("../evil.shp", "x")


@trap(unread="harmful")
def archive_that_swells(pile) -> None:
    with zipfile.ZipFile(pile.folder / "x.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.shp", b"\0" * 20_000_000)


@trap(unread="damaged")
def archive_cut_off(pile) -> None:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        archive.writestr("a.shp", "x" * 1000)
    (pile.folder / "x.zip").write_bytes(kept.getvalue()[:300])


@trap(unread="format")
def a_picture(pile) -> None:
    (pile.folder / "x.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 100)


@trap(unread="damaged")
def json_that_is_no_map(pile) -> None:
    (pile.folder / "x.json").write_text(json.dumps({"name": "x", "dependencies": {}}))


# --------------------------------------------------------------------------------------------------------- the test
@pytest.mark.parametrize("name", list(TRAPS))
def test_trap(pile, name: str) -> None:
    spoil, expected = TRAPS[name]
    spoil(pile)
    checked = check_files(pile.paths())
    said = _all_said(checked)
    open_ones = [question.key for question in checked.proposal.open]
    assert len(open_ones) == len(expected.questions), open_ones
    assert all(any(key.startswith(start) for key in open_ones) for start in expected.questions), open_ones
    codes = {problem.code for problem in (*checked.report.problems, *checked.proposal.problems)}
    assert codes >= set(expected.codes), (sorted(codes), said)
    assert (checked.stopped.code if checked.stopped else "") == expected.stopped, said
    assert expected.unread in " ".join(each.why.text for each in checked.proposal.unread)
    if not expected.codes:
        assert not codes - {"columns-left-out", "limits-not-said", "reader-warns"}, said
    extra = getattr(pile, "extra", 0)
    ledgers = {ledger.kind: ledger for ledger in checked.report.ledgers}
    if expected.ledger is None:
        assert "pupils" not in ledgers
    else:
        pupils = ledgers["pupils"]
        found = (pupils.accepted - extra, pupils.repaired, pupils.rejected, pupils.excluded)
        assert found == expected.ledger, said
    if expected.placed is not None and checked.imported is not None:
        xy = checked.imported.dataset.pupils.points.xy
        assert int((xy == xy).all(axis=1).sum()) - extra == expected.placed, said


def _all_said(checked: Checked) -> str:
    """Everything the check says, in three languages: whole sentences, and nothing about people."""
    whole = []
    for language in ("fi", "sv", "en"):
        i18n.set_language(language)
        texts = [problem.sentence for problem in (*checked.report.problems, *checked.proposal.problems)]
        texts += [question.said.text for question in checked.proposal.questions]
        texts += [question.why.text for question in checked.proposal.questions if question.why]
        texts += [reason.text for layer in checked.proposal.layers for reason in layer.reasons]
        texts += [each.why.text for each in checked.proposal.unread]
        assert all(texts) and not any(re.search(r"[{}]", text) for text in texts), texts
        whole += texts
    told = json.dumps(checked.proposal.to_json(), ensure_ascii=False) + "\n".join(whole)
    assert not re.search(r"131052|811228|01010750160|Salminen", told)
    return "\n".join(whole)


def test_the_corpus_is_large_enough() -> None:
    assert 3 * len(TRAPS) >= 150, f"{len(TRAPS)} traps in three locales"


def test_a_path_that_is_an_address_is_refused() -> None:
    from piiri.errors import InputError

    with pytest.raises(InputError) as caught:
        check_files([Path("/vsicurl/http://example.org/a.gpkg")])
    assert caught.value.code == "address-refused"
