"""Files opened once: another answer, or one file more, does not read the others again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from ...progress import Forwards, Part, Progress, silent
from ..guarded import kept_readings
from ..recognise import Unread
from ..recognise.looking import Seen, Told, files_of, look
from ..recognise.proposing import look_through
from ..recognise.reading import told_of
from .samples import Sample, sample_of

_Stamp = tuple[int, int]


@dataclass(frozen=True, eq=False)
class Opened:
    """Files with what is in them.

    Attributes
    ----------
    files
        In the order in which they came.
    stamps
        Time and size of each, by which a file that was changed since is known.
    told
        How text files were to be read: name -> encoding and delimiter.
    readings
        What came out of the files, for the import to take instead of reading them again.
    seen, unread
        Their layers, and what cannot be used and why.
    """

    files: tuple[Path, ...] = ()
    stamps: tuple[_Stamp, ...] = ()
    seen: tuple[Seen, ...] = ()
    unread: tuple[Unread, ...] = ()
    told: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    readings: dict[Any, Any] = field(default_factory=dict)
    _samples: dict[tuple[str, str], Sample] = field(default_factory=dict)

    def sample(self, key: str, protected: str = "") -> Sample | None:
        """Return the first rows of a layer, found once; see :func:`piiri.io.pile.samples.sample_of`."""
        seen = self.of(key)
        if seen is not None and (key, protected) not in self._samples:
            self._samples[key, protected] = sample_of(seen, protected)
        return self._samples.get((key, protected))

    def of(self, key: str) -> Seen | None:
        """Return the layer that questions call so; None where there is none."""
        return next((each for each in self.seen if each.key == key), None)


def open_pile(
    paths: Sequence[Path],
    before: Opened | None = None,
    progress: Progress = silent,
    answers: Mapping[str, str] | None = None,
) -> Opened:
    """Open files.

    Parameters
    ----------
    paths
        Files, and folders whose files are taken.
    before
        What was open already; files in it that have not changed are not read again.
    progress
        Told how far it is; may raise :class:`piiri.progress.Cancelled`.
    answers
        May say the encoding and the delimiter of text files.

    Raises
    ------
    InputError
        ``address-refused``, or ``no-files``: a folder holds none.
    """
    files, progress = files_of(paths), Forwards(progress)
    stamps = tuple(map(_stamp, files))
    known = dict(zip(before.files, before.stamps, strict=True)) if before else {}
    names = [file.name for file in files]
    how = partial(told_of, answers=answers or {})
    told = {name: how(name) for name in names if any(how(name))}
    seen: list[Seen] = []
    unread: list[Unread] = []
    readings = {} if before is None else dict(before.readings)
    if len(set(names)) < len(names):  # names are told apart by the order in which they are opened
        with kept_readings(readings):
            found, left = _looked_at(files, progress, how)
        return Opened(tuple(files), stamps, tuple(found), tuple(left), told, readings)
    for n, (file, stamp) in enumerate(zip(files, stamps, strict=True)):
        same = before is not None and before.told.get(file.name) == told.get(file.name) and known.get(file) == stamp
        if before and same and before.files.count(file) == 1 and _named_once(file, before):
            seen += [each for each in before.seen if each.spec.path == file]
            unread += [each for each in before.unread if each.file == file.name]
        else:
            with kept_readings(readings):
                found, left = _looked_at([file], Part(progress, n / len(files), (n + 1) / len(files)), how)
            seen += found
            unread += left
    there = {str(file) for file in files}
    readings = {key: reading for key, reading in readings.items() if key[0] in there}
    return Opened(tuple(files), stamps, tuple(seen), tuple(unread), told, readings)


def _looked_at(files: Sequence[Path], progress: Progress, how: Told) -> tuple[list[Seen], list[Unread]]:
    """Open files and look at the values of each column, so that what is proposed from them takes no time."""
    found, left = look(files, Part(progress, 0.0, 0.6), how)
    look_through(found, Part(progress, 0.6, 1.0))
    return found, left


def _named_once(file: Path, opened: Opened) -> bool:
    return [each.name for each in opened.files].count(file.name) == 1


def _stamp(file: Path) -> _Stamp:
    try:
        found = file.stat()
    except OSError:
        return (0, -1)
    return found.st_mtime_ns, found.st_size
