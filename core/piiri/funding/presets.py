"""The models that Piiri ships, each with its source, year and status. None of them is official."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from ..errors import InputError
from ..i18n import N_
from ..resources import resource
from .model import FundingModel
from .reading import read_model


@lru_cache(maxsize=1)
def preset_names() -> tuple[str, ...]:
    """Return the names of the models shipped, sorted.

    >>> "flat" in preset_names()
    True
    """
    return tuple(sorted(path.stem for path in resource("funding").glob("*.toml")))


@lru_cache(maxsize=64)
def preset(name: str) -> FundingModel:
    """Return a shipped model; ``KeyError`` where there is none of that name."""
    if name not in preset_names():
        raise KeyError(name)
    return read_model(resource("funding", f"{name}.toml"))


def model_of(text: str) -> FundingModel:
    """Return the model of a file, or the shipped one of that name.

    Raises
    ------
    InputError
        ``model-not-found``, or what is wrong with the file.
    """
    if text in preset_names():
        return preset(text)
    path = Path(text)
    if not path.exists():
        raise InputError(
            "model-not-found",
            N_("There is no file {file}, and no model of that name."),
            N_("Models that Piiri ships: {known}."),
            file=text,
            known=", ".join(preset_names()),
        )
    return read_model(path)
