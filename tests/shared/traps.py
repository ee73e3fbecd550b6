"""Traps: files spoiled in one way each, with what the check must say about them.

A trap spoils the pile of files of one municipality; its expectation names the problems, the questions that must be
open, and what becomes of the four rows of the register of pupils."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

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


class Traps(dict[str, tuple[Trap, Expected]]):
    """The traps of one test file by name; decorate a function with what is expected of it."""

    def __call__(self, *codes: str, **expected: Any) -> Callable[[Trap], Trap]:
        def keep(spoil: Trap) -> Trap:
            self[spoil.__name__] = (spoil, Expected(codes=codes, **expected))
            return spoil

        return keep

    def spring(self, pile: Any, name: str) -> None:
        """Spoil a pile and check it; all that is expected must be said."""
        spoil, expected = self[name]
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
