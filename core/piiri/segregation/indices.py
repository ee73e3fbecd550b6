"""The list of indices: what each is called, measured in, better when, computed by, and taken from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from ..i18n import N_
from . import contact, evenness, information, multigroup


@dataclass(frozen=True, slots=True)
class Index:
    """One index.

    Attributes
    ----------
    key
        Stable key, as in ``--json``.
    name
        Name for people, source language.
    of
        ``"all"``: of all groups together, a function of counts (U, G); ``"group"``: of one group against all others, a
        function of focal and rest, (U,) each.
    unit
        ``"index"`` (0..1), ``"nats"``, ``"share"`` (0..1, at least the group's share of all).
    better
        ``"lower"`` or ``""`` where no direction is better.
    formula, source
        As shown to those who ask.
    minimum_base
        Pupils of the smaller side below which the value is flagged as small.
    function
        The function that computes it.
    """

    key: str
    name: str
    of: Literal["all", "group"]
    unit: Literal["index", "nats", "share"]
    better: Literal["lower", ""]
    formula: str
    source: str
    function: Callable[..., float]
    minimum_base: int = 10


INDICES: tuple[Index, ...] = (
    Index(
        "information_h",
        N_("Information index H"),
        "all",
        "index",
        "lower",
        N_("H = M ÷ E, E = −Σ share of group × ln(share of group)"),
        "Theil & Finizza 1971",
        information.information_index,
    ),
    Index(
        "mutual_information_m",
        N_("Mutual information M"),
        "all",
        "nats",
        "lower",
        N_("M = Σ share of cell × ln(share of cell ÷ (share of unit × share of group))"),
        "Theil & Finizza 1971; Mora & Ruiz-Castillo 2011",
        information.mutual_information,
    ),
    Index(
        "multigroup_dissimilarity",
        N_("Dissimilarity D of all groups"),
        "all",
        "index",
        "lower",
        N_("D = Σ pupils of unit × |share in unit − share in all| ÷ (2 × pupils × Σ share × (1 − share))"),
        "Morgan 1975; Sakoda 1981",
        multigroup.multigroup_dissimilarity,
    ),
    Index(
        "normalised_exposure",
        N_("Normalised exposure"),
        "all",
        "index",
        "lower",
        N_("V = Σ pupils of unit × (share in unit − share in all)² ÷ (pupils × (1 − share in all))"),
        "James 1986",
        multigroup.normalised_exposure,
    ),
    Index(
        "dissimilarity",
        N_("Dissimilarity D"),
        "group",
        "index",
        "lower",
        N_("D = ½ Σ |group in school ÷ group in all − others in school ÷ others in all|"),
        "Duncan & Duncan 1955",
        evenness.dissimilarity,
    ),
    Index(
        "gini",
        N_("Gini"),
        "group",
        "index",
        "lower",
        N_("Twice the area between the segregation curve and the diagonal"),
        "Duncan & Duncan 1955",
        evenness.gini,
    ),
    Index(
        "atkinson",
        N_("Atkinson (b = 0,5)"),
        "group",
        "index",
        "lower",
        N_("A = 1 − (Σ √(share of the group’s pupils × share of the others))²"),
        "James & Taeuber 1985",
        evenness.atkinson,
    ),
    Index(
        "two_group_information_h",
        N_("Information index H, two groups"),
        "group",
        "index",
        "lower",
        N_("H of the group and all others"),
        "Theil & Finizza 1971",
        information.two_group_information,
    ),
    Index(
        "variance_ratio",
        N_("Variance ratio (eta squared)"),
        "group",
        "index",
        "lower",
        N_("V = (isolation − share in all) ÷ (1 − share in all)"),
        "Bell 1954; James & Taeuber 1985",
        contact.variance_ratio,
    ),
    Index(
        "isolation",
        N_("Isolation"),
        "group",
        "share",
        "",
        N_("Mean share of the group in the units of its own pupils"),
        "Bell 1954; Lieberson 1981",
        contact.isolation,
    ),
    Index(
        "exposure_to_others",
        N_("Exposure to others"),
        "group",
        "share",
        "",
        N_("Mean share of all others in the units of the group’s pupils"),
        "Lieberson 1981",
        contact.exposure_to_others,
    ),
)

OF_ALL = tuple(index for index in INDICES if index.of == "all")
OF_GROUP = tuple(index for index in INDICES if index.of == "group")
