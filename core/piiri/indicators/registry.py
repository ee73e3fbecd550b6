"""The list of indicators: what each is called, measured in, better when, computed by, and taken from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from .. import flows
from ..i18n import N_
from . import distance, mix, proximity, size

Unit = Literal["pupils", "share", "m", "index", "eur"]


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator.

    Attributes
    ----------
    key
        Stable key, as in ``--json``.
    name
        Name for people, source language.
    unit
        ``"pupils"``, ``"share"`` (0..1), ``"m"`` (metres), ``"index"`` (0..1), ``"eur"`` (euros a year).
    better
        ``"lower"``, ``"higher"``, or ``""`` where no direction is better.
    formula, source
        As shown to those who ask.
    function
        The function that computes it.
    minimum_base
        Pupils below which the value is flagged as small.
    """

    key: str
    name: str
    unit: Unit
    better: Literal["lower", "higher", ""]
    formula: str
    source: str
    function: Callable[..., object]
    minimum_base: int = 0


INDICATORS: tuple[Indicator, ...] = (
    Indicator(
        "pupils",
        N_("Pupils"),
        "pupils",
        "",
        N_("Pupils whose block belongs to the school."),
        N_("pupil file"),
        size.pupils,
    ),
    Indicator(
        "use",
        N_("Use of places"),
        "share",
        "",
        N_("Pupils of all stages divided by the places."),
        N_("pupil and school files"),
        size.use,
    ),
    Indicator(
        "mean_distance_m",
        N_("Mean distance"),
        "m",
        "lower",
        N_("Sum of ways to school divided by pupils: on foot where the project has ways, else straight."),
        N_("computed"),
        distance.mean_m,
    ),
    Indicator(
        "p90_distance_m",
        N_("Distance that 90 % stay within"),
        "m",
        "lower",
        N_("90th percentile, interpolated within bins of 50 m."),
        N_("computed"),
        distance.percentile_m,
    ),
    Indicator(
        "share_beyond",
        N_("Beyond the distance limit"),
        "share",
        "lower",
        N_("Pupils beyond the limit of their grade divided by pupils."),
        N_("the municipality's limits"),
        distance.share_beyond,
    ),
    Indicator(
        "transport_cost_eur",
        N_("Transport cost"),
        "eur",
        "lower",
        N_("Pupils beyond the limit of their grade times 1 600 € a pupil and year."),
        N_("Kuntaliitto: mean of Finnish municipalities in 2017"),
        distance.transport_cost_eur,
    ),
    Indicator(
        "relative_proximity_m",
        N_("Relative proximity"),
        "m",
        "",
        N_("Mean of the way to the second nearest school of the stage less the way to the nearest."),
        N_("computed; the rule of relative proximity (relativ närhet) in Swedish school choice"),
        proximity.relative_proximity_cm,
        10,
    ),
    Indicator(
        "share_changed",
        N_("Pupils who change school"),
        "share",
        "lower",
        N_("Pupils whose school differs from that of the plan compared with, divided by pupils."),
        N_("computed"),
        distance.share_of,
    ),
    Indicator(
        "group_share",
        N_("Share of a group"),
        "share",
        "",
        N_("Pupils of the group divided by pupils."),
        N_("pupil file"),
        mix.group_share,
        10,
    ),
    Indicator(
        "dissimilarity",
        N_("Segregation, D index"),
        "index",
        "lower",
        N_("D = ½ Σ |group in school ÷ group in all − others in school ÷ others in all|"),
        N_("Duncan & Duncan 1955"),
        mix.segregation_of,
        10,
    ),
    Indicator(
        "hold",
        N_("Attending the own school"),
        "share",
        "higher",
        N_("Pupils assigned to the school who attend it, divided by the pupils assigned."),
        N_("pupil file"),
        flows.hold,
        10,
    ),
    Indicator(
        "going_out",
        N_("Going elsewhere"),
        "share",
        "",
        N_("Pupils assigned to the school who attend another, divided by the pupils assigned."),
        N_("pupil file"),
        flows.going_out,
        10,
    ),
    Indicator(
        "coming_in",
        N_("Coming from elsewhere"),
        "share",
        "",
        N_("Pupils of the school who are assigned to another, divided by its pupils."),
        N_("pupil file"),
        flows.coming_in,
        10,
    ),
    Indicator(
        "net_attraction",
        N_("Net attraction"),
        "share",
        "",
        N_("Share of the school’s pupils who came from elsewhere, less the share of its own who went elsewhere."),
        N_("pupil file"),
        flows.net_attraction,
        10,
    ),
)
