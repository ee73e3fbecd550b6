"""Needs-based funding: any city's formula, exact to the cent, every step explained.

The pipeline, each stage a pure function of its own module: inputs → :mod:`.missing` → :mod:`.indicators` →
:mod:`.index` → :mod:`.components` → :mod:`.sector` → :mod:`.guarantees` → :mod:`.balance` → :mod:`.rounding` → ledger.
"""

from .allocating import Allocation, allocate
from .inputs import Inputs, Source
from .model import FundingModel
from .presets import preset, preset_names
from .reading import parse_model, read_model
from .reference import Reference, reference_of

__all__ = [
    "Allocation",
    "FundingModel",
    "Inputs",
    "Reference",
    "Source",
    "allocate",
    "parse_model",
    "preset",
    "preset_names",
    "read_model",
    "reference_of",
]
