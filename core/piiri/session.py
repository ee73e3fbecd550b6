"""The session: the only mutable object. It holds one plan's history and tells its listeners one thing:
``changed(state)``.

A preview is computed from the last committed state each time, so dropped frames cost nothing and Esc is exact. A
journal, where one is given, hears of every commit and every move of the cursor before the listeners do: what a person
has seen is already safe."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Protocol

from .countable import Countable
from .edits import NO_CHANGE, Change, Edit, apply, difference
from .errors import InputError
from .evaluate import Evaluation, evaluate, reevaluate
from .flows import Flows, PlanFlows, Whereabouts
from .history import Entry, History
from .indicators.blocks import BlockIndicator, block_indicators
from .indicators.live_proximity import PlanProximity
from .indicators.own import OwnIndicator, read_own_indicators, usable_columns
from .model.dataset import Dataset
from .model.plan import Plan
from .plan_funding import Funding, FundingBasis
from .tally import Tally, retally, tally_everything


class Journal(Protocol):
    """Where committed steps are kept; see :mod:`piiri.storage`."""

    def append(self, plan: str, cursor: int, entry: Entry) -> None:
        """Keep step ``cursor`` (from 1) of a plan; steps from there on that were there before are dropped."""

    def move(self, plan: str, cursor: int) -> None:
        """Keep that ``cursor`` steps of a plan are in force."""

    def annotate(self, plan: str, position: int, note: str) -> None:
        """Keep what a person wrote about step ``position`` (from 1) of a plan."""


@dataclass(frozen=True, eq=False)
class State:
    """Everything a view may draw.

    Attributes
    ----------
    dataset
        What was loaded.
    plan, tally, evaluation
        The plan in force, or the one previewed, and its figures.
    before
        Figures of the plan compared with (the start of this plan, unless another was chosen).
    before_plan
        The plan compared with.
    committed
        Figures of the last committed state; the same as ``evaluation`` unless ``provisional``.
    change
        What differs from the state that was announced last.
    provisional
        True while the mouse is down.
    edit
        The edit that is previewed or was last committed; None otherwise.
    history
        The committed history.
    revision
        Rises with every commit and every move of the cursor, not with previews.
    took_ms
        How long the figures took to compute.
    basis
        What the funding is counted with; None where nobody asks for money.
    kept_tally
        While something is previewed, the tally of the plan kept last; None otherwise.
    plan_flows, proximity
        Who attends where, and relative proximity, live; None where it is not known what is in force today.
    """

    dataset: Dataset
    plan: Plan
    tally: Tally
    evaluation: Evaluation
    before: Evaluation
    before_plan: Plan
    committed: Evaluation
    change: Change
    provisional: bool
    edit: Edit | None
    history: History
    revision: int
    took_ms: float
    basis: FundingBasis | None = None
    kept_tally: Tally | None = None
    plan_flows: PlanFlows | None = None
    proximity: PlanProximity | None = None

    @cached_property
    def funding(self) -> Funding | None:
        """What the plan's model gives to its schools; None without a model. Computed when first asked for: a few
        milliseconds, so that a view of money may ask at every step of a drag."""
        kept = self.funding_kept  # from whose figures those of a preview are counted
        return self.basis.of(self.plan, self.tally) if self.basis and self.provisional else kept

    @cached_property
    def funding_kept(self) -> Funding | None:
        """The same for the plan kept last; the state's own unless it is provisional."""
        if self.basis is None:
            return None
        return self.basis.of(self.history.plan, self.kept_tally or self.tally)

    @cached_property
    def funding_before(self) -> Funding | None:
        """The same for the plan compared with: by its own model, else by this plan's."""
        plan = self.before_plan
        if self.basis is None or not (plan.funding or self.plan.funding):
            return None
        return self.basis.of(plan, self.basis.tally_of(plan), self.plan.funding)

    @property
    def whereabouts(self) -> Whereabouts | None:
        """Where each pupil lives, is assigned, expected and goes; counted when first asked for, not on the drag path.
        None where it is not known what is in force today."""
        return None if self.plan_flows is None else self.plan_flows.where

    def flows(self, stage: int | None, group: str = "") -> Flows | None:
        """Who attends where at a stage (None for all), of a group by its key (empty for everybody), live: see
        :mod:`piiri.flows.live`. None as :attr:`whereabouts`."""
        return None if self.plan_flows is None else self.plan_flows.of(stage, group)

    @cached_property
    def own_indicators(self) -> tuple[OwnIndicator, ...]:
        """The municipality's own indicators; none where they do not fit its data."""
        text = self.dataset.own_indicators
        try:
            return read_own_indicators(text, usable_columns(self.tally.columns)) if text else ()
        except InputError:
            return ()

    @cached_property
    def blocks(self) -> tuple[BlockIndicator, ...]:
        """Figures of the blocks, for colouring; computed when first asked for, not on the drag path."""
        areas = self.plan.coverage.areas_m2
        return block_indicators(self.dataset, self.tally.pupils, self.tally.residents, areas)


