"""Funding year by year, as JSON and as a table of text."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from ..funding.currency import amount, sign_of
from ..funding.years import Years
from ..i18n import share, tr

Json = dict[str, Any]


def years_json(found: Years) -> Json:
    """Return several years as JSON values; documented in the help of ``piiri funding``."""
    inputs, head = found.full.inputs, found.full.model.model

    def money(steps: int) -> float | int:
        exact = steps * Fraction(head.rounding)
        return int(exact) if exact.denominator == 1 else float(exact)

    return {
        "currency": head.currency,
        "phase_in": float(found.years[0].allocation.model.guarantee.phase_in),
        "knows_last_year": found.knows_last,
        "full_from": found.full_from,
        "years": [
            {
                "year": each.year,
                "share_of_the_way": float(each.gone),
                "pot": None if each.allocation.pot is None else money(each.allocation.pot),
                "total": money(each.allocation.total),
                "short": money(each.allocation.short),
                "notes": [note.to_json() for note in each.allocation.notes],
            }
            for each in found.years
        ],
        "full_total": money(found.full.total),
        "schools": [
            {
                "id": key,
                "name": inputs.names[row],
                "last_year": None if (last := found.last[row]) is None else money(last),
                "amounts": [money(each.allocation.amounts[row]) for each in found.years],
                "full": money(found.full.amounts[row]),
            }
            for row, key in enumerate(inputs.ids)
        ],
    }


def years_text(found: Years, title: str = "") -> str:
    """Return several years as a table of text: a row a school, a column a year."""
    head = found.full.model.model
    columns = [[tr("School"), *found.full.inputs.names, tr("All schools")]]
    last = found.last
    if found.knows_last:
        known = [value for value in last if value is not None]
        columns.append([tr("Last year"), *("–" if value is None else _cell(found, value) for value in last)])
        columns[-1].append(_cell(found, sum(known)))
    for each in found.years:
        cells = [_cell(found, value) for value in each.allocation.amounts]
        columns.append([str(each.year), *cells, _cell(found, each.allocation.total)])
    columns.append([tr("In full"), *(_cell(found, value) for value in found.full.amounts)])
    columns[-1].append(_cell(found, found.full.total))
    widths = [max(map(len, column)) for column in columns]
    rows = list(zip(*columns, strict=True))
    rule = "─" * (sum(widths) + 2 * len(widths) - 2)
    lines = [" · ".join(part for part in (title, f"{found.full.model.title}, {sign_of(head.currency)}") if part), ""]
    lines += [_line(rows[0], widths), rule, *(_line(row, widths) for row in rows[1:-1]), rule, _line(rows[-1], widths)]
    return "\n".join([*lines, "", *years_words(found)]) + "\n"


def years_words(found: Years) -> list[str]:
    """Return how the years hang together, in sentences."""
    phase = found.years[0].allocation.model.guarantee.phase_in
    if not found.knows_last:
        return [tr("Last year's amounts are not there, so nothing is phased in: every year is the formula in full.")]
    if phase == 1:
        lines = [tr("The model phases nothing in; only guarantees and ceilings hold schools back.")]
    else:
        lines = [
            tr("Each year goes {share} of the way from last year's money to the formula.", share=share(float(phase)))
        ]
    if found.full_from is not None:
        lines.append(tr("From {year} on every school gets what the formula gives in full.", year=found.full_from))
    else:
        lines.append(tr("After {year} the formula does not yet hold in full.", year=found.years[-1].year))
    lines.append(tr("Pupils and figures stay as they are this year."))
    return lines


def _cell(found: Years, steps: int) -> str:
    return amount(found.full.model.model, steps, unit=False)


def _line(cells: tuple[str, ...], widths: list[int]) -> str:
    first = f"{cells[0]:<{widths[0]}}"
    return "  ".join([first, *(f"{cell:>{width}}" for cell, width in zip(cells[1:], widths[1:], strict=True))]).rstrip()
