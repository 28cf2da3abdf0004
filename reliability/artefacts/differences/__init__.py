"""What a change of an SLO does, in words: facts read off the files that are there and off those that would be.

Both sides are read the same way, out of the generated texts alone: what is compared is what other programs are told.
"""

from reliability.artefacts.differences.comparison import Difference, differences
from reliability.artefacts.differences.words import describe

__all__ = ["Difference", "describe", "differences"]
