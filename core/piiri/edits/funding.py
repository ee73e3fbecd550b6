"""Edits of the money: another model, another number of it, figures of schools beside the plan.

Codes of refusals: ``no-funding-model``, those of :mod:`.money_use`, and those of :mod:`piiri.funding.reading`,
:mod:`piiri.funding.numbers` and :mod:`piiri.funding.school_table`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..errors import EditRejected, InputError
from ..funding.numbers import number_at, number_title, with_number
from ..funding.presets import preset
from ..funding.school_table import parse_school_table
from ..funding.texts import model_from, text_of
from ..funding.writing import decimal_text
from ..i18n import N_, number, tr, trn
from ..model.plan import Plan
from .change import NO_CHANGE, NONE, Change
from .kinds import SetFundingModel, SetFundingNumber, SetMoneyUse, SetSchoolFigures
from .money_use import set_money_use, use_words

_TABLE = Path("figures.csv")
"""What the table is called in sentences about it."""
_MONEY = Change(NONE, NONE, NONE, funding=True)


def _set_model(plan: Plan, edit: SetFundingModel) -> tuple[Plan, Change]:
    if edit.model == plan.funding:
        return plan, NO_CHANGE
    if edit.model:
        _or_refused(model_from, edit.model)
    return replace(plan, funding=edit.model), _MONEY


def _set_number(plan: Plan, edit: SetFundingNumber) -> tuple[Plan, Change]:
    if not plan.funding:
        raise EditRejected(
            "no-funding-model",
            N_("The plan has no funding model."),
            N_("Choose a model first."),
        )
    model = _or_refused(model_from, plan.funding)
    changed = _or_refused(with_number, model, edit.number, edit.value)
    if changed == model:
        return plan, NO_CHANGE
    return replace(plan, funding=text_of(changed)), _MONEY


def _set_figures(plan: Plan, edit: SetSchoolFigures) -> tuple[Plan, Change]:
    if edit.table == plan.school_figures:
        return plan, NO_CHANGE
    if edit.table:
        _or_refused(parse_school_table, edit.table, _TABLE, _model(plan), needs_pupils=False)
    return replace(plan, school_figures=edit.table), _MONEY


def _model(plan: Plan) -> Any:
    return _or_refused(model_from, plan.funding) if plan.funding else preset("flat")


def _or_refused(do: Callable[..., Any], *args: Any, **named: Any) -> Any:
    try:
        return do(*args, **named)
    except InputError as problem:
        raise EditRejected(problem.code, "{what}", "{how}", what=problem.what, how=problem.how) from None


FUNDING: dict[type, Callable[[Plan, Any], tuple[Plan, Change]]] = {
    SetFundingModel: _set_model,
    SetFundingNumber: _set_number,
    SetSchoolFigures: _set_figures,
    SetMoneyUse: set_money_use,
}


def funding_words(edit: SetFundingModel | SetFundingNumber | SetSchoolFigures | SetMoneyUse, before: Plan) -> str:
    """Say in the current language what an edit of the money does to a plan, in one line."""
    match edit:
        case SetMoneyUse():
            return use_words(edit, before)
        case SetFundingModel(model):
            if not model:
                return tr("Funding model taken away")
            try:
                return tr("Funding model: {model}", model=model_from(model).title)
            except InputError:
                return tr("Another funding model")
        case SetFundingNumber(path, value):
            try:
                now = model_from(before.funding)
                old, new = number_at(now, path), number_at(with_number(now, path, value), path)
            except InputError:
                return tr("Funding: {what} set to {value}", what=".".join(path), value=value)
            return tr("{what}: {old} → {new}", what=number_title(now, path), old=_said(old), new=_said(new))
        case SetSchoolFigures(table):
            rows = sum(1 for line in table.splitlines() if line.strip()) - 1
            if rows < 1:
                return tr("Figures beside the plan taken away")
            return trn("Figures of {n} school beside the plan", "Figures of {n} schools beside the plan", rows)


def _said(value: Any) -> str:
    text = decimal_text(value)
    return number(float(value), len(text.partition(".")[2]))
