"""The project file: a GeoPackage that QGIS opens as it is, with a journal in which no committed edit is lost.

Open
    The file's truth is checked and copied into a working database on the local disk (:mod:`~piiri.storage.opening`).
Edit
    One transaction with its journal row for each committed edit (:mod:`~piiri.storage.project`).
Save
    A complete new file beside the old one, checked, then put in its place (:mod:`~piiri.storage.snapshot`).

>>> # with create_project(dataset, [plan]) as project: project.save_as(Path("town.gpkg"))
"""

from .foreign import ForeignPlan, ForeignProject, brought_in, read_foreign
from .opening import create_project, discard_recovered, open_project, open_recovered, recoverable
from .project import Project
from .renewed import PlanCarried, renewed_project
from .saved import Summary, check_project, project_summary
from .working import Recovered, RecoveredStep

__all__ = [
    "ForeignPlan",
    "ForeignProject",
    "PlanCarried",
    "Project",
    "Recovered",
    "RecoveredStep",
    "Summary",
    "brought_in",
    "check_project",
    "create_project",
    "discard_recovered",
    "open_project",
    "open_recovered",
    "project_summary",
    "read_foreign",
    "recoverable",
    "renewed_project",
]
