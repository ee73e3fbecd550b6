"""The plans of the open project, for everything that shows them: which is worked on, which compared with, and all that
a person can do to them.

One object a project. The menu of the plan's field, the plans panel and the history panel ask it and listen to it; it
alone tells the project. Where the plan worked on is another one afterwards, or is called otherwise, the session opens
it anew, which every view hears of as of any other state.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from piiri.copying import Copied, Refused, copy_steps
from piiri.errors import PiiriError
from piiri.history import History
from piiri.i18n import tr, trn
from piiri.optimise import closing_again
from piiri.storage import ForeignPlan, ForeignProject, Project, brought_in, read_foreign
from piiri.tree import PlanNode, free_name

from .banner import Way
from .bridge import Bridge
from .jobs import Jobs
from .messages import Messages


class Plans(QObject):
    """What can be done to the plans. Plans are named by their numbers, see :class:`piiri.tree.PlanNode`.

    Parameters
    ----------
    project
        The open project.
    bridge
        Whose session works on one of its plans.
    messages, jobs
        Where things are said, and where a foreign file is read.

    Signals
    -------
    changed()
        The tree is another one, or which plan is worked on or compared with.
    branched(int)
        A plan was branched and waits for its name.
    refused(Copied, str, object)
        Steps that do not fit: what became of them, the name of the plan they were tried on, and a function that keeps
        those that fit.
    read(ForeignProject)
        Another project was read, so that plans can be taken from it.
    """

    changed = Signal()
    branched = Signal(int)
    refused = Signal(object, str, object)
    read = Signal(object)

    def __init__(
        self, project: Project, bridge: Bridge, messages: Messages, jobs: Jobs, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._project, self._bridge = project, bridge
        self._messages, self._jobs = messages, jobs
        self._compared: int | None = None
        bridge.changed.connect(self._count_steps)
        self._counted = self.tree

    # ------------------------------------------------------------------------------------------------ looking

    @property
    def tree(self) -> tuple[PlanNode, ...]:
        """The plans, each before its branches, deleted ones last."""
        return self._project.tree

    @property
    def living(self) -> tuple[PlanNode, ...]:
        """The plans that are not deleted."""
        return tuple(node for node in self.tree if not node.deleted)

    @property
    def active(self) -> int:
        """The plan worked on."""
        return self._project.node(self._project.active).number

    @property
    def compared(self) -> int | None:
        """The other plan that is compared with; None where it is the start of the one worked on."""
        return self._compared

    def node(self, number: int) -> PlanNode | None:
        """Return a plan of the tree; None where it is gone."""
        return next((node for node in self.tree if node.number == number), None)

    def parent_name(self, node: PlanNode) -> str:
        """Return the name of the plan that one was branched from; empty where there is none."""
        parent = None if node.parent is None else self.node(node.parent)
        return parent.name if parent is not None else ""

    def _count_steps(self, state: object) -> None:
        # asked for by number of steps: an edit in the plan worked on changes only that
        if not self._bridge.state.provisional and self.tree is not self._counted:
            self._tell()

    def _tell(self) -> None:
        self._counted = self.tree
        self.changed.emit()

    # ------------------------------------------------------------------------------------------------ which is shown

    def work_on(self, number: int) -> None:
        """Work on another plan; it is compared with its own start until something else is chosen."""
        node = self.node(number)
        if node is None or node.deleted or number == self.active:
            return
        self._bridge.cancel()
        if self._try(lambda: setattr(self._project, "active", node.name)):
            self._compared = None
            self._open()
            self._tell()

    def compare_with(self, number: int | None) -> None:
        """Compare with another plan as it stands, or with the start of the one worked on where None."""
        other = None if number == self.active else number
        if other == self._compared:
            return
        self._bridge.cancel()
        self._compared = other
        self._open()
        self._tell()

    def _open(self) -> None:
        compared = None if self._compared is None else self._project.history_of(self._compared).plan
        self._bridge.session.open_plan(self._project.history(self._project.active), compared)

    # ------------------------------------------------------------------------------------------------ plans as a whole

    def branch(self, number: int | None = None) -> None:
        """Branch a plan, the one worked on where none is named; the new one is worked on, and asks for its name."""
        source = self.node(self.active if number is None else number)
        if source is None or source.deleted:
            return
        self._bridge.cancel()
        wanted = free_name(tr("{plan}, branch", plan=tr(source.name)), self._project.plans)
        if self._try(lambda: self._project.branch(source.name, wanted)):
            made = self._project.node(wanted).number
            self.work_on(made)
            self.branched.emit(made)

    def rename(self, number: int, name: str) -> bool:
        """Give a plan another name; False where it cannot have that."""
        node = self.node(number)
        if node is None or node.deleted or name.strip() in (node.name, tr(node.name)):
            return False
        if not self._try(lambda: self._project.rename(node.name, name)):
            return False
        if number in (self.active, self._compared):
            self._bridge.cancel()
            self._open()
        self._tell()
        return True

    def set_note(self, number: int, note: str) -> None:
        """Write a note about a plan."""
        node = self.node(number)
        if (
            node is not None
            and note.strip() != node.note
            and self._try(lambda: self._project.set_note(node.name, note))
        ):
            self._tell()

    def delete(self, number: int) -> None:
        """Delete a plan, and say so with a way back."""
        node = self.node(number)
        if node is None or node.deleted:
            return
        was_active = number == self.active
        self._bridge.cancel()
        if not self._try(lambda: self._project.delete(node.name)):
            return
        if was_active or number == self._compared:
            self._compared = None
            self._open()
        what = tr("{plan} is deleted", plan=tr(node.name))
        how = tr("You now work on {plan}.", plan=tr(self._project.active)) if was_active else ""
        self._say(what, how, ((tr("Undo"), partial(self._undo_delete, number, was_active)),))
        self._tell()

    def _undo_delete(self, number: int, was_active: bool) -> None:
        self.restore(number)
        if was_active:
            self.work_on(number)

    def restore(self, number: int) -> None:
        """Bring a deleted plan back."""
        node = self.node(number)
        if node is None or not node.deleted:
            return
        self._messages.clear()
        if self._try(lambda: self._project.restore(number)):
            back = self.node(number)
            if back is not None and back.name != node.name:
                self._say(
                    tr("{plan} is back as {name}", plan=node.name, name=back.name),
                    tr("Another plan has its old name by now."),
                )
            self._tell()

    def discard(self, number: int) -> None:
        """Throw a deleted plan away for good, once that was agreed to."""
        node = self.node(number)
        if node is not None and node.deleted:
            self._say(
                tr("Throw {plan} away for good?", plan=tr(node.name)),
                tr("It cannot be brought back, and nothing of it stays in the project file."),
                ((tr("Throw it away"), partial(self._discard, number)), (tr("Keep it"), self._messages.clear)),
            )

    def _discard(self, number: int) -> None:
        self._messages.clear()
        if self._try(lambda: self._project.discard(number)):
            self._tell()

    # ------------------------------------------------------------------------------------------------ steps

    def copy(self, steps: Sequence[int], target: int) -> None:
        """Copy steps of the plan worked on to another plan; what does not fit is shown first.

        Parameters
        ----------
        steps
            Their numbers, from 1.
        target
            The plan they are copied to.
        """
        node = self.node(target)
        if node is None or node.deleted or target == self.active or not steps:
            return
        self._bridge.cancel()
        history, onto = self._project.history(self._project.active), self._project.history(node.name)
        copied = copy_steps(history, steps, onto.plan, again=closing_again(self._project.dataset))
        keep = partial(self._keep_copied, target, copied, len(onto.entries), onto.cursor)
        if copied.all_fit:
            keep()
        else:
            self.refused.emit(copied, node.name, keep)

    def _keep_copied(self, target: int, copied: Copied, entries: int, cursor: int) -> None:
        node = self.node(target)
        if node is None or node.deleted or not copied.entries:
            return
        onto = self._project.history(node.name)
        if (len(onto.entries), onto.cursor) != (entries, cursor):
            self._say(tr("{plan} has changed meanwhile", plan=node.name), tr("Copy the steps again."))
            return
        if not self._try(lambda: self._project.append_all(node.name, cursor + 1, copied.entries)):
            return
        if target == self._compared:
            self._open()
        n = len(copied.entries)
        said = trn("{n} step copied to {plan}", "{n} steps copied to {plan}", n, plan=tr(node.name))
        self._say(said, "", ((tr("Work on {plan}", plan=tr(node.name)), partial(self._go_to, target)),))
        self._tell()

    def _go_to(self, number: int) -> None:
        self._messages.clear()
        self.work_on(number)

    def annotate(self, step: int, note: str) -> None:
        """Write a note on a step of the plan worked on."""
        self._bridge.annotate(step, note)

    # ------------------------------------------------------------------------------------------------ a colleague's

    def read_file(self, path: Path) -> None:
        """Read another project beside the window, so that plans can be taken from it."""
        self._jobs.start(
            tr("Reading {file}", file=path.name),
            read_foreign,
            path,
            self._project.dataset,
            done=self.read.emit,
            failed=self._messages.show_error,
        )

    def try_foreign(self, theirs: ForeignProject, plan: ForeignPlan) -> tuple[History, tuple[Refused, ...]]:
        """Return the history that a plan of another project would get here, and what does not fit."""
        start = self._project.history_of(self.living[0].number).start
        return brought_in(theirs, plan, start, closing_again(self._project.dataset))

    def take(self, history: History, note: str) -> None:
        """Add a plan with its history under a free name, work on it, and say so."""
        self._bridge.cancel()
        name = free_name(history.start.name, self._project.plans)
        if self._try(lambda: self._project.add_history(history.renamed(name), note)):
            self.work_on(self._project.node(name).number)
            n = history.cursor
            self._say(trn("{plan} imported with {n} step", "{plan} imported with {n} steps", n, plan=name))

    # ------------------------------------------------------------------------------------------------ within

    def _say(self, what: str, how: str = "", ways: tuple[Way, ...] = ()) -> None:
        self._messages.show("note", what, how, ways)

    def _try(self, act: Callable[[], object]) -> bool:
        try:
            act()
        except PiiriError as error:
            self._messages.show_error(error)
            return False
        return True
