"""On closing with work that is not in the project file: save it, keep it for next time, or let it go."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from piiri.i18n import tr

from ..typeset import text_label
from .frame import Frame

Choice = Literal["save", "keep", "discard", "back"]


class UnsavedDialog(Frame):
    """The question, with four ways on; Esc goes back to work.

    Parameters
    ----------
    project
        The project's name.
    """

    def __init__(self, project: str, scale: float, parent: QWidget) -> None:
        super().__init__(tr("{project} has changes that are not in its file", project=project), scale, parent)
        self.choice: Choice = "back"
        words = text_label(
            tr(
                "They are safe on this computer. Save them to the project file, keep them here for next time, "
                "or let them go."
            ),
            wrap=True,
        )
        words.setMinimumWidth(round(420 * scale))
        self.column.addWidget(words)
        self._buttons: dict[QPushButton, Choice] = {}
        for choice, text in (
            ("back", tr("Back to work")),
            ("discard", tr("Let them go")),
            ("keep", tr("Keep for next time")),
            ("save", tr("Save")),
        ):
            button = QPushButton(text)
            button.setObjectName(choice)
            button.setAutoDefault(False)
            button.clicked.connect(self._chosen)
            self._buttons[button] = choice  # type: ignore[assignment]  # the literals above
        save = list(self._buttons)[-1]
        save.setProperty("kind", "primary")
        save.setDefault(True)
        self.add_buttons(*self._buttons)
        save.setFocus(Qt.FocusReason.OtherFocusReason)

    def _chosen(self) -> None:
        button = self.sender()
        assert isinstance(button, QPushButton)
        self.choice = self._buttons[button]
        self.accept()


def ask_unsaved(project: str, scale: float, parent: QWidget) -> Choice:
    """Ask, and return what was chosen."""
    dialog = UnsavedDialog(project, scale, parent)
    dialog.exec()
    choice = dialog.choice
    dialog.deleteLater()
    return choice
