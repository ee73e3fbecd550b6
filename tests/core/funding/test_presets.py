"""The shipped models: all twelve, each with source, year and status, none of them called official."""

from __future__ import annotations

import pytest

from piiri.errors import InputError
from piiri.funding import preset, preset_names
from piiri.funding.presets import model_of

WANTED = {
    "england_nff_2016", "finland_state_ratio", "flat", "goteborg_like", "helsinki_pd_like", "minnesota_concentration",
    "netherlands_scores", "newjersey_concentration", "newzealand_curve", "scotland_pef", "skolverket_proportional",
    "stockholm_grades",
}  # fmt: skip


def test_all_are_there() -> None:
    assert set(preset_names()) == WANTED


@pytest.mark.parametrize("name", sorted(WANTED))
def test_each_says_where_it_comes_from(name: str) -> None:
    model = preset(name)
    assert model.model.id == name
    assert str(model.model.source) and model.model.year and not model.model.official
    assert model.model.status in ("published", "described by third parties", "illustrative")
    for words in (model.model.name, *(each.name for each in (*model.indicator, *model.component))):
        assert words.en and words.fi and words.sv


def test_a_model_is_found_by_name_or_file(tmp_path: object) -> None:
    assert model_of("flat") is preset("flat")
    with pytest.raises(InputError, match="goteborg_like"):
        model_of("gothenburg")
    with pytest.raises(KeyError):
        preset("gothenburg")
