"""The bridge between Qt and the session: newest edit wins, one signal for all views.

Mouse moves arrive faster than they can be drawn. The bridge keeps only the newest edit asked for and runs it on the
next turn of the event loop, so the session computes one preview a frame, never a queue of stale ones.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from piiri.edits import Edit
from piiri.errors import EditRejected, PiiriError
from piiri.model.plan import UNASSIGNED
from piiri.session import Session, State

UNCHOSEN: Final = -2
"""The target while none has been chosen; *Unassigned*, which is a target like any school, is
:data:`~piiri.model.plan.UNASSIGNED`, −1."""


class Bridge(QObject):
    """Runs edits on the session in the GUI thread.

    Signals
    -------
    changed(State)
        After every preview, commit, cancel, undo, redo, jump and change of plan.
    rejected(EditRejected)
        The plan cannot take the edit asked for; the last valid state stays in force.
    failed(PiiriError)
        A step could not be kept (a full disk, say) and is dropped; the last committed state stays in force.
    """

    changed = Signal(object)
    rejected = Signal(object)
    failed = Signal(object)

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self._newest: Edit | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._run)
        self._unsubscribe = session.subscribe(self.changed.emit)
        self.destroyed.connect(self._unsubscribe)

    @property
    def state(self) -> State:
        """The state announced last."""
        return self.session.state

    @property
    def asked(self) -> Edit | None:
        """The newest edit that is previewed, or will be on the next turn of the event loop; None without."""
        return self._newest or (self.state.edit if self.state.provisional else None)

    def preview(self, edit: Edit) -> None:
        """Show what an edit would do, on the next turn of the event loop; the newest one asked for wins."""
        self._newest = edit
        if not self._timer.isActive():
            self._timer.start()

    def _run(self) -> bool:
        self._timer.stop()
        edit, self._newest = self._newest, None
        if edit is None:
            return True
        try:
            self.session.preview(edit)
        except EditRejected as rejection:
            self.rejected.emit(rejection)
            return False
        return True

    def commit(self, edit: Edit | None = None) -> bool:
        """Keep what is previewed, after showing ``edit`` or the newest one asked for. False where it was refused:
        then the last valid preview is dropped as well, so that nothing is kept that was not asked for."""
        if edit is not None:
            self._newest = edit
        if not self._run():
            self.session.cancel()
            return False
        return self._keep(self.session.commit)

    def cancel(self) -> None:
        """Drop what is previewed."""
        self._timer.stop()
        self._newest = None
        self.session.cancel()

    def undo(self) -> None:
        """Take back the last step."""
        self.cancel()
        self._keep(self.session.undo)

    def redo(self) -> None:
        """Do again the step taken back last."""
        self.cancel()
        self._keep(self.session.redo)

    def jump(self, cursor: int) -> None:
        """Go to any point of the history."""
        self.cancel()
        self._keep(lambda: self.session.jump(cursor))

    def annotate(self, position: int, note: str) -> None:
        """Write a note on step ``position`` (from 1) of the history."""
        self.cancel()
        self._keep(lambda: self.session.annotate(position, note))

    def _keep(self, step: Callable[[], object]) -> bool:
        """Do what the journal must keep; where it cannot, nothing is done and :attr:`failed` says why."""
        try:
            step()
        except PiiriError as error:
            self.session.cancel()
            self.failed.emit(error)
            return False
        return True

    def close(self) -> None:
        """Stop listening to the session."""
        self.cancel()
        self.destroyed.disconnect(self._unsubscribe)  # else it would be called a second time
        self._unsubscribe()
        self._unsubscribe = lambda: None
        self.destroyed.connect(self._unsubscribe)


class Attention(QObject):
    """What the person looks at; shared by all views, part of no plan.

    Signals carry indices: a school, a stage (−1 for all stages together), a block; −1 means none. The target is a
    school, −1 for *Unassigned* or :data:`UNCHOSEN`. ``scope_changed`` tells whether a stroke holds for all stages.
    ``blocks_shown`` asks for a place on the map: its box (west, south, east, north; metres) and the blocks to select
    there, (M,) int32. ``page_asked`` asks for a page in the dock of the schools, by name, on a school or −1 for all;
    ``tool_asked`` for a tool of the map, by name.
    """

    school_hovered = Signal(int)
    target_changed = Signal(int)
    scope_changed = Signal(bool)
    stage_changed = Signal(int)
    face_hovered = Signal(int)
    indicator_changed = Signal(str)
    flows_changed = Signal(bool)
    zoom_to_school = Signal(int)
    blocks_shown = Signal(object, object)
    page_asked = Signal(str, int)
    tool_asked = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.hovered_school = -1
        self.target: int = UNCHOSEN
        self.all_stages = False
        self.stage = 0
        self.hovered_face = -1
        self.indicator = "pupil_density"
        self.flows_shown, self.flow_group = False, ""

    def hover_school(self, school: int) -> None:
        """Point at a school, from the map, the table or a chart."""
        if school != self.hovered_school:
            self.hovered_school = school
            self.school_hovered.emit(school)

    def set_target(self, school: int) -> None:
        """Choose who gets the blocks that are painted: a school, −1 for *Unassigned*, :data:`UNCHOSEN` for nobody."""
        if school != self.target:
            self.target = school
            self.target_changed.emit(school)

    @property
    def no_school_is_target(self) -> bool:
        """True where *Unassigned* is the target: blocks are taken away from their schools."""
        return self.target == UNASSIGNED

    def set_all_stages(self, all_stages: bool) -> None:
        """Let a stroke hold for every stage the target teaches, or for the stage shown alone."""
        if all_stages != self.all_stages:
            self.all_stages = all_stages
            self.scope_changed.emit(all_stages)

    def set_stage(self, stage: int) -> None:
        """Choose the stage that is shown and edited."""
        if stage != self.stage:
            self.stage = stage
            self.stage_changed.emit(stage)

    def show_flows(self, shown: bool, group: str = "") -> None:
        """Show on the map who attends where, of the school looked at: everybody, or a group by its key."""
        if (shown, group) != (self.flows_shown, self.flow_group):
            self.flows_shown, self.flow_group = shown, group
            self.flows_changed.emit(shown)

    def ask_page(self, name: str, school: int = -1) -> None:
        """Ask for a page on a school, or on all of them."""
        self.page_asked.emit(name, school)

    def ask_tool(self, name: str) -> None:
        """Ask for a tool of the map."""
        self.tool_asked.emit(name)

    def hover_face(self, face: int) -> None:
        """Point at a block."""
        if face != self.hovered_face:
            self.hovered_face = face
            self.face_hovered.emit(face)

    def set_indicator(self, key: str) -> None:
        """Choose what the blocks are coloured by."""
        if key != self.indicator:
            self.indicator = key
            self.indicator_changed.emit(key)
