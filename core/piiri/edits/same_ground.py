"""Blocks of one plan found in another in which they are split otherwise: by the ground they cover, never by a guess.

The pieces of a split block have ids that two plans may both know without meaning the same ground: the largest piece
keeps the block's id. A block that is whole in one of the two stands for all its pieces in the other. Where both have
split it, a piece is found where it covers what the other plan's pieces cover, but for :data:`HAIR` of its area."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import shapely

from ..errors import EditRejected
from ..i18n import N_, tr
from ..model.plan import Plan
from ..reshaping.splitting import block_of
from .kinds import AssignFaces, CloseSchool, SetStages
from .naming import school_of, stage_of
from .network import sole_catchments

HAIR = 0.001
_SHOWN = 5


class SameGround:
    """What the blocks of one plan are in another.

    Parameters
    ----------
    before, onto
        The plan whose blocks are named, and the one in which they are looked for.
    """

    def __init__(self, before: Plan, onto: Plan) -> None:
        self._before, self._onto = before, onto
        self._pieces: tuple[dict[str, list[str]], ...] = ({}, {})
        self._split: set[str] = set()
        self._known: dict[str, tuple[dict[tuple[str, str], float], dict[str, float], dict[str, float]]] = {}
        if before.coverage.topology is not onto.coverage.topology:
            every = [key for plan in (before, onto) for key in plan.coverage.face_ids]
            self._split = {block_of(key) for key in every if block_of(key) != key}
            for found, plan in zip(self._pieces, (before, onto), strict=True):
                for key in plan.coverage.face_ids:
                    if block_of(key) in self._split:
                        found.setdefault(block_of(key), []).append(key)

    def faces(self, named: Iterable[str]) -> tuple[str, ...]:
        """Return the blocks of the other plan that cover what some blocks cover.

        Raises
        ------
        EditRejected
            ``other-piece``: a block of the other plan is only partly among them.
        """
        named = tuple(named)
        found: dict[str, None] = {}
        for face in named:
            here, there = self._of(face)
            if not there or face not in here:
                found[face] = None
                continue
            mine = [key for key in here if key in named]
            inside = {piece: sum(self._share(piece, key) for key in mine) for piece in there}
            pieces = [piece for piece in there if inside[piece] >= 1 - HAIR]
            partly = any(HAIR < share < 1 - HAIR for share in inside.values())
            if partly or not pieces or any(self._left_out(key, pieces) > HAIR for key in mine):
                raise EditRejected(
                    "other-piece",
                    N_("In the plan {plan} the piece {block} of a split block has another shape."),
                    N_("Do it by hand in that plan."),
                    plan=tr(self._onto.name),
                    block=face,
                )
            found.update(dict.fromkeys(mine if set(mine) == set(pieces) else pieces))
        return tuple(found)

    def fate(self, face: str, goes: Mapping[str, str]) -> str | None:
        """Return where a block of the other plan goes, by where those of the first do; None where that is not told."""
        here, _ = self._of(face)
        if not here:
            return goes.get(face)
        fates = {goes.get(key) for key in here if self._share(face, key) > HAIR}
        return fates.pop() if len(fates) == 1 else None

    def _of(self, face: str) -> tuple[list[str], list[str]]:
        """The pieces of a block in both plans; none where it is split in neither."""
        block = block_of(face)
        return self._pieces[0].get(block, []), self._pieces[1].get(block, [])

    def _share(self, piece: str, key: str) -> float:
        """How much of a piece of the other plan one of the first plan covers."""
        here, there = self._of(piece)
        if here == [block_of(piece)]:
            return 1.0
        if there == [block_of(piece)]:
            return 1.0 / len(here)  # whole there: all pieces or none
        both, _, theirs = self._areas(block_of(piece))
        return both[piece, key] / theirs[piece]

    def _left_out(self, key: str, pieces: list[str]) -> float:
        """How much of a piece of the first plan some of the other do not cover."""
        here, there = self._of(key)
        if here == [block_of(key)] or there == [block_of(key)]:
            return 0.0
        both, ours, _ = self._areas(block_of(key))
        return 1.0 - sum(both[piece, key] for piece in pieces) / ours[key]

    def _areas(self, block: str) -> tuple[dict[tuple[str, str], float], dict[str, float], dict[str, float]]:
        """What each piece of the other plan has in common with each of the first, and how large both are."""
        if block not in self._known:
            sides = []
            for plan, keys in zip((self._before, self._onto), self._of(block), strict=True):
                index = plan.coverage.topology.face_index
                sides.append(plan.coverage.polygons(np.array([index[key] for key in keys]), in_cm=True))
            (here, there), (ours, theirs) = self._of(block), sides
            common = shapely.area(shapely.intersection(theirs[:, None], ours[None, :])).tolist()
            both = {
                (a, b): area for a, row in zip(there, common, strict=True) for b, area in zip(here, row, strict=True)
            }
            mine, other = (
                dict(zip(keys, shapely.area(shapes).tolist(), strict=True))
                for keys, shapes in ((here, ours), (there, theirs))
            )
            self._known[block] = both, mine, other
        return self._known[block]


def given_away(edit: CloseSchool | SetStages, before: Plan, onto: Plan) -> tuple[AssignFaces, ...]:
    """Return where the blocks that a school has in another plan go, as an edit says of those it had.

    What it has there no longer goes nowhere; where everything is as it was, so is what is said.

    Raises
    ------
    EditRejected
        ``fate-not-told``: it has blocks there of which the edit does not tell where they go, or not one place alone.
    """
    school, ground = school_of(onto, edit.school), SameGround(before, onto)
    kept = set(edit.stages) if isinstance(edit, SetStages) else set()
    goes: dict[str, dict[str, str]] = {}
    for part in edit.reassign:
        goes.setdefault(part.stage, {}).update((face, part.catchment) for face in part.faces)
    said: dict[tuple[str, str], list[str]] = {(part.stage, part.catchment): [] for part in edit.reassign}
    untold: list[str] = []
    for stage in onto.stages:
        if stage.id in kept:
            continue
        row = stage_of(onto, stage.id)
        mine = np.flatnonzero(np.isin(onto.catchment_of_face[row], sole_catchments(onto, school, row)))
        for face in (onto.coverage.face_ids[each] for each in mine.tolist()):
            to = ground.fate(face, goes.get(stage.id, {}))
            if to is None:
                untold.append(face)
            else:
                said[stage.id, to].append(face)
    if untold:
        shown = ", ".join(dict.fromkeys(untold[:_SHOWN])) + (" …" if len(untold) > _SHOWN else "")
        raise EditRejected(
            "fate-not-told",
            N_("In the plan {plan} {school} has blocks of which the step does not tell where they go: {ids}."),
            N_("Close it in that plan by a rule, or give these blocks to a school there first."),
            plan=tr(onto.name),
            school=onto.schools.names[school],
            ids=shown,
        )
    if all(set(part.faces) == set(said[part.stage, part.catchment]) for part in edit.reassign):
        return edit.reassign
    return tuple(AssignFaces(stage, tuple(faces), to) for (stage, to), faces in said.items() if faces)
