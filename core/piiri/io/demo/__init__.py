"""The demo municipality: Kaislalahti, an invented town on a northern coast, of any size, from a seed."""

from .municipality import demo_municipality

__all__ = ["demo_municipality"]
