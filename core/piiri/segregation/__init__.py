"""Segregation: indices and their inference, on a table of pupils by unit and group. Usable alone.

A unit is a school, a class, a block; a group is a language, an origin, an income class. Each index is a plain function
with formula, source, direction, unit and minimum base; :data:`INDICES` lists them. Golden values: see the tests."""

from .by_parts import LIVE, dissimilarity_by_parts, indices_by_parts, information_by_parts
from .chance import Chance, beyond_chance, by_chance
from .changing import Change, change, fit_margins
from .choice import ChoiceEffect, choice_effect
from .contact import exposure, exposure_between, exposure_to_others, isolation, variance_ratio
from .curves import lorenz_curve, segregation_curve
from .evenness import atkinson, dissimilarity, gini
from .hierarchy import Nested, Within, nested, within
from .indices import INDICES, Index
from .information import (
    contributions,
    entropy,
    information_index,
    local_segregation,
    mutual_information,
    two_group_information,
)
from .measuring import columns, figures, most
from .multigroup import multigroup_dissimilarity, multigroup_gini, normalised_exposure
from .ordered import ordinal_information, rank_order_information
from .resampling import Bootstrap, bootstrap
from .survey import Survey, survey
from .table import GroupTable, table_of_rows

__all__ = [
    "INDICES",
    "LIVE",
    "Bootstrap",
    "Chance",
    "Change",
    "ChoiceEffect",
    "GroupTable",
    "Index",
    "Nested",
    "Survey",
    "Within",
    "atkinson",
    "beyond_chance",
    "bootstrap",
    "by_chance",
    "change",
    "choice_effect",
    "columns",
    "contributions",
    "dissimilarity",
    "dissimilarity_by_parts",
    "entropy",
    "exposure",
    "exposure_between",
    "exposure_to_others",
    "figures",
    "fit_margins",
    "gini",
    "indices_by_parts",
    "information_by_parts",
    "information_index",
    "isolation",
    "local_segregation",
    "lorenz_curve",
    "most",
    "multigroup_dissimilarity",
    "multigroup_gini",
    "mutual_information",
    "nested",
    "normalised_exposure",
    "ordinal_information",
    "rank_order_information",
    "segregation_curve",
    "survey",
    "table_of_rows",
    "two_group_information",
    "variance_ratio",
    "within",
]
