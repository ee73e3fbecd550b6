"""Sources known by name: their columns map themselves, their signs for hidden never become numbers."""

from __future__ import annotations

from pathlib import Path

import geopandas
import numpy as np
import pytest
import shapely

from piiri.io.checking import Checked, check_files

FINLAND, SWEDEN = (385_000, 6_672_000), (674_000, 6_580_000)


def squares(corner: tuple[int, int], n: int) -> list[shapely.Polygon]:
    x, y = corner
    return [shapely.box(x + 250 * k, y, x + 250 * k + 250, y + 250) for k in range(n)]


def write(path: Path, columns: dict, corner: tuple[int, int], crs: str) -> Path:
    n = len(next(iter(columns.values())))
    geopandas.GeoDataFrame(columns, geometry=squares(corner, n), crs=crs).to_file(path, engine="pyogrio")
    return path


def figures(checked: Checked) -> dict[str, int]:
    assert checked.imported is not None, checked.stopped
    (layer,) = checked.imported.dataset.residents
    return {column.key: layer.total(column.key) for column in layer.columns}


def source_of(checked: Checked) -> str:
    return checked.proposal.layers[0].source


def test_paavo(tmp_path: Path) -> None:
    path = write(
        tmp_path / "pno_tilasto_2026.gpkg",
        {
            "postinumeroalue": ["00100", "00120", "00130"],
            "nimi": ["Keskusta", "Punavuori", "Kaartinkaupunki"],
            "he_vakiy": [1000, 500, -1],
            "he_7_12": [60, -1, -1],
            "ko_ika18y": [800, 400, -1],
            "ko_perus": [80, -1, -1],
            "hr_tuy": [780, 390, -1],
            "hr_ktu": [30_000, -1, -1],
            "pt_tyott": [40, 10, -1],
        },
        FINLAND,
        "EPSG:3067",
    )
    checked = check_files([path])
    found = figures(checked)
    assert source_of(checked) == "Paavo, Statistics Finland" and checked.ready
    assert (found["residents"], found["age_7_12"], found["adults"], found["basic_only"]) == (1500, 60, 1200, 80)
    assert found["mean_income"] == 780 * 30_000  # a sum, so that areas can be added up
    assert found["unemployed"] == 50
    hidden = {problem.column: problem.facts["n"] for problem in checked.report.of("values-hidden")}
    assert hidden["he_vakiy"] == 1 and hidden["he_7_12"] == 2


def test_grid_of_statistics_finland(tmp_path: Path) -> None:
    path = write(
        tmp_path / "rttk.gpkg",
        {"grid_id": ["250mN667200E38500", "250mN667200E38525"], "he_vakiy": [120, -1], "he_7_12": [9, -1]},
        FINLAND,
        "EPSG:3067",
    )
    checked = check_files([path])
    assert source_of(checked) == "Grid database, Statistics Finland"
    assert figures(checked)["residents"] == 120 and figures(checked)["age_7_12"] == 9


def test_deso_of_scb_is_not_made_to_add_up(tmp_path: Path) -> None:
    """Since 2025 every count is perturbed: the parts are taken as they are."""
    path = write(
        tmp_path / "DeSO_2025.gpkg",
        {"desokod": ["0180A0010", "0180A0020"], "totalt": [1501, 1499], "kommunnamn": ["Stockholm", "Stockholm"]},
        SWEDEN,
        "EPSG:3006",
    )
    checked = check_files([path])
    assert source_of(checked) == "DeSO and RegSO, Statistics Sweden"
    assert figures(checked)["residents"] == 3000 and checked.imported.dataset.crs == "EPSG:3006"


def test_export_of_skolverket_says_what_it_is(tmp_path: Path) -> None:
    text = (
        "Grundskolan – Slutbetyg årskurs 9\nLäsår 2025/26\n\n"
        "Skola;Skol-enhetskod;Skolkommun;Antal elever;Genomsnittligt meritvärde\n"
        "Västängsskolan;12345678;Örebro;1\u00a0024;221,4\nÖstervallsskolan;87654321;Örebro;..;.\nX;11111111;Örebro;9;~100\n"
    )
    (tmp_path / "export.csv").write_bytes(b"\xef\xbb\xbf" + text.encode())
    write(tmp_path / "blocks.gpkg", {"kvarter": ["a", "b"], "invånare": [5, 6]}, SWEDEN, "EPSG:3006")
    checked = check_files(sorted(tmp_path.iterdir()))
    layer = next(each for each in checked.proposal.layers if each.file == "export.csv")
    assert (layer.source, layer.kind, layer.header_row, layer.rows) == ("Export of Skolverket", "leave-out", 4, 3)
    assert any("Skolverket" in each.why.text for each in checked.proposal.unread)
    assert checked.ready


def test_schools_of_statistics_finland_without_upper_secondary(tmp_path: Path) -> None:
    x, y = FINLAND
    schools = geopandas.GeoDataFrame(
        {"tunn": ["00001", "00002"], "onimi": ["Länsikoulu", "Itälukio"], "oltyp": ["11", "15"]},
        geometry=geopandas.points_from_xy([x + 100, x + 300], [y + 100, y + 100]),
        crs="EPSG:3067",
    )
    schools.to_file(tmp_path / "oppilaitokset.gpkg", engine="pyogrio")
    write(tmp_path / "blocks.gpkg", {"kortteli": ["a", "b"], "koulu_nyt": ["Länsikoulu"] * 2}, FINLAND, "EPSG:3067")
    checked = check_files(sorted(tmp_path.iterdir()))
    assert checked.imported is not None
    assert checked.imported.dataset.schools.names == ("Länsikoulu",)
    ledger = next(each for each in checked.report.ledgers if each.kind == "schools")
    assert (ledger.accepted, ledger.excluded) == (1, 1)


def test_catchments_of_vantaa(tmp_path: Path) -> None:
    frame = geopandas.GeoDataFrame(
        {"koulu": ["Länsikoulu", "Itäkoulu"], "Oppilaaksiottoalue": ["1", "2"]},
        geometry=squares(FINLAND, 2),
        crs="EPSG:3067",
    )
    frame.to_crs("EPSG:4326").to_file(tmp_path / "vantaa.geojson", engine="pyogrio")
    checked = check_files([tmp_path / "vantaa.geojson"])
    assert source_of(checked) == "Catchments, City of Vantaa" and checked.ready
    assert len(checked.imported.dataset.schools) == 2


@pytest.mark.parametrize("sign", ["..", "-", "\u22121", "-1"])
def test_signs_of_unknown_statistics_are_asked_about(tmp_path: Path, sign: str) -> None:
    frame = geopandas.GeoDataFrame(
        {"ruutu": ["a", "b", "c"], "asukkaita": ["10", sign, "7"]}, geometry=squares(FINLAND, 3), crs="EPSG:3067"
    )
    frame.to_crs("EPSG:4326").to_file(tmp_path / "ruudut.geojson", engine="pyogrio")
    checked = check_files([tmp_path / "ruudut.geojson"])
    question = next(each for each in checked.proposal.questions if each.key == "missing:ruudut.geojson")
    assert question.default == "yes" and sign in question.said.text
    assert figures(checked)["residents"] == 17
    refused = check_files([tmp_path / "ruudut.geojson"], {"missing:ruudut.geojson": "no"})
    assert {problem.code for problem in refused.report.problems} & {"not-a-number", "too-small"}
    assert np.isfinite(figures(refused)["residents"])
