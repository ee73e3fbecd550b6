"""The one door to files that are shipped with Piiri.

A wheel, a frozen app and the QGIS plugin carry them as ``piiri/_resources``; a checkout has them in ``resources/`` at
its top. The packaged place is looked at first, so that a stale copy elsewhere is never taken."""

from __future__ import annotations

from pathlib import Path


def resource(*parts: str) -> Path:
    """Return the path of a shipped file or folder.

    Parameters
    ----------
    parts
        Names below ``resources/``, for example ``"translations", "fi.json"``.

    Raises
    ------
    FileNotFoundError
        The installation is incomplete.
    """
    here = Path(__file__).resolve().parent
    for root in (here / "_resources", here.parents[1] / "resources"):
        path = root.joinpath(*parts)
        if path.exists():
            return path
    raise FileNotFoundError("/".join(("resources", *parts)))
