"""A preview that stands for a while, beside whatever else a person does.

Strokes, undo and redo go on as ever: a stroke takes the preview's place while it is drawn, and what is kept or taken
back makes it outdated. A preview never comes between a person and a stroke that is under way.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from piiri.edits import Edit, apply
from piiri.errors import EditRejected
from piiri.session import State

from .bridge import Bridge


class Previewing(QObject):
    """Keeps an edit previewed until it is kept or dropped.

    Parameters
    ----------
    bridge
        Whose session it is.

    Signals
    -------
    shown(State)
        The edit is in force, as a preview.
    refused(EditRejected)
        The plan cannot take it.
    outdated()
        The plan is another one than when the edit was given; it is dropped.
    """

    shown = Signal(object)
    refused = Signal(object)
    outdated = Signal()

    def __init__(self, bridge: Bridge, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._open = False
        self._revision = -1
        self._edit: Edit | None = None
        self._put: Edit | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._settle)
        bridge.changed.connect(self._follow)

    @property
    def is_open(self) -> bool:
        """True from :meth:`start` until :meth:`stop`, or until something was kept."""
        return self._open

    @property
    def busy(self) -> bool:
        """True while something else is previewed: a stroke under way."""
        return self._bridge.state.provisional and not self.is_shown

    @property
    def is_shown(self) -> bool:
        """True while an edit given to :meth:`show` is in force, be it the one before the newest."""
        state = self._bridge.state
        return state.provisional and state.edit is not None and state.edit is self._put

    def start(self) -> None:
        """Begin, with nothing to show yet."""
        self._bridge.cancel()
        self._open, self._edit, self._put = True, None, None
        self._revision = self._bridge.state.revision

    def show(self, edit: Edit | None) -> None:
        """Preview an edit instead of the one before; None takes it away."""
        if not self._open:
            return
        if edit is not None:
            try:
                apply(self._bridge.session.committed.plan, edit)
            except EditRejected as rejection:
                self.show(None)
                self.refused.emit(rejection)
                return
        self._edit = edit
        if edit is None:
            self._soon.stop()
            if self.is_shown:
                self._bridge.cancel()
        elif self.is_shown:
            self._preview(edit)
        else:
            self._soon.start()

    def stop(self) -> None:
        """Drop what is previewed."""
        if not self._open:
            return
        self._open, self._edit = False, None
        self._soon.stop()
        if not self.busy:
            self._bridge.cancel()

    def keep(self) -> bool:
        """Keep what is previewed as one step. False where it could not be: then it is previewed on."""
        edit = self._edit
        if not self._open or edit is None:
            return False
        self._open = False
        if self._bridge.commit(edit):
            self._edit = None
            return True
        self._open = True
        self._soon.start()
        return False

    def _settle(self) -> None:
        if self._open and self._edit is not None and not self._bridge.state.provisional:
            self._preview(self._edit)

    def _preview(self, edit: Edit) -> None:
        self._put = edit
        self._bridge.preview(edit)

    def _follow(self, state: State) -> None:
        if not self._open:
            return
        if state.provisional:
            if state.edit is self._edit:
                self.shown.emit(state)
        elif state.revision != self._revision:
            self._revision = state.revision
            self._edit = None
            self._soon.stop()
            self.outdated.emit()
        else:
            self._soon.start()
