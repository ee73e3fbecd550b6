"""What the columns of each kind of layer can become, and a proposal with columns that a person chose otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from ...errors import InputError
from ...i18n import N_, tr
from ...model.dataset import Group
from ..mapping import ImportMapping, LayerMapping
from ..recognise import Proposal, Recognised

ROLES: Final[dict[str, str]] = {
    "id": N_("Id"),
    "name": N_("Name"),
    "school": N_("School"),
    "places": N_("Places"),
    "teaches": N_("What it teaches"),
    "grade": N_("Grade"),
    "class": N_("Class"),
    "age": N_("Age"),
    "language": N_("Language"),
    "attends": N_("School attended"),
    "protected": N_("Protected address"),
    "person": N_("Becomes a pseudonym"),
    "weight": N_("Pupils a row"),
    "pupils": N_("Pupils"),
    "x": N_("East"),
    "y": N_("North"),
    "shape": N_("Shape"),
    "address": N_("Address"),
    "street": N_("Street"),
    "other_street": N_("Street in the other language"),
    "number": N_("House number"),
    "letter": N_("Letter of the house"),
    "postcode": N_("Postal code"),
    "place": N_("Postal place"),
    "only": N_("Chooses rows"),
    "without": N_("Finds totals"),
    "missing_together": N_("Hidden together"),
}
"""Role -> its name for people."""

_ADDRESS: Final = ("address", "street", "number", "letter", "postcode", "place")
_OF_KIND: Final[dict[str, tuple[str, ...]]] = {
    "schools": ("id", "name", "places", "x", "y"),
    "blocks": ("id", "pupils"),
    "catchments": ("school",),
    "pupils": ("grade", "class", "age", "language", "attends", "weight", "x", "y", *_ADDRESS),
    "residents": ("x", "y"),
    "addresses": (*_ADDRESS, "other_street", "x", "y"),
}
_INSTEAD: Final = ({"grade", "class", "age"}, {"address", "street"})
"""Roles of which a layer has one."""

_NEEDED: Final[dict[str, tuple[tuple[str, ...], ...]]] = {
    "schools": (("id", "name"),),
    "blocks": (("id",),),
    "catchments": (("school",),),
    "pupils": (("grade", "class", "age"),),
    "addresses": (("address", "street"),),
}


def roles_of(layer: Recognised, *, shapes: bool) -> tuple[str, ...]:
    """Return the roles that a person can give to columns of a layer; with shapes, no coordinates."""
    return tuple(role for role in _OF_KIND.get(layer.kind, ()) if not (shapes and role in ("x", "y")))


def role_name(role: str, groups: tuple[Group, ...] = ()) -> str:
    """Return what a role is called in the language in force; a plan, a figure or a grade by its own name."""
    if role in ROLES:
        return tr(ROLES[role])
    named = next((group.name for group in groups if group.key == role), "")
    return named or role


def with_columns(proposal: Proposal, chosen: Mapping[tuple[str, str], str]) -> Proposal:
    """Return a proposal in which columns are what a person chose.

    Parameters
    ----------
    proposal
        As it was recognised.
    chosen
        (key of a layer, column) -> role, empty for *not imported*; layers and columns that are not there are passed
        over.

    Raises
    ------
    InputError
        ``role-missing``: a layer lost a column it cannot be without.
    """
    mapping = proposal.mapping
    if mapping is None or not chosen:
        return proposal
    recognised = list(proposal.layers)
    layers = list(mapping.layers)
    for at, layer in enumerate(recognised):
        mine = {column: role for (key, column), role in chosen.items() if key == layer.key}
        known = {*(column for column, _ in layer.columns), *layer.left_out}
        mine = {column: role for column, role in mine.items() if column in known}
        if not mine:
            continue
        spots = [n for n, each in enumerate(layers) if _is_of(each, layer)]
        for n in spots:
            layers[n] = _changed(layers[n], mine)
            _check(layers[n], layer)
        used = {column: role for n in spots for column, role in layers[n].used_columns().items()}
        everything = [*(column for column, _ in layer.columns), *layer.left_out]
        recognised[at] = replace(
            layer,
            columns=tuple(used.items()),
            left_out=tuple(column for column in everything if column not in used),
        )
    groups = {key for layer in layers for key in layer.groups}
    kept = tuple(group for group in mapping.groups if group.key in groups or not _grouped(mapping, group.key))
    return replace(proposal, mapping=replace(mapping, layers=tuple(layers), groups=kept), layers=tuple(recognised))


def _grouped(mapping: ImportMapping, key: str) -> bool:
    return any(key in layer.groups for layer in mapping.layers)


def _is_of(each: LayerMapping, layer: Recognised) -> bool:
    return each.file == layer.file and each.layer == layer.layer


def _changed(layer: LayerMapping, chosen: Mapping[str, str]) -> LayerMapping:
    free = {
        column for column in chosen if column not in (layer.columns.get("protected"), layer.columns.get("person"))
    }  # that one is a question
    columns = {role: column for role, column in layer.columns.items() if column not in free}
    for column, role in chosen.items():
        if role and column in free and role in _OF_KIND.get(layer.kind, ()):
            for others in _INSTEAD:
                if role in others:
                    columns = {each: given for each, given in columns.items() if each not in others}
            columns[role] = column
    return replace(
        layer,
        columns=columns,
        groups={key: group for key, group in layer.groups.items() if group.column not in free},
        grades={grade: column for grade, column in layer.grades.items() if column not in free},
        values={key: value for key, value in layer.values.items() if value.column not in free},
        digits={column: n for column, n in layer.digits.items() if column in columns.values()},
    )


def _check(layer: LayerMapping, recognised: Recognised) -> None:
    for needed in _NEEDED.get(layer.kind, ()):
        if layer.path is not None and not any(role in layer.columns for role in needed):
            raise InputError(
                "role-missing",
                N_("{file} needs a column for: {roles}."),
                N_("Choose one above its values."),
                file=recognised.key,
                roles=tr(" or ").join(tr(ROLES[role]) for role in needed),
            )
    if layer.kind == "residents" and not layer.values:
        raise InputError(
            "role-missing",
            N_("No column of {file} counts residents any more."),
            N_("Take one of its columns back, or leave the file out."),
            file=recognised.key,
        )
    if ("x" in layer.columns) != ("y" in layer.columns):
        raise InputError(
            "role-missing",
            N_("{file} needs a column for: {roles}."),
            N_("Choose one above its values."),
            file=recognised.key,
            roles=tr(ROLES["y" if "x" in layer.columns else "x"]),
        )
