"""Indicators: plain named functions of a small table, each with key, unit, direction, formula and source."""

from . import blocks, distance, mix, proximity, size
from .registry import INDICATORS, Indicator
from .table import IntakeTable

__all__ = ["INDICATORS", "Indicator", "IntakeTable", "blocks", "distance", "mix", "proximity", "size"]
