"""What is known beside the plans, brought to the project from the window: observations of other years, a city's own
indicators; and follow-ups, counted beside the window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from piiri.countable import Countable
from piiri.errors import InputError, PiiriError
from piiri.expected import StayRules, attendance
from piiri.flows import Whereabouts, whereabouts
from piiri.i18n import N_, number, tr, trn
from piiri.indicators.own import read_own_indicators, usable_columns
from piiri.model.dataset import Dataset
from piiri.model.plan import Plan
from piiri.progress import Progress
from piiri.segregation import dissimilarity
from piiri.session import State
from piiri.storage import Project, open_project
from piiri.tally import tally_everything
from piiri.text_files import read_text
from piiri.years import FollowUp, explained, follow_up

from .bridge import Bridge
from .jobs import Jobs
from .messages import Messages
from .panels.years_rows import Why
from .projects import PROJECT

if TYPE_CHECKING:
    from piiri.io.observation_columns import ObservationColumns, ObservationFile
    from piiri.io.report import ImportReport
    from piiri.model.observations import Observations

    Read = tuple[Observations, ImportReport, ObservationColumns]

SHOWN_PROBLEMS = 3


class Knowing(QObject):
    """Asks for files and keeps what they say; it is the panel's :class:`~.panels.knowledge.Knowledge`.

    Parameters
    ----------
    project, bridge
        The open project and its session.
    messages, jobs
        Where things are said, and where is counted.
    window
        Over which files are asked for.
    parent
        Goes with the project.
    """

    def __init__(
        self, project: Project, bridge: Bridge, messages: Messages, jobs: Jobs, window: QWidget, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._project, self._bridge = project, bridge
        self._messages, self._jobs, self._window = messages, jobs, window

    # ------------------------------------------------------------------------------------------------ observations
    def choose_observations(self) -> None:
        """Ask for a table of what was observed."""
        kinds = f"{tr('Tables')} (*.csv *.txt *.tsv *.xlsx)"
        name, _ = QFileDialog.getOpenFileName(self._window, tr("Add observations"), "", kinds)
        if name:
            self.read_observations(Path(name))

    def read_observations(self, path: Path) -> None:
        """Open a table of what was observed, ask which column is which, and keep it; later files replace the same
        years."""
        title = tr("Reading {file}", file=path.name)
        self._jobs.start(title, _look, path, self._schools, done=self._ask_columns, failed=self._failed)

    @property
    def _schools(self) -> dict[str, str]:
        schools = self._project.dataset.schools
        return dict(zip(schools.ids, schools.names, strict=True))

    def _ask_columns(self, file: ObservationFile) -> None:
        from .dialogs.observation_columns import ObservationColumnsDialog  # with what reads files: a second to load

        def take(columns: ObservationColumns) -> None:
            title = tr("Reading {file}", file=file.path.name)
            what = file.path, self._schools, columns
            self._jobs.start(title, _read, *what, done=self._keep_observations, failed=self._failed)

        messages = self._messages
        messages.show_dialog(ObservationColumnsDialog(file, take, messages.palette, messages.text_scale, self._window))

    def _keep_observations(self, read: Read) -> None:
        found, report, columns = read
        more = self._project.dataset.observations.with_more(found)
        if not self._try(lambda: self._project.keep_observations(more)):
            return
        what = trn("{n} value of {names} added.", "{n} values of {names} added.", len(found), names=_listed(columns))
        how = [problem.sentence for problem in report.problems[:SHOWN_PROBLEMS]]
        if len(report.problems) > SHOWN_PROBLEMS:
            left = len(report.problems) - SHOWN_PROBLEMS
            how.append(trn("… and {n} more row is left out.", "… and {n} more rows are left out.", left))
        self._messages.show("note", what, " ".join([_understood(columns), *how]))

    # ------------------------------------------------------------------------------------------------ own indicators
    def choose_own(self) -> None:
        """Ask for a file of the municipality's own indicators."""
        kinds = f"{tr('Own indicators')} (*.toml)"
        name, _ = QFileDialog.getOpenFileName(self._window, tr("Own indicators from a file"), "", kinds)
        if name:
            self.read_own(Path(name))

    def read_own(self, path: Path) -> None:
        """Read the municipality's own indicators and keep them in the place of those there were."""
        try:
            text = read_text(path)
            columns = usable_columns(self._bridge.state.tally.columns)
            found = read_own_indicators(text, columns, path.name)
        except InputError as problem:
            self._messages.show_error(problem)
            return
        if self._try(lambda: self._project.keep_own_indicators(text)):
            names = ", ".join(own.name for own in found)
            self._messages.show("note", trn("{n} own indicator", "{n} own indicators", len(found)), names)

    def drop_own(self) -> None:
        """Take the municipality's own indicators away."""
        self._try(lambda: self._project.keep_own_indicators(""))

    def _try(self, keep: Callable[[], None]) -> bool:
        """Keep something with the project and let every view hear of it; False where the disk refuses."""
        try:
            keep()
        except PiiriError as error:
            self._messages.show_error(error)
            return False
        self._bridge.session.tell(self._project.dataset)
        return True

    def _failed(self, error: Exception) -> None:
        self._messages.show_error(error)

    # ------------------------------------------------------------------------------------------------ follow-up
    def follow(self, start: int, indicator: str, take: Callable[[FollowUp], None]) -> None:
        """Count what the plan kept last expects from a year on; see :class:`~.panels.knowledge.Knowledge`."""
        state = self._bridge.session.committed
        inputs = state.dataset, self._project.today, state.plan, start, indicator
        title = tr("Counting who is expected where")
        self._jobs.start(title, _follow, *inputs, done=take, failed=self._failed)

    def choose_later(self, stage: str | None, take: Callable[[Why], None]) -> None:
        """Ask for the project of a later year; see :class:`~.panels.knowledge.Knowledge`."""
        title = tr("The project of a later year")
        name, _ = QFileDialog.getOpenFileName(self._window, title, "", f"{tr('Projects')} (*{PROJECT})")
        if name:
            self.explain(Path(name), stage, take)

    def explain(self, path: Path, stage: str | None, take: Callable[[Why], None]) -> None:
        """Count why the plan in force in another project came out otherwise than the plan kept last expected."""
        state = self._bridge.session.committed
        title = tr("Opening {file}", file=path.name)
        self._jobs.start(title, _explain, state, self._project.today, path, stage, done=take, failed=self._failed)


