"""From a city's own files to a project, one screen a step; what is found and decided is in :mod:`piiri.io.pile`."""

from .desk import Importing

__all__ = ["Importing"]
