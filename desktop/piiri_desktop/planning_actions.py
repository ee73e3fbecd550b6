"""What the actions of planning do: targets, locks, stages, the next problem; and when they cannot be used."""

from __future__ import annotations

from PySide6.QtCore import QObject

from piiri.edits import JoinFaces, SetLock, Together
from piiri.parts import PlanProblem
from piiri.reshaping.joining import needless_splits

from .actions import Actions
from .bridge import Attention, Bridge
from .map.scene import scope_words
from .status_line import StatusLine
from .views import Views


class PlanningActions(QObject):
    """Serves the actions of planning for one workbench, and goes with it.

    Parameters
    ----------
    actions
        Of the window.
    bridge, attention
        Of the session.
    views
        The map has targets and selection, the problems panel the next problem.
    status
        Says what stages a stroke holds for.
    """

    def __init__(
        self,
        actions: Actions,
        bridge: Bridge,
        attention: Attention,
        views: Views,
        status: StatusLine,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._actions, self._bridge, self._attention = actions, bridge, attention
        self._views, self._status = views, status
        for name, slot in (
            ("next_unassigned", self._next_unassigned),
            ("next_stray", self._next_stray),
            ("join_selection", self._join_selection),
            ("join_all", self._join_all),
            ("lock_selection", self._lock_selection),
            ("unlock_selection", self._unlock_selection),
            ("unlock_all", self._unlock_all),
            ("find_target", views.map.finder.open),
            ("target_previous", self._previous_target),
            ("target_next", self._next_target),
            *((f"target_{digit}", self._choose_by_digit) for digit in range(10)),
            ("stage_next", self._next_stage),
            ("stage_previous", self._previous_stage),
        ):
            actions.connect(name, slot)
        actions["all_stages"].toggled.connect(attention.set_all_stages)
        attention.stage_changed.connect(self._show_scope)
        attention.scope_changed.connect(self._show_scope)
        self._needless: tuple[tuple[int, ...], ...] = ()
        views.map.selection_changed.connect(self._enable_locks)
        views.map.selection_changed.connect(self._enable_joins)

    def enable(self) -> None:
        """Let actions be used or not, after a state was kept."""
        several = len(self._bridge.state.plan.stages) > 1
        for name in ("stage_next", "stage_previous", "all_stages"):
            self._actions.enable(name, several)
        self._show_scope()
        self._enable_locks()
        self._needless = needless_splits(self._bridge.state.plan)
        self._enable_joins()

    # ------------------------------------------------------------------------------------------------ stages
    def _show_scope(self) -> None:
        attention = self._attention
        self._actions["all_stages"].setChecked(attention.all_stages)
        plan = self._bridge.state.plan
        several = len(plan.stages) > 1
        self._status.show_scope(scope_words(plan, attention.stage, attention.all_stages) if several else "")

    def _next_stage(self) -> None:
        self._step_stage(+1)

    def _previous_stage(self) -> None:
        self._step_stage(-1)

    def _step_stage(self, step: int) -> None:
        """The stages one after another, then all together (−1), and round again."""
        count = len(self._bridge.state.plan.stages) + 1
        self._attention.set_stage((self._attention.stage + 1 + step) % count - 1)

    # ------------------------------------------------------------------------------------------------ problems
    def _next_unassigned(self) -> None:
        self._say_problem(self._views.problems.next_of("unassigned"))

    def _next_stray(self) -> None:
        self._say_problem(self._views.problems.next_of("stray"))

    def _say_problem(self, problem: PlanProblem | None) -> None:
        if problem is not None:
            self._views.map.say(f"{problem.sentence}, {problem.detail}")

    # ------------------------------------------------------------------------------------------------ pieces
    def _enable_joins(self) -> None:
        self._actions.enable("join_selection", bool(self._selected_pieces()))
        self._actions.enable("join_all", bool(self._needless))

    def _selected_pieces(self) -> list[tuple[int, ...]]:
        """The selected blocks that can be joined, block by block."""
        selected = self._views.map.content.selected
        if len(selected) != self._bridge.state.plan.coverage.face_count:
            return []
        found = [tuple(face for face in group if selected[face]) for group in self._needless]
        return [group for group in found if len(group) > 1]

    def _join_selection(self) -> None:
        self._join(self._selected_pieces())

    def _join_all(self) -> None:
        self._join([*self._needless])

    def _join(self, groups: list[tuple[int, ...]]) -> None:
        ids = self._bridge.state.plan.coverage.face_ids
        joins = tuple(JoinFaces(tuple(ids[face] for face in group)) for group in groups)
        if joins:
            self._bridge.commit(joins[0] if len(joins) == 1 else Together(joins))

    # ------------------------------------------------------------------------------------------------ locks
    def _enable_locks(self) -> None:
        plan, selected = self._bridge.state.plan, self._views.map.content.selected
        fits = len(selected) == plan.coverage.face_count
        self._actions.enable("lock_selection", fits and bool((selected & ~plan.locked_face).any()))
        self._actions.enable("unlock_selection", fits and bool((selected & plan.locked_face).any()))
        self._actions.enable("unlock_all", plan.has_locks)

    def _lock_selection(self) -> None:
        self._set_locks(True)

    def _unlock_selection(self) -> None:
        self._set_locks(False)

    def _set_locks(self, locked: bool) -> None:
        plan, selected = self._bridge.state.plan, self._views.map.content.selected
        ids = tuple(key for key, mine in zip(plan.coverage.face_ids, selected.tolist(), strict=True) if mine)
        self._bridge.commit(SetLock(locked, faces=ids))

    def _unlock_all(self) -> None:
        plan = self._bridge.state.plan
        held = (plan.locked, plan.locked_catchments, plan.locked_faces)
        schools, catchments, faces = (tuple(sorted(ids)) for ids in held)
        self._bridge.commit(SetLock(False, schools, catchments, faces))

    # ------------------------------------------------------------------------------------------------ targets
    def _previous_target(self) -> None:
        self._views.map.targets.step(-1)

    def _next_target(self) -> None:
        self._views.map.targets.step(+1)

    def _choose_by_digit(self) -> None:
        action = self.sender()
        assert action is not None
        self._views.map.targets.choose_digit(int(action.objectName().removeprefix("target_")))
