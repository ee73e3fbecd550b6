"""Files of the funding panel: a model and figures of the schools taken in, a model written as it is tuned."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QSaveFile, Signal
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from piiri.edits import Edit, SetFundingModel, SetSchoolFigures, Together
from piiri.edits.money_use import use_edit
from piiri.errors import InputError
from piiri.funding import FundingModel, preset, read_model
from piiri.funding.school_table import parse_school_table, table_text
from piiri.funding.school_uses import uses_in
from piiri.funding.texts import text_of
from piiri.i18n import N_, tr
from piiri.session import State

from ..banner import announce


class FundingFiles(QObject):
    """Asks for files and makes edits of them.

    Signals
    -------
    read(Edit)
        What a file says, as an edit of the plan.
    failed(str)
        It cannot be read or written: where and how to mend it.
    saved(str)
        The model was written to a file of this name.
    years_asked()
        The person wants to see the money year by year.
    """

    read = Signal(object)
    failed = Signal(str)
    saved = Signal(str)
    years_asked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        self._model: FundingModel | None = None

    def show_state(self, state: State) -> None:
        """Know which model there is to be saved."""
        self._model = state.funding.model if state.funding is not None else None

    def fill(self, menu: QMenu, *, figures: bool) -> None:
        """Put what can be done with files into a menu; ``figures``: the plan has some beside it."""
        menu.addAction(tr("A model from a file…"), self.choose_model)
        if self._model is not None:
            menu.addAction(tr("Save the model as…"), self.choose_target)
        menu.addAction(tr("Figures of the schools from a file…"), self.choose_figures)
        if figures:
            menu.addAction(tr("Take the figures away"), self.drop_figures)
        if self._model is not None:
            menu.addSeparator()
            menu.addAction(tr("Year by year…"), self.years_asked.emit)

    def choose_model(self) -> None:
        """Ask for the file of a model."""
        self._ask(tr("A model from a file"), f"{tr('Funding models')} (*.toml)", self.take_model)

    def choose_figures(self) -> None:
        """Ask for a table of schools."""
        self._ask(tr("Figures of the schools from a file"), f"{tr('Tables')} (*.csv *.txt *.tsv)", self.take_figures)

    def drop_figures(self) -> None:
        """Go without the figures beside the plan."""
        self.read.emit(SetSchoolFigures(""))

    def choose_target(self) -> None:
        """Ask where to save the model."""
        if self._model is None:
            return
        kinds = f"{tr('Funding models')} (*.toml)"
        suggested = f"{self._model.model.id}.toml"
        name, _ = QFileDialog.getSaveFileName(self._window, tr("Save the model as"), suggested, kinds)
        if name:
            self.save_model(Path(name))

    def save_model(self, path: Path) -> None:
        """Write the model as it is now, numbers that were pulled and all; name, source and status stay."""
        assert self._model is not None
        if not path.suffix:
            path = path.with_suffix(".toml")
        target = QSaveFile(str(path))
        text = text_of(self._model).encode()
        if target.open(QSaveFile.OpenModeFlag.WriteOnly) and target.write(text) == len(text) and target.commit():
            self.failed.emit("")
            self.saved.emit(path.name)
            announce(self._window, tr("Saved as {file}", file=path.name))
            return
        problem = InputError(
            "file-not-written",
            N_("The file {file} cannot be written: {reason}."),
            N_("Choose another folder, or close the program that has the file open."),
            file=path.name,
            reason=target.errorString(),
        )
        self.failed.emit(problem.sentence)

    def _ask(self, title: str, kinds: str, take: Callable[[Path], None]) -> None:
        name, _ = QFileDialog.getOpenFileName(self._window, title, "", kinds)
        if name:
            take(Path(name))

    def take_model(self, path: Path) -> None:
        """Read a model."""
        self._read(lambda: SetFundingModel(text_of(read_model(path))))

    def take_figures(self, path: Path) -> None:
        """Read a table with a row a school and a column ``id``; what schools say of their money goes with it."""
        self._read(lambda: _figures(path, self._model or preset("flat")))

    def _read(self, made: Callable[[], Edit]) -> None:
        try:
            edit = made()
        except InputError as problem:
            self.failed.emit(problem.sentence)
        else:
            self.read.emit(edit)


def _figures(path: Path, model: FundingModel) -> Edit:
    text = table_text(path)
    figures = SetSchoolFigures(text)
    uses = uses_in(parse_school_table(text, path, model, needs_pupils=False))
    return Together((figures, *map(use_edit, uses))) if uses else figures
