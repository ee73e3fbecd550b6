"""The map: one widget with a cached picture of what stands still, and an overlay for what moves."""

from .canvas import MapView

__all__ = ["MapView"]
