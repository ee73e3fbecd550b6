"""A save: a complete new file beside the old one, read back and checked, then put in its place in one step.

The old file is never opened for writing, so it survives whatever happens. Nothing is read from it either: the layers
are made from the truth each time, so damage does not live on.
"""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from ..errors import PiiriError
from ..i18n import N_, tr
from ..model import Dataset, Plan
from ..progress import Progress
from .contents import copy_truth
from .faults import edited_elsewhere, in_use, not_allowed, not_as_written, saved_elsewhere, told
from .geopackage import create_geopackage, register
from .hashes import hash_table, write_hash
from .layers import layers_of, write_layer
from .saved import check_project, edited_layers, identity_of, reading
from .schema import TRUTH

_GEOPACKAGE = ("gpkg_spatial_ref_sys", "gpkg_contents", "gpkg_geometry_columns", "gpkg_extensions")

# a virus scanner or a sync program lets go after a moment
_PATIENCE_S = (0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2)
_HELD = {errno.EACCES, errno.EPERM, errno.EBUSY}

_DESCRIPTIONS = {
    "piiri_schema": N_("Piiri: version of its tables"),
    "piiri_project": N_("Piiri: which save this is"),
    "piiri_dataset": N_("Piiri: what was loaded"),
    "piiri_array": N_("Piiri: numbers of the data and the plans"),
    "piiri_plan": N_("Piiri: start of each plan"),
    "piiri_journal": N_("Piiri: every edit, in order"),
    "piiri_hash": N_("Piiri: content hash of each table"),
}


def copy_to_snapshot(source: sqlite3.Connection, snapshot: sqlite3.Connection, identity: Mapping[str, str]) -> None:
    """Begin a snapshot with the truth; the caller keeps edits out meanwhile."""
    snapshot.execute("BEGIN EXCLUSIVE")
    copy_truth(source, snapshot, identity)


def add_layers(
    snapshot: sqlite3.Connection, dataset: Dataset, plan: Plan, saved_at: str, target: Path, progress: Progress
) -> None:
    """Add the layers for people and what GeoPackage asks for, and end the snapshot's transaction."""
    srs_id = create_geopackage(snapshot, dataset.crs)
    for table in TRUTH:
        register(snapshot, table, tr(_DESCRIPTIONS[table]), saved_at)
    count = 3 + len(dataset.stages) + len(dataset.residents)
    for position, layer in enumerate(layers_of(dataset, plan)):
        progress(
            0.1 + 0.5 * position / count, tr("Writing the layer {layer} to {file}", layer=layer.name, file=target.name)
        )
        write_hash(snapshot, layer.name, *write_layer(snapshot, layer, srs_id, saved_at))
    for table in _GEOPACKAGE:
        write_hash(snapshot, table, *hash_table(snapshot, table))
    snapshot.execute("COMMIT")


def check_snapshot(temporary: Path, target: Path) -> None:
    """Read the new file back; raises ``not-as-written`` where it is not what was sent to the disk."""
    try:
        wrong = check_project(temporary)
    except PiiriError as problem:
        raise not_as_written(target, str(problem.facts.get("table", "sqlite_master"))) from problem
    if wrong:
        raise not_as_written(target, wrong[0])


def check_target(target: Path, save: str) -> None:
    """Refuse to replace a file that is no longer the one this work rests on.

    Parameters
    ----------
    target
        The file to be replaced; none is fine.
    save
        The mark of the save that this work rests on.

    Raises
    ------
    StorageError
        ``saved-elsewhere`` or ``edited-elsewhere``.
    """
    if not target.exists():
        return
    try:
        found = identity_of(target).get("save")
        with reading(target) as connection:
            edited = edited_layers(connection, target)
    except PiiriError as problem:
        raise saved_elsewhere(target) from problem
    if found != save:
        raise saved_elsewhere(target)
    if edited:
        raise edited_elsewhere(target, edited)


def check_free(target: Path) -> None:
    """Refuse to replace a file that is read-only or that another program is writing to.

    A journal beside the file belongs to that very file: SQLite would play it into the one that takes its place and harm
    it. QGIS has such a journal while it edits a layer, and leaves it behind when it does not end well.

    Raises
    ------
    StorageError
        ``not-writable`` or ``in-use``.
    """
    with told(target, writing=True):
        if target.exists() and not target.stat().st_mode & 0o222:
            raise not_allowed(target)
        if any(target.with_name(target.name + ending).exists() for ending in ("-wal", "-shm", "-journal")):
            raise in_use(target)


def put_on_disk(temporary: Path, target: Path) -> None:
    """Wait until the new file is on the disk, and give it the old one's permissions."""
    with told(target, writing=True):
        if target.exists():
            shutil.copymode(target, temporary)
        descriptor = os.open(temporary, os.O_RDWR)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def put_in_place(temporary: Path, target: Path) -> None:
    """Replace the file in one step, patiently, and wait until the folder knows."""
    with told(target, writing=True):
        for wait_s in (*_PATIENCE_S, None):
            try:
                os.replace(temporary, target)
                break
            except OSError as problem:
                if wait_s is None or problem.errno not in _HELD:
                    raise
                time.sleep(wait_s)
    if hasattr(os, "O_DIRECTORY"):
        with suppress(OSError):  # some file systems cannot; the file itself is safe
            descriptor = os.open(target.parent, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
