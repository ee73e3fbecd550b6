"""Registers with addresses and no coordinates, and the city's address points: recognised and matched."""

from __future__ import annotations

import numpy as np
import pytest

from piiri.io.checking import check_files
from piiri.io.mapping_file import read_mapping
from piiri.io.mapping_text import mapping_text

# file, header, column of the register, the two streets, a school's street in another spelling, a slip of the other
WORDS = {
    "fi": ("osoitteet.csv", "katunimi;numero;postinumero;E;N", "osoite", "Koulukatu", "Itämäentie", "Kouluk. 3 A 12"),
    "sv": ("adresser.csv", "gatunamn;husnummer;postnummer;öst;nord", "adress", "Skolgatan", "Östervägen", "Skolg. 3"),
    "no": ("adresser.csv", "gatenavn;husnr;postnr;øst;nord", "adresse", "Skolegate", "Østveien", "Skolegt. 3 H0101"),
}  # fmt: skip


@pytest.fixture
def addressed(pile):
    file, header, column, one, two, short = WORDS[pile.locale.code]
    x, y = pile.locale.corner
    lines = [header]
    for n in range(1, 12):
        lines.append(f"{one};{n};00100;{x + 100 + n * 10};{y + 100}")
        lines.append(f"{two};{n};00100;{x + 1100 + n * 10};{y + 200}")
    (pile.folder / file).write_text("\n".join(lines) + "\n", encoding="utf-8")
    west, east = pile.locale.names
    head = [pile.header[0], column, *pile.header[3:]]
    rows = [
        ["1", f"{one} 5", "1", west, "0"],
        ["2", short, "3", east, "0"],
        ["3", f"{two[:3]}{two[4:]} 7", "6", east, "0"],
        ["4", f"{one} 4", "2", west, "1"],
        ["5", f"{one} 99", "2", west, "0"],
    ]
    pile.write_pupils(pile.text(rows=rows, header=head))
    return pile


def test_addresses_are_looked_up_and_slips_asked_for(addressed) -> None:
    file = addressed.locale.pupils_file
    x, y = addressed.locale.corner
    checked = check_files(addressed.paths())
    kinds = {layer.file: layer.kind for layer in checked.proposal.layers}
    assert kinds[WORDS[addressed.locale.code][0]] == "addresses"
    assert kinds[file] == "pupils"
    assert [question.key for question in checked.proposal.open] == [f"streets:{file}"]
    wanted = [[x + 150, y + 100], [x + 130, y + 100], [x + 1170, y + 200], [np.nan] * 2, [np.nan] * 2]
    for answer, found in (("yes", wanted), ("no", [*wanted[:2], [np.nan] * 2, *wanted[3:]])):
        checked = check_files(addressed.paths(), {f"streets:{file}": answer})
        assert checked.ready and checked.imported is not None
        pupils = checked.imported.dataset.pupils
        assert len(pupils) == 5  # nobody is dropped
        np.testing.assert_array_equal(pupils.points.xy, found)
        (matched,) = checked.report.of("addresses-matched")
        assert matched.facts["all"] == 4  # the protected pupil is not looked up
        assert (matched.facts["exact"], matched.facts["normalised"]) == (1, 1)
        assert matched.facts["confirmed"] == (answer == "yes")
        (number,) = checked.report.of("address-number")
        assert number.row == 6


def test_street_by_street(addressed) -> None:
    file = addressed.locale.pupils_file
    checked = check_files(addressed.paths(), {f"streets:{file}": "each"})
    (question,) = checked.proposal.open
    assert question.key.startswith(f"street:{file}:")
    known = WORDS[addressed.locale.code][4]
    assert [choice.key for choice in question.choices] == [known, "none"]
    answers = {f"streets:{file}": "each", question.key: known}
    checked = check_files(addressed.paths(), answers)
    mapping = checked.proposal.mapping
    assert checked.ready and mapping is not None
    assert list(mapping.streets.values()) == [known]
    written = addressed.folder / "mapping.toml"
    written.write_text(mapping_text(mapping, addressed.folder), encoding="utf-8")
    again = read_mapping(written)
    assert again.streets == mapping.streets
    assert [layer.columns for layer in again.layers] == [layer.columns for layer in mapping.layers]


def test_without_address_points_the_file_says_what_it_lacks(addressed) -> None:
    (addressed.folder / WORDS[addressed.locale.code][0]).unlink()
    checked = check_files(addressed.paths())
    (left,) = [each for each in checked.proposal.unread if each.file == addressed.locale.pupils_file]
    assert "address points" in left.why.text
