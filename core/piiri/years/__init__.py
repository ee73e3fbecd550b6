"""Over the years: series of what was observed, and whether a decision did what its plan expected."""

from .explaining import Explained, Parted, explained, parted, shapley
from .follow_up import FollowUp, follow_up
from .series import Series, of_municipality, series_of, three_year_mean

__all__ = [
    "Explained",
    "FollowUp",
    "Parted",
    "Series",
    "explained",
    "follow_up",
    "of_municipality",
    "parted",
    "series_of",
    "shapley",
    "three_year_mean",
]
