"""Again next year: new files into the project of the year before, by the mapping it keeps, with its plans.

What is new, gone and changed is known before anything is made. The result is a **new project**, never the old one
changed: every step of a plan's history rests on the data it was made with, so data that change under it would make the
history a lie. The file of the year before stays as it was, as the record of what was decided on which figures, and
going back is opening it.
"""

from .carrying import Carried, KeptPlan, Unfit
from .differences import Differences
from .facts import Fact, fact_lines, facts_of
from .files import Matched, source_name
from .handing_over import decisions_kept
from .renewing import Renewal, kept_mapping, kept_plans, match_files, match_opened, renew, renew_matched

__all__ = [
    "Carried",
    "Differences",
    "Fact",
    "KeptPlan",
    "Matched",
    "Renewal",
    "Unfit",
    "decisions_kept",
    "fact_lines",
    "facts_of",
    "kept_mapping",
    "kept_plans",
    "match_files",
    "match_opened",
    "renew",
    "renew_matched",
    "source_name",
]
