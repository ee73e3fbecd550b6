"""What the map shows: the state through the chosen stage, indicator, target and selection, made into a :class:`Scene`.

Colours are frozen while a preview runs: classes, their limits and the colours of catchments settle when it is kept.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import shapely

from piiri.edits import Change, Reshaped, difference
from piiri.edits.change import faces_before
from piiri.indicators.blocks import BlockIndicator
from piiri.model.arrays import Array, BoolArray, FloatArray, IntArray
from piiri.model.coverage import Coverage
from piiri.model.plan import Plan
from piiri.session import State

from ..bridge import Attention
from ..palette import Palette
from .classes import CATCHMENTS, Classes, breaks_around_none, breaks_of, catchment_classes, classify
from .fill import colour_table, locked_table
from .money import CHANGE, MONEY, MoneyOfBlocks, mean_per_pupil
from .pieces import Pieces
from .scene import Scene, committed_plan, labels, leading_school, locked_blocks, target_catchment
from .shaded import SchoolFill, Shaded, untold_of

_OF_MONEY = (MONEY, CHANGE)
_NO_BLOCKS: IntArray = np.zeros(0, dtype=np.int32)


@dataclass(frozen=True)
class Difference:
    """What must be drawn again: everything, or these blocks and corners."""

    everything: bool
    faces: Array
    vertices: Array
    reshaped: Reshaped | None = None
    """How blocks are others than before."""
    elsewhere: bool = False
    """True where it is another place altogether, and nothing drawn so far can be kept."""


@dataclass(frozen=True, eq=False)
class _Kept:
    """What was shown of the plan that was kept last: a preview with other blocks is shown by it."""

    plan: Plan
    plain: Array
    selected: BoolArray
    middles: FloatArray | None
    pieces: Pieces


class Content:
    """Follows the state and what the person looks at.

    Parameters
    ----------
    state
        The state to begin with.
    attention
        Gives stage, target and indicator.
    palette
        The theme.
    """

    def __init__(self, state: State, attention: Attention, palette: Palette) -> None:
        self.state = state
        self.palette = palette
        self.pupils_shown = False
        self._attention = attention
        self._breaks: dict[str, FloatArray] = {}
        self._money = MoneyOfBlocks()
        self.shaded = Shaded()
        self._in_step = True
        """False where the classes are not those of the colours drawn: a preview with other blocks was shown."""
        self.fills: dict[int, SchoolFill] = {}
        """How the symbols of schools are filled, where colours stand for them."""
        self._colours: dict[int, IntArray] = {}
        self.selected: BoolArray = np.zeros(state.plan.coverage.face_count, dtype=bool)
        self._coverage: Coverage = state.plan.coverage
        self._middles: FloatArray | None = None
        self._kept: _Kept | None = None
        self._origin: IntArray | None = None
        """(F,) of a preview with other blocks: the block of the kept plan in which each lies."""
        self.settle()

    # ------------------------------------------------------------------------------------------------ what is coloured
    @property
    def stage(self) -> int:
        """Index of the stage shown, −1 for all together."""
        return self._attention.stage if self._attention.stage < len(self.state.plan.stages) else 0

    @property
    def indicator(self) -> BlockIndicator | None:
        """The figure the blocks are coloured by, None for catchments."""
        key = self._attention.indicator
        if key == CATCHMENTS:
            return None
        if "/" in key and (found := self.shaded.of_blocks(self.state, self.stage)) is not None and found.key == key:
            return found
        if key in _OF_MONEY and (money := self._of_money(key)) is not None:
            return money
        return next((found for found in self._blocks if found.key == key), self._blocks[0] if self._blocks else None)

    @property
    def indicators(self) -> tuple[BlockIndicator, ...]:
        """All figures the blocks can be coloured by."""
        money = [found for key in _OF_MONEY if (found := self._of_money(key)) is not None]
        return (*self._blocks, *money)

    def _of_money(self, key: str) -> BlockIndicator | None:
        count = self._money.change if key == CHANGE else self._money
        return count(self.state, max(self.stage, 0))

    def settle(self) -> None:
        """Compute the blocks' figures and colours of the state; called when nothing is being dragged."""
        self._blocks = self.state.blocks
        old, self._coverage = self._coverage, self.state.plan.coverage
        self._move_middles(old, self._coverage)
        self.recolour()

    def _move_middles(self, old: Coverage, new: Coverage) -> None:
        if self._middles is None or old is new:
            return
        if len(self._middles) != new.face_count:
            self._middles = None
            return
        if old.topology is not new.topology:
            source = faces_before(old.topology, new.topology)
            same = source >= 0
            same[same] = old.shape_of_face[source[same]] == new.shape_of_face[same]
            faces = np.flatnonzero(~same)
        else:
            moved = np.flatnonzero((old.vertices != new.vertices).any(axis=1))
            around = [new.topology.faces_of_vertex(int(vertex)) for vertex in moved]
            faces = np.unique(np.concatenate(around)) if around else _NO_BLOCKS
            faces = faces[faces >= 0]
        if len(faces):
            self._middles[faces] = shapely.get_coordinates(shapely.point_on_surface(new.polygons(faces)))

    @property
    def settled(self) -> bool:
        """True where the colours belong to the corners of the state."""
        return self._coverage is self.state.plan.coverage

    def recolour(self) -> None:
        """Choose classes and colours for the indicator, the stage and the theme."""
        shaded = self.shaded.classes(self.state, self.stage, self._attention.indicator)
        indicator = self.indicator
        if shaded is not None:
            self.classes = shaded
        elif indicator is None:
            stage = max(self.stage, 0)
            self.classes, self._colours[stage] = catchment_classes(self.state.plan, stage, self._colours.get(stage))
        else:
            # limits are kept, so that plans can be compared and nothing jumps after an edit
            self.classes = self._classified(indicator)
        self._in_step = True
        self.fills = self._fills_of(self.classes)
        self._plain = colour_table(self.classes, self.palette)
        self.locked = locked_blocks(self.state.plan, self.stage)
        self._table = self._plain
        self._fence(np.flatnonzero(self.locked))

    def _limits(self, indicator: BlockIndicator) -> FloatArray:
        """The limits of a figure's classes, as when it was first shown; of money, by each model."""
        key, funding = indicator.key, self.state.funding if indicator.key in _OF_MONEY else None
        if funding is not None and funding.model is not None:
            key = f"{key} {funding.model.model.id}"
        if key not in self._breaks:
            change = indicator.key == CHANGE
            self._breaks[key] = breaks_around_none(mean_per_pupil(self.state)) if change else breaks_of(indicator)
        return self._breaks[key]

    def _classified(self, indicator: BlockIndicator) -> Classes:
        return classify(indicator, self._limits(indicator), diverging=indicator.key == CHANGE)

    def _recolour_money(self) -> Array:
        """Colour by what the schools get now and return the blocks that look otherwise."""
        indicator = self.indicator
        if indicator is None or indicator.key not in _OF_MONEY or self.classes.key != indicator.key:
            return _NO_BLOCKS
        self.classes = self._classified(indicator)
        before, self._plain = self._plain, colour_table(self.classes, self.palette)
        faces = np.flatnonzero((before != self._plain)[:-1].reshape(len(self._plain) - 1, -1).any(axis=1))
        self._fence(faces)
        return faces

    def _fills_of(self, classes: Classes) -> dict[int, SchoolFill]:
        return self.shaded.of_schools(classes, self.palette, untold_of(self.state, self.stage, classes.key))

    def _reshade(self, change: Change) -> Array:
        """Colour by the figure of places as it is now and return the blocks that look otherwise."""
        topology = self.state.plan.coverage.topology
        around = [topology.faces_of_vertex(int(vertex)) for vertex in change.vertices]
        faces = np.unique(np.concatenate([change.faces, *around]))
        key, before = self._attention.indicator, self.classes
        now = self.shaded.classes(self.state, self.stage, key, faces[faces >= 0])
        if now is None:
            if before.key != key:
                return _NO_BLOCKS
            self.recolour()  # the figure is gone: an own indicator was taken away
            return np.arange(len(self.classes.hatch))
        self.classes, self.fills = now, self._fills_of(now)
        if not self._in_step or len(before.hatch) != len(now.hatch):
            self._in_step, plain = True, self._plain
            self._plain = colour_table(now, self.palette)
            differ = np.flatnonzero((plain != self._plain)[:-1].any(axis=1))
        else:
            differ = np.flatnonzero((before.class_of_face != now.class_of_face) | (before.hatch != now.hatch))
            if len(differ):
                part = replace(now, class_of_face=now.class_of_face[differ], hatch=now.hatch[differ])
                self._plain = self._plain.copy()
                self._plain[differ] = colour_table(part, self.palette)[:-1]
        self._fence(differ)
        return differ

    def _fence(self, faces: Array) -> None:
        """Give blocks the look of locked ones where they are, their plain colours where they are not."""
        if not len(faces):
            return
        self._table = self._table.copy()
        self._table[faces] = self._plain[faces]
        held = faces[self.locked[faces]]
        self._table[held] = locked_table(self._plain[held], self.palette)

    def _show_locks(self) -> Array:
        """Take over the locks of the state and return the blocks that look otherwise now."""
        before, self.locked = self.locked, locked_blocks(self.state.plan, self.stage)
        differ = np.flatnonzero(before != self.locked) if len(before) == len(self.locked) else _NO_BLOCKS
        self._fence(differ)
        return differ

    def _recolour_faces(self, faces: Array) -> None:
        """Give blocks that changed catchment the colour of the new one, where colours stand for catchments."""
        stage = max(self.stage, 0)
        row = self.state.plan.catchment_of_face[stage, faces]
        if len(row) and row.max() >= len(self._colours[stage]):  # a catchment that was not there so far
            self.recolour()
            return
        colour = np.where(row >= 0, self._colours[stage][row], -1)
        if (colour[row >= 0] < 0).any():  # a catchment that had no block so far
            self.recolour()
            return
        hatch = np.where(colour >= 5, 1, np.where(colour < 0, 2, 0)).astype(np.uint8)
        found = np.where(colour >= 5, colour - 5, colour).astype(np.int16)
        part = Classes(CATCHMENTS, "", self.classes.breaks, (), found, hatch, 0)
        self._plain = self._plain.copy()
        self._plain[faces] = colour_table(part, self.palette)[:-1]
        self._fence(faces)

    @property
    def origin(self) -> IntArray | None:
        """(F,) of a preview with other blocks: the block of the plan kept last in which each lies; None without."""
        return self._origin

    @property
    def middles(self) -> FloatArray:
        """(F, 2) a point inside each block, metres; as good as the last settled corners."""
        if self._middles is None:
            self._middles = np.array(self._coverage.label_points)
        return self._middles

    def school_of_face(self, face: int) -> int:
        """Return the school whose catchment a block lies in at the stage, −1 for none.

        Of the schools of a joint zone, one to which painting gives this very zone.
        """
        stage, plan = self.stage, self.state.plan
        if face < 0 or stage < 0:
            return -1
        return leading_school(plan, int(plan.catchment_of_face[stage, face]))

    # ------------------------------------------------------------------------------------------------ what has changed
    def show(self, state: State) -> Difference:
        """Take over a state and say what differs from the one before."""
        old, self.state = self.state, state
        if state.dataset.pupils is not old.dataset.pupils or _nothing_in_common(old.plan, state.plan):
            self._breaks.clear()
            self.shaded.forget()
            self._colours.clear()
            self.selected = np.zeros(state.plan.coverage.face_count, dtype=bool)
            self._middles = self._kept = self._origin = None
            self.settle()
            return Difference(True, _NO_BLOCKS, _NO_BLOCKS, elsewhere=True)
        if not old.provisional:
            pieces = self._kept.pieces if self._kept and self._kept.plan is old.plan else Pieces(old.plan.coverage)
            self._kept = _Kept(old.plan, self._plain, self.selected, self._middles, pieces)
        change = self._change(old, state)
        faces = change.faces
        if change.reshaped is not None:
            faces = np.union1d(faces, self._reshape(state))
        elif old.provisional and not state.provisional:
            # what was swept or had moved is drawn as kept, or as before
            faces = np.union1d(faces, self._swept(old))
        if not state.provisional:
            self._origin = None
        if len(faces) and self.classes.of_catchments:
            self._recolour_faces(faces)
        if change.reshaped is None and self._attention.indicator in _OF_MONEY:
            faces = np.union1d(faces, self._recolour_money())
        elif "/" in self._attention.indicator:
            if change.reshaped is None:
                faces = np.union1d(faces, self._reshade(change))
            else:
                self._in_step = False
        if change.locks or not state.provisional:
            faces = np.union1d(faces, self._show_locks())
        target = self.target != target_catchment(old.plan, self._attention.target, self.stage)
        return Difference(target, faces, change.vertices, change.reshaped)

    def _reshape(self, state: State) -> Array:
        """Take colours, picks and inner points over to other blocks; return those with another catchment than kept."""
        kept, plan = self._kept, state.plan
        assert kept is not None
        self._origin = origin = kept.pieces.origin(plan.coverage)
        self._plain = np.append(kept.plain[:-1][origin], kept.plain[-1:], axis=0)
        self.selected = np.asarray(kept.selected[origin] & (origin >= 0))
        self._middles = None if kept.middles is None else kept.middles[origin]
        self.locked = locked_blocks(plan, self.stage)
        self._table = self._plain
        self._fence(np.flatnonzero(self.locked))
        return np.flatnonzero(self._given(kept.plan, plan))

    def _given(self, base: Plan, plan: Plan) -> BoolArray:
        """Tell which blocks another catchment has than the block of the base plan that they lie in."""
        table = base.catchment_of_face if self._origin is None else base.catchment_of_face[:, self._origin]
        if table is plan.catchment_of_face:
            return np.zeros(table.shape[1], dtype=bool)
        return np.asarray((table != plan.catchment_of_face).any(axis=0))

    def _change(self, old: State, new: State) -> Change:
        within_a_drag = (old.provisional or new.provisional) and old.history is new.history
        return new.change if within_a_drag else difference(old.plan, new.plan)

    def _swept(self, state: State) -> Array:
        base = committed_plan(state)
        return np.flatnonzero(self._given(base, state.plan))

    # ------------------------------------------------------------------------------------------------ the scene
    @property
    def target(self) -> int:
        """The target's catchment at the stage, −1 for *Unassigned*, :data:`~.scene.NOWHERE` for none."""
        return target_catchment(self.state.plan, self._attention.target, self.stage)

    def scene(self) -> Scene:
        """Return what is to be drawn now."""
        state, stage = self.state, self.stage
        label = labels(state.plan, stage)
        base = committed_plan(state)
        before = label if base is state.plan else labels(base, stage)
        if self._origin is not None:
            before = before[self._origin]
        if before is label:
            swept = np.zeros(len(label), dtype=bool)
        else:  # numbers of combinations differ from plan to plan
            swept = label != before if stage >= 0 else self._given(base, state.plan)
        return Scene(
            state,
            stage,
            label,
            before,
            swept,
            self.target,
            self._table,
            self.selected,
            self.classes.of_catchments,
            self.pupils_shown,
            self.palette,
        )


def _nothing_in_common(before: Plan, after: Plan) -> bool:
    """Tell whether two plans share fewer than half of their blocks, so that neither can be shown by the other."""
    old, new = before.coverage.topology, after.coverage.topology
    if old is new:
        return False
    return int((faces_before(old, new) >= 0).sum()) * 2 < len(new.face_ids)
