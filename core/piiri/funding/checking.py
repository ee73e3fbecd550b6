"""What the parts of a model must be to each other: every name known, every number that is needed there."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from itertools import pairwise

from ..errors import InputError
from ..i18n import N_
from .model import Component, FundingModel, Indicator, Post
from .places import Path

Refuse = Callable[..., InputError]

DRIVERS = ("pupils", "weighted_pupils", "schools", "target_scores")
COLUMN_DRIVERS = ("flag", "curve")
_DIRECTED = ("none", "zscore", "minmax")
_NUMBER = r"-?\d+(\.\d+)?"
_ELIGIBILITY = re.compile(rf"all|index>{_NUMBER}|top:[1-9]\d*|band:{_NUMBER}\.\.{_NUMBER}")
_ONE_OF = N_("It must be one of: {known}.")


def check(model: FundingModel, refuse: Refuse) -> None:
    """Raise what ``refuse(path, mend, **facts)`` returns at the first thing that does not fit."""
    _head(model, refuse)
    _unique([each.id for each in model.indicator], "indicator", refuse)
    _unique([each.id for each in model.component], "component", refuse)
    for position, indicator in enumerate(model.indicator):
        _indicator(model, indicator, ("indicator", position), refuse)
    _index(model, refuse)
    if not model.component:
        raise refuse(("component",), N_("A model needs at least one [[component]]."))
    for position, component in enumerate(model.component):
        _component(model, component, ("component", position), refuse)
    _pots(model, refuse)
    _guarantee(model, refuse)
    _balance(model, refuse)
    if model.sector is not None:
        if not model.sector.factors:
            raise refuse(("sector", "factors"), N_("Give a factor for each sector."))
        _not_below(model.sector.factors.values(), ("sector", "factors"), refuse)
    if model.missing.min_pupils < 0:
        raise refuse(("missing", "min_pupils"), N_("It must not be below 0."))


def _head(model: FundingModel, refuse: Refuse) -> None:
    head = model.model
    if not re.fullmatch(r"[a-z0-9][a-z0-9_\-]*", head.id):
        raise refuse(("model", "id"), N_("Use small letters a to z, digits, - and _."))
    if not 1900 <= head.year <= 2200:
        raise refuse(("model", "year"), N_("It must be a year, such as 2026."))
    if not re.fullmatch(r"[A-Z]{3}", head.currency):
        raise refuse(("model", "currency"), N_("It must be the three letters of a currency, such as EUR or SEK."))
    step = head.rounding
    if step <= 0 or (step.denominator != 1 and step.numerator != 1) or not _power_of_ten(step):
        raise refuse(("model", "rounding"), N_('It must be 1, 10, 100 ... or "0.1", "0.01".'))
    if head.pot is not None:
        _amount(model, head.pot, ("model", "pot"), refuse)
    if len(set(head.strata)) != len(head.strata):
        raise refuse(("model", "strata"), N_("Each may be named once."))


def _power_of_ten(step: Fraction) -> bool:
    whole = step.numerator if step.denominator == 1 else step.denominator
    return str(whole).strip("0") == "1"


def _unique(ids: Sequence[str], kind: str, refuse: Refuse) -> None:
    for position, key in enumerate(ids):
        if not key or key in ids[:position]:
            raise refuse((kind, position, "id"), N_("Each needs an id of its own."))


def _indicator(model: FundingModel, each: Indicator, path: Path, refuse: Refuse) -> None:
    kind = each.standardise
    if each.denominator and not each.numerator:
        raise refuse((*path, "denominator"), N_("Give a numerator as well."))
    if not each.more_is_need and kind not in _DIRECTED:
        raise refuse(
            (*path, "more_is_need"),
            N_("With “{kind}” a higher value must mean more need; turn it in the numbers, or use zscore or minmax."),
            kind=kind,
        )
    if each.clip and (len(each.clip) != 2 or each.clip[0] > each.clip[1]):
        raise refuse((*path, "clip"), N_("Give the lowest and the highest value: [low, high]."))
    if each.min_n < 0:
        raise refuse((*path, "min_n"), N_("It must not be below 0."))
    if each.smoothing_years == 3 and each.numerator:
        raise refuse((*path, "smoothing_years"), N_("A ratio of columns cannot be smoothed; give its column instead."))
    if kind == "minmax" and each.low is not None and each.high is not None and each.low >= each.high:
        raise refuse((*path, "low"), N_("The low end must be below the high end."))
    if kind == "curve":
        _points(each.points, (*path, "points"), refuse)
    if kind == "quantile_bands":
        rising = all(a < b for a, b in pairwise(each.cuts))
        if not each.cuts or not rising or not 0 < each.cuts[0] <= each.cuts[-1] < 1:
            raise refuse((*path, "cuts"), N_("Give rising shares of the ranks between 0 and 1."))
        if len(each.levels) != len(each.cuts) + 1:
            raise refuse((*path, "levels"), N_("Give one level more than there are cuts."))
    if model.model.reference.mode == "external":
        needs = {"zscore": ("mean", "sd"), "ratio": ("mean",)}.get(kind, ())
        if kind == "minmax":
            needs = tuple(key for key in ("low", "high") if getattr(each, key) is None)
        lacks = [key for key in needs if each.external is None or getattr(each.external, key) is None]
        if lacks:
            raise refuse(
                (*path, "external"), N_("With an external reference it needs: {known}."), known=", ".join(lacks)
            )
        if each.external is not None and each.external.sd is not None and each.external.sd < 0:
            raise refuse((*path, "external"), N_("A standard deviation must not be below 0."))
        if kind == "quantile_bands":
            raise refuse((*path, "standardise"), N_("Ranks need a frozen or live reference."))
    policies = {each.missing} if each.missing else {model.missing.suppressed, model.missing.absent}
    if "assumed" in policies and each.assumed is None and model.missing.assumed is None:
        raise refuse((*path, "assumed"), N_("Give the number that is assumed, here or under [missing]."))
    if "sector_mean" in policies and model.sector is None:
        raise refuse((*path, "missing"), N_("The model has no [sector], so there is no mean of one."))


def _points(points: Sequence[Sequence[Fraction]], path: Path, refuse: Refuse) -> None:
    if len(points) < 2 or any(len(point) != 2 for point in points):
        raise refuse(path, N_("Give at least two points: [[x, y], [x, y]]."))
    if any(a[0] >= b[0] for a, b in pairwise(points)):
        raise refuse(path, N_("The points must go from left to right."))


def _index(model: FundingModel, refuse: Refuse) -> None:
    known = [each.id for each in model.indicator]
    for key, weight in model.index.weights.items():
        if key not in known:
            near = difflib.get_close_matches(key, known, 1, 0.4)
            raise refuse(
                ("index", "weights", key),
                N_("There is no indicator of this id. Did you mean “{nearest}”?")
                if near
                else N_("There is no indicator of this id. There are: {known}."),
                nearest=near[0] if near else "",
                known=", ".join(known) or "–",
            )
        if weight < 0:
            raise refuse(("index", "weights", key), N_("A weight must not be below 0; use more_is_need instead."))
    if known and not model.index.weights:
        raise refuse(("index", "weights"), N_("Give each indicator a weight."))
    if model.index.combine == "product" and "exclude" in (
        model.missing.suppressed,
        model.missing.absent,
        *(each.missing for each in model.indicator),
    ):
        raise refuse(("index", "combine"), N_("A product cannot leave indicators out; choose another missing policy."))
    _post(model.index.post, refuse)


def _post(post: Post, refuse: Refuse) -> None:
    path = ("index", "post")
    if post.kind == "curve":
        _points(post.points, (*path, "points"), refuse)
    if post.kind == "concentration":
        lacks = [key for key in ("p0", "p1", "w0", "w1") if getattr(post, key) is None]
        if lacks:
            raise refuse(path, N_("A concentration needs: {known}."), known=", ".join(lacks))
        if post.p0 is not None and post.p1 is not None and post.p0 >= post.p1:
            raise refuse(path, N_("The low end must be below the high end."))


def _component(model: FundingModel, each: Component, path: Path, refuse: Refuse) -> None:
    kind, _, column = each.base.partition(":")
    if each.base not in DRIVERS and not (kind in COLUMN_DRIVERS and column):
        known = (*DRIVERS, *(f"{name}:COLUMN" for name in COLUMN_DRIVERS))
        raise refuse(
            (*path, "driver"), N_("It must be one of: {known}, each also with *index."), known=", ".join(known)
        )
    needs_index = each.by_index or each.eligibility != "all"
    if needs_index and not model.indicator:
        raise refuse((*path, "driver"), N_("The model has no indicators, so there is no index."))
    if not _ELIGIBILITY.fullmatch(each.eligibility):
        raise refuse((*path, "eligibility"), N_("Write all, index>0.5, top:20 or band:1..3, without spaces."))
    if kind == "curve":
        _points(each.points, (*path, "points"), refuse)
    if each.base == "weighted_pupils" and bool(each.weights) == bool(each.rates):
        raise refuse((*path, "driver"), N_("Give weights by column, or rates by column."))
    if each.base != "weighted_pupils" and (each.weights or each.rates):
        raise refuse((*path, "driver"), N_("Weights and rates by column go with weighted_pupils."))
    if each.rates and (each.rate is not None or each.mode != "unit_rate"):
        raise refuse((*path, "rates"), N_('Rates by column need mode = "unit_rate" and no rate besides.'))
    for key, table in (("weights", each.weights), ("rates", each.rates), ("scores", each.scores)):
        _not_below(table.values(), (*path, key), refuse)
        for name, value in table.items():
            if value.denominator not in _SIX_DECIMALS:
                raise refuse((*path, key, name), N_("Give at most six decimals."))
    if each.base == "target_scores" and not each.scores:
        raise refuse((*path, "scores"), N_("Give the score of each column: scores = {{ column = 526 }}."))
    if any(score > each.national for score in each.scores.values()):
        raise refuse((*path, "scores"), N_("A target score must not be above the national score."))
    if each.mode == "unit_rate":
        if each.rate is None and not each.rates:
            raise refuse((*path, "rate"), N_("A unit_rate needs a rate."))
        if each.pot is not None:
            raise refuse((*path, "pot"), N_("A unit_rate has no pot."))
    elif each.pot is None or each.rate is not None:
        raise refuse((*path, "pot"), N_('A pot needs pot = {{ amount = "..." }} and no rate.'))
    else:
        said = (each.pot.amount is not None) + (each.pot.share_of_total is not None) + each.pot.residual
        if said != 1:
            raise refuse((*path, "pot"), N_("Give one of: amount, share_of_total, residual."))
        if each.pot.amount is not None:
            _amount(model, each.pot.amount, (*path, "pot"), refuse)
        elif model.model.pot is None:
            raise refuse((*path, "pot"), N_('A share or a residual needs the whole: pot = "..." under [model].'))
        if each.pot.share_of_total is not None and not 0 <= each.pot.share_of_total <= 1:
            raise refuse((*path, "pot"), N_("A share is between 0 and 1."))


_SIX_DECIMALS = frozenset(2**a * 5**b for a in range(7) for b in range(7))


def _pots(model: FundingModel, refuse: Refuse) -> None:
    shares = Fraction(0)
    residual = 0
    for position, each in enumerate(model.component):
        if each.pot is None:
            continue
        shares += each.pot.share_of_total or 0
        residual += each.pot.residual
        if shares > 1:
            raise refuse(("component", position, "pot"), N_("The shares together are more than the whole."))
        if residual > 1:
            raise refuse(("component", position, "pot"), N_("Only one component can be the residual."))


def _guarantee(model: FundingModel, refuse: Refuse) -> None:
    rule = model.guarantee
    known = [each.id for each in model.component]
    for name in ("mfg", "minimum", "cap"):
        part = getattr(rule, name)
        for key in part.exclude if part is not None else ():
            if key not in known:
                raise refuse(("guarantee", name, "exclude"), _ONE_OF, known=", ".join(known))
    if rule.mfg is not None and not -1 <= rule.mfg.per_pupil <= 1:
        raise refuse(("guarantee", "mfg", "per_pupil"), N_("It is a share: −0.015 for 1.5 % less than last year."))
    if rule.cap is not None and not 0 <= rule.cap.scale <= 1:
        raise refuse(("guarantee", "cap", "scale"), N_("A share is between 0 and 1."))
    if rule.cap is not None and not rule.cap.gain >= -1:
        raise refuse(("guarantee", "cap", "gain"), N_("It is a share: 0.05 for 5 % more than last year."))
    if rule.floor is not None and rule.floor.loss is None and rule.floor.amount is None:
        raise refuse(("guarantee", "floor"), N_("Give loss or amount."))
    if rule.floor is not None and rule.floor.loss is not None and not 0 <= rule.floor.loss <= 1:
        raise refuse(("guarantee", "floor", "loss"), N_("A share is between 0 and 1."))
    if rule.minimum is not None and rule.minimum.per_pupil is None and not rule.minimum.rates:
        raise refuse(("guarantee", "minimum"), N_("Give per_pupil or rates."))
    if not 0 <= rule.phase_in <= 1:
        raise refuse(("guarantee", "phase_in"), N_("A share is between 0 and 1."))


def _balance(model: FundingModel, refuse: Refuse) -> None:
    balance = model.balance
    known = [each.id for each in model.component]
    if balance.how not in ("none", "scale", "water_fill") or (balance.how == "none" and balance.component):
        raise refuse(("balance", "kind"), N_("Write none, scale:COMPONENT, water_fill or water_fill:COMPONENT."))
    if balance.how == "scale" and not balance.component:
        raise refuse(("balance", "kind"), N_("Say which component is scaled: scale:COMPONENT."))
    if balance.component and balance.component not in known:
        raise refuse(
            ("balance", "kind"), N_("There is no component of this id. There are: {known}."), known=", ".join(known)
        )


def _amount(model: FundingModel, amount: Fraction, path: Path, refuse: Refuse) -> None:
    if amount < 0:
        raise refuse(path, N_("It must not be below 0."))
    if (amount / model.model.rounding).denominator != 1:
        raise refuse(path, N_("It must be a whole multiple of the rounding."))


def _not_below(values: Iterable[Fraction], path: Path, refuse: Refuse) -> None:
    if any(value < 0 for value in values):
        raise refuse(path, N_("It must not be below 0."))
