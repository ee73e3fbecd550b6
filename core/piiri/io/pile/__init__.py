"""Files on their way into a project, step by step: what a window or a script shows, asks and changes before it imports.

What the files are and what becomes of them is found by :mod:`piiri.io.recognise` and :mod:`piiri.io.importing`; here
stands what a person decides, and what is looked at to decide it.
"""

from .deciding import Decisions
from .opening import Opened, open_pile
from .places import Place
from .problem_groups import ProblemGroup, grouped, problems_csv
from .repairs import Mending, Repair, row_left_out
from .samples import Sample, sample_of
from .standing import Outcome, Standing, dry_run, stand
from .steps import STEPS, Step, step_of

__all__ = [
    "STEPS",
    "Decisions",
    "Mending",
    "Opened",
    "Outcome",
    "Place",
    "ProblemGroup",
    "Repair",
    "Sample",
    "Standing",
    "Step",
    "dry_run",
    "grouped",
    "open_pile",
    "problems_csv",
    "row_left_out",
    "sample_of",
    "stand",
    "step_of",
]
