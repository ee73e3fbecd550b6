"""Which schools take in whom: one *intake* a school and stage, from the catchments it serves there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .arrays import Array, IntArray, LongArray, distinct, frozen


@dataclass(frozen=True, eq=False)
class Intakes:
    """The intakes of some catchments.

    Attributes
    ----------
    stage, school
        (U,) int32: the stage and the school of each intake, sorted by both. A school has one for each stage in which it
        serves a catchment that is not closed.
    server
        (N,) int64: places in the catchments' ``server_*``, intake after intake.
    start
        (U + 1,) int64: intake ``u`` is served by ``server[start[u]:start[u + 1]]``.
    catchment
        (N,) int32: the catchment of each of ``server``.
    shared
        Stages in which a joint zone's pupils are shared out, so that what an intake takes in need not be whole.
    """

    stage: IntArray
    school: IntArray
    server: LongArray
    start: LongArray
    catchment: IntArray
    shared: frozenset[int]

    @classmethod
    def of(cls, stage_of: Array, closed: Array, served: Array, school_of: Array, share: Array) -> Intakes:
        """Return the intakes of catchments: their stages, which are closed, and their servers' catchments, schools and
        shares, as in :class:`~piiri.model.plan.Catchments`."""
        size = int(school_of.max(initial=0)) + 1
        key = stage_of[served].astype(np.int64) * size + school_of
        server = np.argsort(key, kind="stable")
        if closed.any():
            server = server[~closed[served[server]]]
        ordered = key[server]
        start = np.flatnonzero(np.diff(ordered, prepend=-1))
        stage, school = np.divmod(ordered[start], size)
        return cls(
            frozen(stage, np.int32),
            frozen(school, np.int32),
            frozen(server, np.int64),
            frozen(np.append(start, len(server)), np.int64),
            frozen(served[server], np.int32),
            frozenset(stage_of[served[server[share[server] != 1.0]]].tolist()),
        )

    def __len__(self) -> int:
        return len(self.stage)

    @cached_property
    def of_stages(self) -> tuple[IntArray, LongArray]:
        """The stages that have intakes, ascending, and where each one's begin."""
        stages, first = np.unique(self.stage, return_index=True)
        return stages, first

    @cached_property
    def of_schools(self) -> tuple[LongArray, LongArray]:
        """The order that sorts the intakes by school, and where each school's begin in it."""
        order = np.argsort(self.school, kind="stable")
        return order, np.flatnonzero(np.diff(self.school[order], prepend=-1))

    @cached_property
    def schools_of_stage(self) -> dict[int, IntArray]:
        """The schools that serve each stage that has intakes; no school has two intakes of one stage."""
        stages, first = self.of_stages
        begins = [*first.tolist(), len(self)]
        return {stage: self.school[begins[i] : begins[i + 1]] for i, stage in enumerate(stages.tolist())}

    def of_catchments(self, catchments: Array) -> LongArray:
        """Return the intakes, ascending, that some catchments belong to."""
        wanted = np.zeros(int(np.max(catchments, initial=int(self.catchment.max(initial=-1)))) + 1, dtype=np.bool_)
        wanted[catchments] = True
        servers = np.flatnonzero(wanted[self.catchment])
        return distinct(np.searchsorted(self.start, servers, side="right") - 1)
