"""What a model reads: a row a school, each value known, suppressed or absent, each column with its source and year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from ..errors import InputError
from ..i18n import N_
from ..model.arrays import Array, FloatArray, frozen

_GIVE_IT = N_(
    "Give it in a table of schools beside the plan, or name another column in the model. There are: {columns}."
)

KNOWN, SUPPRESSED, ABSENT = 0, 1, 2
"""State of a value: there, hidden by whoever published it, or not there."""

QUANTUM = 10**6
"""Quantities (pupils, weights of grades, columns that multiply) are whole numbers of millionths."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where the values of a column come from.

    Attributes
    ----------
    text
        File, register or rule, for people.
    year
        Year of the values; 0 where not known.
    name
        Name of the column for people, translated when shown.
    """

    text: str = ""
    year: int = 0
    name: str = ""


@dataclass(frozen=True, eq=False)
class Inputs:
    """H schools, sorted by id, so that no result depends on the order of rows.

    Attributes
    ----------
    ids, names
        Of the schools.
    columns
        Keys of the C columns of numbers.
    values
        (H, C) float64, NaN where not known.
    state
        (H, C) int8: :data:`KNOWN`, :data:`SUPPRESSED` or :data:`ABSENT`.
    texts
        Columns of text, such as the language and the sector.
    sources
        Of the columns, as far as known.
    untold
        Of columns that are sums, (H,) int64: in how many cells behind each sum the number is hidden or was not given.
        Such a value is *at least* so much. Columns without an entry have none.

    Raises
    ------
    ValueError
        Shapes disagree or an id is used twice.
    """

    ids: tuple[str, ...]
    names: tuple[str, ...]
    columns: tuple[str, ...]
    values: FloatArray
    state: Array
    texts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)
    untold: Mapping[str, Array] = field(default_factory=dict)

    def __post_init__(self) -> None:
        shape = (len(self.ids), len(self.columns))
        values = np.asarray(self.values, dtype=np.float64).reshape(shape)
        state = np.asarray(self.state, dtype=np.int8).reshape(shape)
        if len(set(self.ids)) != len(self.ids) or len(self.names) != len(self.ids):
            raise ValueError("schools need ids of their own and a name each")
        if len(set(self.columns)) != len(self.columns):
            raise ValueError("a column is there twice")
        if list(self.ids) != sorted(self.ids):
            order = sorted(range(len(self.ids)), key=self.ids.__getitem__)
            object.__setattr__(self, "ids", tuple(self.ids[i] for i in order))
            object.__setattr__(self, "names", tuple(self.names[i] for i in order))
            values, state = values[order], state[order]
            texts = {key: tuple(column[i] for i in order) for key, column in self.texts.items()}
            object.__setattr__(self, "texts", texts)
            object.__setattr__(self, "untold", {key: cells[order] for key, cells in self.untold.items()})
        object.__setattr__(self, "values", frozen(np.where(state == KNOWN, values, np.nan), np.float64))
        object.__setattr__(self, "state", frozen(state, np.int8))

    @classmethod
    def of(
        cls,
        ids: Sequence[str],
        columns: Mapping[str, Any],
        *,
        names: Sequence[str] | None = None,
        texts: Mapping[str, Sequence[str]] | None = None,
        sources: Mapping[str, Source] | None = None,
    ) -> Inputs:
        """Return inputs from columns; NaN and None are absent, a text such as ``".."`` is suppressed.

        >>> found = Inputs.of(["b", "a"], {"pupils": [300, ".."]})
        >>> found.ids, found.state[:, 0].tolist()
        (('a', 'b'), [1, 0])
        """
        h = len(ids)
        values = np.full((h, len(columns)), np.nan)
        state = np.zeros((h, len(columns)), dtype=np.int8)
        for position, column in enumerate(columns.values()):
            if isinstance(column, np.ndarray) and column.dtype != object:
                values[:, position] = column
                state[:, position] = np.where(np.isnan(values[:, position]), ABSENT, KNOWN)
                continue
            for row, value in enumerate(column):
                if isinstance(value, str):
                    state[row, position] = SUPPRESSED
                elif value is None or np.isnan(float(value)):
                    state[row, position] = ABSENT
                else:
                    values[row, position] = float(value)
        return cls(
            tuple(ids),
            tuple(names or ids),
            tuple(columns),
            values,
            state,
            {key: tuple(text) for key, text in (texts or {}).items()},
            dict(sources or {}),
        )

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def _position(self) -> dict[str, int]:
        return {key: position for position, key in enumerate(self.columns)}

    @cached_property
    def _by_column(self) -> FloatArray:
        """(C, H) the values once more, those of a column side by side: read many times at every step of a drag."""
        return frozen(self.values.T, np.float64)

    @cached_property
    def index(self) -> dict[str, int]:
        """Position of each school by its id."""
        return {key: position for position, key in enumerate(self.ids)}

    def __contains__(self, column: object) -> bool:
        return column in self._position

    def column(self, key: str, reader: str = "") -> FloatArray:
        """Return one column, (H,), NaN where not known.

        Raises
        ------
        InputError
            ``funding-column-missing``; ``reader`` says which part of the model asked for it.
        """
        return np.asarray(self._by_column[self._at(key, reader)])

    def several(self, keys: Sequence[str]) -> tuple[FloatArray, Array]:
        """Return some columns and their states, (n, H) each; ``KeyError`` where there is none of that name."""
        at = [self._position[key] for key in keys]
        return self._by_column[at], self.state[:, at].T

    def state_of(self, key: str, reader: str = "") -> Array:
        """Return (H,) the state of one column."""
        return np.asarray(self.state[:, self._at(key, reader)])

    def _at(self, key: str, reader: str) -> int:
        if key not in self._position:
            raise InputError(
                "funding-column-missing",
                N_("The figures of the schools have no column “{column}”, which “{reader}” reads."),
                _GIVE_IT,
                column=key,
                reader=reader or key,
                columns=", ".join(self.columns),
            )
        return self._position[key]

    def text(self, key: str, reader: str) -> tuple[str, ...]:
        """Return one column of text; ``InputError`` where there is none."""
        if key not in self.texts:
            raise InputError(
                "funding-column-missing",
                N_("The figures of the schools have no column “{column}”, which “{reader}” reads."),
                _GIVE_IT,
                column=key,
                reader=reader,
                columns=", ".join(self.texts) or "–",
            )
        return self.texts[key]

    def source(self, key: str) -> Source:
        """Return where a column comes from."""
        return self.sources.get(key, Source())

    def needed(self, key: str, reader: str) -> FloatArray:
        """Return one column in which every value must be known and not below 0.

        Raises
        ------
        InputError
            ``funding-value-missing`` or ``funding-value-negative``: it names the school.
        """
        found = self.column(key, reader)
        fine = found >= 0
        if not fine.all():
            row = int(np.flatnonzero(~fine)[0])
            known = bool(np.isfinite(found[row]))
            raise InputError(
                "funding-value-negative" if known else "funding-value-missing",
                N_("“{column}” of {school} is below 0.") if known else N_("“{column}” of {school} is not known."),
                N_("Give the number; nothing else can stand for it, and it is not 0.")
                if not known
                else N_("Mend the number."),
                column=key,
                school=self.names[row],
            )
        return found

    @cached_property
    def pupils(self) -> FloatArray:
        """(H,) pupils of each school; all must be known."""
        return self.needed("pupils", "pupils")

    @cached_property
    def pupil_quanta(self) -> Array:
        """(H,) int64: pupils in whole millionths."""
        return in_quanta(self.pupils)

    def with_column(self, key: str, values: FloatArray, source: Source | None = None) -> Inputs:
        """Return the inputs with one column put in or replaced; NaN is absent."""
        state = np.where(np.isnan(values), ABSENT, KNOWN).astype(np.int8)
        sources = {**self.sources, key: source} if source else self.sources
        if key in self._position:
            table, states = np.array(self.values), np.array(self.state)
            table[:, self._position[key]], states[:, self._position[key]] = values, state
            untold = {each: cells for each, cells in self.untold.items() if each != key}
            return Inputs(self.ids, self.names, self.columns, table, states, self.texts, sources, untold)
        return Inputs(
            self.ids,
            self.names,
            (*self.columns, key),
            np.column_stack((self.values, values)),
            np.column_stack((self.state, state)),
            self.texts,
            sources,
            self.untold,
        )


def in_quanta(values: FloatArray) -> Array:
    """Return quantities in whole millionths, int64.

    >>> in_quanta(np.array([0.5, 300.0])).tolist()
    [500000, 300000000]
    """
    return np.asarray(np.rint(values * QUANTUM).astype(np.int64))