def _look(path: Path, schools: dict[str, str], progress: Progress) -> ObservationFile:
    from piiri.io.observation_columns import look_at  # reads files with libraries that take a second to load

    progress(0.0, tr("Reading {file}", file=path.name))
    return look_at(path, schools)


def _read(path: Path, schools: dict[str, str], columns: ObservationColumns, progress: Progress) -> Read:
    from piiri.io.observation_columns import read_as

    progress(0.0, tr("Reading {file}", file=path.name))
    return read_as(path, schools, columns)


def _listed(columns: ObservationColumns) -> str:
    return ", ".join(columns.values)


def _understood(columns: ObservationColumns) -> str:
    """Say which column was taken for what, so that a wrong guess is seen."""
    said = [tr("Years from “{year}”, schools from “{school}”", year=columns.year, school=columns.school)]
    if columns.base:
        said.append(tr("how many behind from “{base}”", base=columns.base))
    if columns.series_break:
        said.append(tr("breaks from “{name}”", name=columns.series_break))
    return f"{', '.join(said)}."


def _follow(dataset: Dataset, today: Plan, plan: Plan, start: int, indicator: str, progress: Progress) -> FollowUp:
    seen = dataset.observations
    told = [year for key, year in zip(seen.indicator, seen.year.tolist(), strict=True) if key == indicator]
    years = max([year for year in told if year >= start], default=start) - start + 1
    progress(0.1, number(len(dataset.pupils.points)))
    expected = attendance(dataset, today, plan, StayRules(0, True, start), years=years)
    return follow_up(expected, plan.schools.ids, seen, indicator)


def _explain(state: State, today: Plan, path: Path, stage: str | None, progress: Progress) -> Why:
    progress(0.0, tr("Opening {file}", file=path.name))
    ours = whereabouts(Countable(state.dataset, today), state.plan, state.tally.pupils)
    with open_project(path, recover=False) as other:
        theirs, dataset = _whereabouts(other), other.dataset
    progress(0.7, tr("Counting who is expected where"))
    known = {group.key for group in dataset.groups}
    found = []
    for group in state.dataset.groups:
        if group.key in known:
            first, second = (each.pupils.points.column(group.key) for each in (state.dataset, dataset))
            shared = stage if stage in {each.id for each in theirs.plan.stages} else None
            found.append((group, explained(ours, theirs, (first, second), dissimilarity, shared)))
    if not found:
        raise InputError(
            "no-common-groups",
            N_("{file} and this project have no group of pupils in common."),
            N_("Import both years with the same groups, as mother tongue or support."),
            file=path.name,
        )
    return Why(path.stem, tuple(found))


def _whereabouts(project: Project) -> Whereabouts:
    plan = project.history(project.active).plan
    countable = Countable(project.dataset, project.today)
    return whereabouts(countable, plan, tally_everything(countable, plan).pupils)
