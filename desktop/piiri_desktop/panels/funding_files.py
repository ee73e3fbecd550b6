"""Files that the funding panel takes in: a model, and figures of the schools such as last year's money."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from piiri.edits import Edit, SetFundingModel, SetSchoolFigures
from piiri.errors import InputError
from piiri.funding import read_model
from piiri.funding.school_table import table_text
from piiri.funding.texts import text_of
from piiri.i18n import tr


class FundingFiles(QObject):
    """Asks for files and makes edits of them.

    Signals
    -------
    read(Edit)
        What a file says, as an edit of the plan.
    failed(str)
        It cannot be read: where and how to mend it.
    """

    read = Signal(object)
    failed = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent

    def fill(self, menu: QMenu, *, figures: bool) -> None:
        """Put what can be done with files into a menu; ``figures``: the plan has some beside it."""
        menu.addAction(tr("A model from a file…"), self.choose_model)
        menu.addAction(tr("Figures of the schools from a file…"), self.choose_figures)
        if figures:
            menu.addAction(tr("Take the figures away"), self.drop_figures)

    def choose_model(self) -> None:
        """Ask for the file of a model."""
        self._ask(tr("A model from a file"), f"{tr('Funding models')} (*.toml)", self.take_model)

    def choose_figures(self) -> None:
        """Ask for a table of schools."""
        self._ask(tr("Figures of the schools from a file"), f"{tr('Tables')} (*.csv *.txt *.tsv)", self.take_figures)

    def drop_figures(self) -> None:
        """Go without the figures beside the plan."""
        self.read.emit(SetSchoolFigures(""))

    def _ask(self, title: str, kinds: str, take: Callable[[Path], None]) -> None:
        name, _ = QFileDialog.getOpenFileName(self._window, title, "", kinds)
        if name:
            take(Path(name))

    def take_model(self, path: Path) -> None:
        """Read a model."""
        self._read(lambda: SetFundingModel(text_of(read_model(path))))

    def take_figures(self, path: Path) -> None:
        """Read a table with a row a school and a column ``id``."""
        self._read(lambda: SetSchoolFigures(table_text(path)))

    def _read(self, made: Callable[[], Edit]) -> None:
        try:
            edit = made()
        except InputError as problem:
            self.failed.emit(problem.sentence)
        else:
            self.read.emit(edit)