Listener = Callable[[State], None]


class Session:
    """One plan being worked on.

    Parameters
    ----------
    dataset
        What was loaded.
    history
        The plan's history, or a plan to start from.
    before
        The plan to compare with; the history's start where None.
    journal
        Where steps are kept; None for nowhere.
    now
        Gives the time as ISO 8601; for tests.
    today
        The plan in force today, by which money tells who chose another school; the history's start where None.
    """

    def __init__(
        self,
        dataset: Dataset,
        history: History | Plan,
        *,
        before: Plan | None = None,
        journal: Journal | None = None,
        now: Callable[[], str] | None = None,
        today: Plan | None = None,
    ) -> None:
        self.dataset = dataset
        self._journal = journal
        self._today = today
        self._now = now or (lambda: datetime.now().astimezone().isoformat(timespec="seconds"))
        self._listeners: list[Listener] = []
        self._pending: Edit | None = None
        self._previewed = NO_CHANGE
        self._open(History(history) if isinstance(history, Plan) else history, before, 0)

    def _open(self, history: History, before: Plan | None, revision: int) -> None:
        started = time.perf_counter()
        compared, today = before or history.start, self._today or history.start
        self._countable = Countable(self.dataset, compared)
        self._basis = FundingBasis(self.dataset, today, countable=self._countable if compared is today else None)
        plan = history.plan
        tally = tally_everything(self._countable, plan)
        evaluation = evaluate(self.dataset, plan, tally)
        _ = plan.coverage.shape_of_face  # undo compares blocks by it: better found out now than while a hand waits
        reference = evaluation
        if compared is not plan:
            reference = evaluate(self.dataset, compared, tally_everything(self._countable, compared))
        self._committed = self._state = State(
            dataset=self.dataset,
            plan=plan,
            tally=tally,
            evaluation=evaluation,
            before=reference,
            before_plan=compared,
            committed=evaluation,
            change=NO_CHANGE,
            provisional=False,
            edit=None,
            history=history,
            revision=revision,
            took_ms=(time.perf_counter() - started) * 1000,
            basis=self._basis,
            plan_flows=PlanFlows(self._basis.countable, plan, tally),
            proximity=PlanProximity(self._basis.countable, plan, tally),
        )

    @property
    def state(self) -> State:
        """The state announced last."""
        return self._state

    @property
    def committed(self) -> State:
        """The last state that was kept."""
        return self._committed

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call ``listener(state)`` after every change; returns a function that ends it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def preview(self, edit: Edit) -> State:
        """Show what an edit would do to the committed plan.

        Raises
        ------
        EditRejected
            The plan cannot take it; the state announced last stays in force.
        """
        started = time.perf_counter()
        base = self._committed
        plan, change = apply(base.plan, edit)
        tally, evaluation = self._counted(base, plan, change)
        self._pending = edit
        drawn = change
        if self._state.provisional:
            drawn = difference(self._state.plan, plan, (self._previewed, change))
        self._previewed = change
        return self._announce(
            replace(
                base,
                plan=plan,
                tally=tally,
                evaluation=evaluation,
                change=drawn,
                provisional=True,
                edit=edit,
                took_ms=(time.perf_counter() - started) * 1000,
                kept_tally=base.tally,
                plan_flows=base.plan_flows and base.plan_flows.after(plan, tally),
                proximity=base.proximity and base.proximity.after(plan, tally),
            )
        )

    def commit(self, note: str = "") -> State:
        """Keep what is previewed: one history entry, one journal row. Without a preview, or one that changes nothing,
        nothing happens."""
        pending, state = self._pending, self._state
        if pending is None:
            return state
        if state.plan is self._committed.plan:
            return self.cancel()
        tally = replace(state.tally, pupils=state.tally.pupils.settled())
        history = self._committed.history.push(Entry(pending, state.plan, self._now(), note))
        if self._journal is not None:
            self._journal.append(history.start.name, history.cursor, history.entries[-1])
        self._pending = None
        self._committed = replace(
            state,
            tally=tally,
            committed=state.evaluation,
            change=NO_CHANGE,
            provisional=False,
            history=history,
            revision=self._committed.revision + 1,
            kept_tally=None,
            plan_flows=state.plan_flows and state.plan_flows.settled(tally),
            proximity=state.proximity and state.proximity.settled(tally),
        )
        return self._announce(self._committed)

    def cancel(self) -> State:
        """Drop what is previewed."""
        if self._pending is None:
            return self._state
        self._pending = None
        back = difference(self._state.plan, self._committed.plan, (self._previewed,))
        return self._announce(replace(self._committed, change=back))

    def do(self, edit: Edit, note: str = "") -> State:
        """Carry out an edit at once: preview and commit."""
        self.preview(edit)
        return self.commit(note)

    def undo(self) -> State:
        """Take back the last step; nothing happens where there is none."""
        history = self._committed.history
        return self.jump(history.cursor - 1) if history.can_undo else self._state

    def redo(self) -> State:
        """Do again the step taken back last; nothing happens where there is none."""
        history = self._committed.history
        return self.jump(history.cursor + 1) if history.can_redo else self._state

    def jump(self, cursor: int) -> State:
        """Go to any point of the history: ``cursor`` steps in force. A running preview is dropped first."""
        self.cancel()
        started = time.perf_counter()
        base = self._committed
        history = base.history.moved(cursor)
        plan = history.plan
        change = difference(base.plan, plan)
        tally, evaluation = self._counted(base, plan, change)
        flows = base.plan_flows and base.plan_flows.after(plan, tally)
        proximity = base.proximity and base.proximity.after(plan, tally)
        tally = replace(tally, pupils=tally.pupils.settled())
        if self._journal is not None:
            self._journal.move(history.start.name, cursor)
        self._committed = replace(
            base,
            plan=plan,
            tally=tally,
            evaluation=evaluation,
            committed=evaluation,
            change=NO_CHANGE,
            edit=None,
            history=history,
            revision=base.revision + 1,
            took_ms=(time.perf_counter() - started) * 1000,
            plan_flows=flows and flows.settled(tally),
            proximity=proximity and proximity.settled(tally),
        )
        return self._announce(replace(self._committed, change=change))

    def annotate(self, position: int, note: str) -> State:
        """Write a note on step ``position`` (from 1), also long after it was made; an empty one takes it away.

        A running preview is dropped first. Nothing happens where the note says so already.
        """
        self.cancel()
        base = self._committed
        history = base.history.annotated(position, note)
        if base.history.entries[position - 1].note == note:
            return self._state
        if self._journal is not None:
            self._journal.annotate(history.start.name, position, note)
        self._committed = replace(base, history=history, change=NO_CHANGE)
        return self._announce(self._committed)

    def tell(self, dataset: Dataset) -> State:
        """Go on with a dataset that tells more of the same: observations of other years, own indicators. No figure of a
        plan rests on these: nothing is counted again, the history stays. A running preview is dropped first.

        Raises
        ------
        ValueError
            The dataset has other pupils, residents or blocks.
        """
        if dataset.fingerprint != self.dataset.fingerprint:
            raise ValueError("another dataset is another session")
        self.cancel()
        self.dataset = dataset
        self._committed = replace(self._committed, dataset=dataset, change=NO_CHANGE)
        return self._announce(self._committed)

    def open_plan(self, history: History, before: Plan | None = None) -> State:
        """Work on another plan of the project, compared with ``before`` or with its own start."""
        self._pending = None
        self._open(history, before, self._committed.revision + 1)
        return self._announce(self._committed)

    def _counted(self, base: State, plan: Plan, change: Change) -> tuple[Tally, Evaluation]:
        """Count what a change moves; where it is locks or money alone, all figures stay as they are."""
        if change.counts_alike:
            return base.tally, base.evaluation
        tally = retally(self._countable, base.tally, base.plan, plan, change)
        return tally, reevaluate(self.dataset, base.evaluation, base.plan, plan, tally)

    def _announce(self, state: State) -> State:
        self._state = state
        for listener in tuple(self._listeners):
            listener(state)
        return state
