"""From a pile of files to a proposed mapping, with open questions; what is guessed is said, and can be answered."""

from .kinds import KINDS, Guess
from .looking import Unread
from .proposal import Proposal, Recognised
from .proposing import propose
from .questions import Choice, Question, Said

__all__ = ["KINDS", "Choice", "Guess", "Proposal", "Question", "Recognised", "Said", "Unread", "propose"]
