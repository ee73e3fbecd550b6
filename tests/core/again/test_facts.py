"""Differences as single facts: all of them, none twice, filtered as a person types."""

from __future__ import annotations

from shared.years import blocks_moved

from piiri.again import fact_lines, facts_of, kept_plans, renew
from piiri.again.differences import Counted, Differences, Named


def test_every_difference_is_a_fact_and_what_stayed_is_none(town) -> None:
    town.this.blocks(blocks_moved())
    found = renew(town.project, town.this.files).differences
    facts = facts_of(found)
    for part, named in (("schools", found.schools), ("catchments", found.catchments), ("blocks", found.blocks)):
        counts = [len(fact_lines(facts, part, state)) for state in ("new", "gone", "changed")]
        assert counts == [len(named.new), len(named.gone), len(named.changed)]
    assert len(fact_lines(facts, "blocks", "changed")) == 4
    counted = [each for each in (*found.pupils, *found.residents) if each.before != each.now]
    assert len(fact_lines(facts, "pupils")) + len(fact_lines(facts, "residents")) == len(counted)


def test_a_number_that_is_hidden_now_is_a_fact_and_says_at_least() -> None:
    differences = Differences(Named(), Named(), Named(), (Counted("fi", "Finnish", 40.0, 40.0, 0, 3),), ())
    (fact,) = facts_of(differences)
    assert (fact.state, fact.before, fact.now) == ("changed", "40", "at least 40")
    (new,) = facts_of(Differences(Named(), Named(), Named(), (), (Counted("r", "Residents", None, 7.0),)))
    assert (new.part, new.state, new.before, new.now) == ("residents", "new", "–", "7")


def test_all_words_of_a_filter_must_be_there() -> None:
    named = Named(new=(("12", "Asema"),), gone=(("13", "Asemapuisto"),), changed=(("14", "Ranta", "places 1 → 2"),))
    facts = facts_of(Differences(Named(), named, named, (), ()))
    assert [each.key for each in fact_lines(facts, "schools", "", "ASEMA")] == ["12", "13"]
    assert [each.part for each in fact_lines(facts, "", "", "ranta places")] == ["schools", "catchments"]
    assert fact_lines(facts, "schools", "gone", "ranta") == ()
    assert fact_lines(facts) == facts


def test_what_was_compared_is_at_hand(town) -> None:
    renewal = renew(town.project, town.this.files)
    assert renewal.before is kept_plans(town.project)[0].history.start
    assert renewal.today.coverage.face_ids == renewal.dataset.coverage.face_ids
