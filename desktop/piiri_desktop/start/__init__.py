"""The start page: three doors, what a crash left, recent projects."""

from .page import StartPage

__all__ = ["StartPage"]
