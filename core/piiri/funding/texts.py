"""Models as the text that plans and edits carry, without reading the same text twice.

A weight that is dragged writes a new text at each frame; the model that it says is known then and need not be read.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from .model import FundingModel
from .reading import parse_model
from .writing import model_text

_MOST = 64
_known: OrderedDict[str, FundingModel] = OrderedDict()
_lock = Lock()


def model_from(text: str) -> FundingModel:
    """Return the model that a text says.

    Raises
    ------
    InputError
        As :func:`~piiri.funding.reading.parse_model`.

    Examples
    --------
    >>> from piiri.funding import preset
    >>> model_from(text_of(preset("flat"))) == preset("flat")
    True
    """
    with _lock:
        found = _known.get(text)
        if found is not None:
            _known.move_to_end(text)
            return found
    return _keep(text, parse_model(text))


def text_of(model: FundingModel) -> str:
    """Return a model as text, see :func:`~piiri.funding.writing.model_text`; it reads back as the same model."""
    text = model_text(model)
    _keep(text, model)
    return text


def _keep(text: str, model: FundingModel) -> FundingModel:
    with _lock:
        _known[text] = model
        _known.move_to_end(text)
        while len(_known) > _MOST:
            _known.popitem(last=False)
    return model
