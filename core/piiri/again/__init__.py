"""Again next year: new files into the project of the year before, by the mapping it keeps, with its plans.

What is new, gone and changed is known before anything is made. The result is a **new project**, never the old one
changed: every step of a plan's history rests on the data it was made with, so data that change under it would make the
history a lie. The file of the year before stays as it was, as the record of what was decided on which figures, and
going back is opening it.
"""

from .carrying import Carried, KeptPlan, Unfit
from .differences import Differences
from .files import Matched
from .renewing import Renewal, kept_plans, match_files, renew

__all__ = [
    "Carried",
    "Differences",
    "KeptPlan",
    "Matched",
    "Renewal",
    "Unfit",
    "kept_plans",
    "match_files",
    "renew",
]
