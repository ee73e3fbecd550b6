"""The numbers of a model that a person changes: weights, pots, rates, shares, guarantees; each by its path.

A path names a number as the file does, ids in place of positions: ``("index", "weights", "income_per_resident")``,
``("model", "pot")``, ``("component", "need", "pot", "share_of_total")``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from fractions import Fraction
from typing import Any, Literal

from ..errors import InputError
from ..i18n import N_, tr
from .checking import check
from .model import FundingModel
from .places import described
from .reading import LARGEST

NumberPath = tuple[str, ...]
Measure = Literal["weight", "money", "share", "number"]

_WRITTEN = re.compile(r"-?\d{1,16}(\.\d{1,15})?")
_SHARES = frozenset({"share_of_total", "gain", "scale", "loss", "phase_in"})
_MONEY = frozenset({"amount", "rate", "rates"})


@dataclass(frozen=True, slots=True)
class Adjustable:
    """A number of a model.

    Attributes
    ----------
    path
        How it is named.
    title
        What it is, for people.
    value
        What it is now.
    measure
        A weight of the index, an amount of the currency, a share, or any other number.
    """

    path: NumberPath
    title: str
    value: Fraction
    measure: Measure


def numbers_of(model: FundingModel) -> tuple[Adjustable, ...]:
    """Return the numbers of a model that count: the pot, weights, then the others as the file has them.

    >>> from piiri.funding import preset
    >>> [(each.path, float(each.value)) for each in numbers_of(preset("flat"))][:1]
    [(('model', 'pot'), 1000000.0)]
    """
    found = []
    for part in ("model", "index", "component", "sector", "guarantee"):
        for path, value in _numbers(getattr(model, part), (part,)):
            if _counts(model, path):
                found.append(Adjustable(path, number_title(model, path), value, _measure(path)))
    return tuple(found)


def number_at(model: FundingModel, path: NumberPath) -> Fraction:
    """Return a number of a model.

    Raises
    ------
    InputError
        ``funding-number-unknown``.
    """
    here: Any = model
    for key in path:
        here = _step(here, key)
    if not path or not isinstance(here, Fraction):
        raise InputError(
            "funding-number-unknown",
            N_("The funding model has no number “{number}”."),
            N_("Name a number that the model has."),
            number=".".join(path),
        )
    return here


def with_number(model: FundingModel, path: NumberPath, value: str) -> FundingModel:
    """Return the model with another number.

    Parameters
    ----------
    path
        Names a number that the model has.
    value
        A decimal number with a point: ``"2500000.00"``; taken exactly.

    Raises
    ------
    InputError
        ``funding-number-unknown``, or ``funding-number``: the model cannot have this number there.

    Examples
    --------
    >>> from piiri.funding import preset
    >>> model = with_number(preset("helsinki_pd_like"), ("index", "weights", "net_attraction"), "0.5")
    >>> model.index.weights["net_attraction"]
    Fraction(1, 2)
    """
    number_at(model, path)
    if not _WRITTEN.fullmatch(value) or abs(Fraction(value)) > LARGEST:
        raise _refused(path, value, N_("Give a number such as 0.5 or 2500000.00."))
    changed: FundingModel = _replaced(model, path, Fraction(value))

    def refuse(where: tuple[str | int, ...], mend: str, **facts: Any) -> InputError:
        return _refused((described(where),), value, mend, **facts)

    check(changed, refuse)
    return changed


def number_title(model: FundingModel, path: NumberPath) -> str:
    """Return what a number is, for people, in the current language."""
    match path:
        case ("model", "pot"):
            return tr("Pot")
        case ("index", "weights", indicator):
            titles = {each.id: each.title for each in model.indicator}
            return tr("Weight of {indicator}", indicator=titles.get(indicator, indicator))
        case ("component", component, *rest):
            names = {each.id: each.title for each in model.component}
            what = _PART.get(rest[-1]) or _OF_COLUMN.get(rest[0], "")
            said = tr(what, column=rest[-1].replace("_", " ")) if what else ".".join(rest)
            return f"{names.get(component, component)}: {said}"
        case ("sector", "factors", sector):
            return tr("Factor of {sector}", sector=sector)
    text = _RULE.get(".".join(path))
    return tr(text) if text else ".".join(path)


_PART = {
    "rate": N_("amount per unit"),
    "amount": N_("pot"),
    "share_of_total": N_("share of the pot"),
    "threshold": N_("threshold"),
}
_OF_COLUMN = {"weights": N_("weight of {column}"), "rates": N_("amount of {column}"), "scores": N_("score of {column}")}
_RULE = {
    "index.post.tau": N_("Need counts above"),
    "guarantee.mfg.per_pupil": N_("Guarantee per pupil"),
    "guarantee.floor.loss": N_("Largest loss"),
    "guarantee.floor.amount": N_("Lowest amount"),
    "guarantee.minimum.per_pupil": N_("Lowest amount per pupil"),
    "guarantee.cap.gain": N_("Largest gain"),
    "guarantee.cap.scale": N_("Share of what lies above it that is taken off"),
    "guarantee.phase_in": N_("Share of the change in force"),
}


def _counts(model: FundingModel, path: NumberPath) -> bool:
    """Tell whether the model goes by a number: a curve's offset means nothing where need is cut off at a level."""
    match path:
        case ("model", key):
            return key == "pot"
        case ("index", "post", key):
            return key == "tau" and model.index.post.kind == "relu"
        case ("component", component, key):
            scored = model.component_of(component).base == "target_scores"
            return key == "rate" or (scored and key == "threshold")
    return True


def _measure(path: NumberPath) -> Measure:
    if path[:2] == ("index", "weights"):
        return "weight"
    if path == ("model", "pot") or path[-1] in _MONEY or path[-2] == "rates":
        return "money"
    if path == ("guarantee", "minimum", "per_pupil"):
        return "money"
    return "share" if path[-1] in _SHARES or path == ("guarantee", "mfg", "per_pupil") else "number"


def _numbers(here: Any, path: NumberPath) -> Iterator[tuple[NumberPath, Fraction]]:
    if isinstance(here, Fraction):
        yield path, here
    elif is_dataclass(here) and not isinstance(here, type):
        for each in fields(here):
            yield from _numbers(getattr(here, each.name), (*path, each.name))
    elif isinstance(here, Mapping):
        for key, value in here.items():
            yield from _numbers(value, (*path, key))
    elif isinstance(here, tuple):
        for item in here:
            if is_dataclass(item) and hasattr(item, "id"):
                yield from _numbers(item, (*path, str(item.id)))


def _step(here: Any, key: str) -> Any:
    if isinstance(here, Mapping):
        return here.get(key)
    if isinstance(here, tuple):
        return next((item for item in here if getattr(item, "id", None) == key), None)
    if is_dataclass(here) and key in {each.name for each in fields(here)}:
        return getattr(here, key)
    return None


def _replaced(here: Any, path: NumberPath, value: Fraction) -> Any:
    if not path:
        return value
    key, rest = path[0], path[1:]
    if isinstance(here, Mapping):
        return {**here, key: _replaced(here[key], rest, value)}
    if isinstance(here, tuple):
        return tuple(_replaced(item, rest, value) if item.id == key else item for item in here)
    return replace(here, **{key: _replaced(getattr(here, key), rest, value)})


def _refused(path: NumberPath, value: str, mend: str, **facts: Any) -> InputError:
    return InputError(
        "funding-number",
        N_("“{number}” of the funding model cannot be {value}."),
        mend,
        number=".".join(path),
        value=value[:40],
        **facts,
    )
