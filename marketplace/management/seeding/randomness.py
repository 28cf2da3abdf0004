"""One small random generator for each thing of the demo marketplace.

Person 17 of seed 1 is the same person whether it is made first, last, or again a minute later. That is what lets the
seeding stream: nothing has to be kept in memory for a later stage, because the stage can make it again.
"""

from dataclasses import dataclass
from enum import IntEnum
from random import Random


class Subject(IntEnum):
    """What a generator is for; each subject has its own numbers. The values are part of the data: append only."""

    PERSON = 1
    PERSON_DETAILS = 2
    STOREFRONT = 3
    OFFER = 4
    OFFER_DETAILS = 5
    IMAGE = 6
    POPULARITY = 7
    AUDIENCE = 8
    REVIEW = 9
    REPORT = 10
    CATEGORY = 11
    STAFF = 12


@dataclass(frozen=True, slots=True)
class Randomness:
    """The family of generators of one seed."""

    seed: int

    def of(self, subject: Subject, index: int) -> Random:
        """Return a fresh generator that depends on the seed, the subject and the index (0 <= index < 2**64) only."""
        return Random((self.seed << 96) | (subject << 64) | index)
