"""What moderators did, or have still to do, about each review of the demo marketplace."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from random import Random

from marketplace.management.seeding.dates import Period
from marketplace.management.seeding.people import MODERATORS, People, Person
from marketplace.management.seeding.review_phrases import ADVERTISEMENT_REASONS, OBJECTION_REASONS
from marketplace.subgraphs.reviews.domain.moderation import REPORTS_THAT_WITHDRAW, ModerationStatus


class Case(Enum):
    """Why moderators look at a review."""

    NONE = auto()
    ADVERTISEMENT = auto()
    OBJECTION = auto()


@dataclass(frozen=True, slots=True)
class Moderation:
    """The standing of a review. `objections` people reported it; reports are open until a decision."""

    case: Case
    status: ModerationStatus
    objections: int = 0
    decided_at: datetime | None = None
    decided_by: Person | None = None
    reason: str = ""


_UNTOUCHED = Moderation(Case.NONE, ModerationStatus.PUBLISHED)
_ADVERTISEMENT_SHARE = 0.008
_OBJECTION_SHARE = 0.12
_HARSH = 2
_FEWEST_REPORTERS = REPORTS_THAT_WITHDRAW + 1
"""The author, and as many others as it takes to withdraw a review."""
_PATIENCE = timedelta(days=45)


def moderate(random: Random, *, author: Person, rating: int, afterwards: Period, people: People) -> Moderation:
    """Decide the standing of a review with `rating` stars that `author` wrote at the start of `afterwards`."""
    chance = random.random()
    if chance < _ADVERTISEMENT_SHARE:
        waiting = Moderation(Case.ADVERTISEMENT, ModerationStatus.PENDING)
        return _decided(
            waiting, random.choice(ADVERTISEMENT_REASONS), random, author=author, afterwards=afterwards, people=people
        )
    if rating <= _HARSH and people.count > _FEWEST_REPORTERS and chance < _ADVERTISEMENT_SHARE + _OBJECTION_SHARE:
        objections = random.choices((1, 2, REPORTS_THAT_WITHDRAW), (5, 3, 4))[0]
        if objections < REPORTS_THAT_WITHDRAW:
            return Moderation(Case.OBJECTION, ModerationStatus.PUBLISHED, objections)
        waiting = Moderation(Case.OBJECTION, ModerationStatus.PENDING, objections)
        return _decided(
            waiting, random.choice(OBJECTION_REASONS), random, author=author, afterwards=afterwards, people=people
        )
    return _UNTOUCHED


def _decided(
    waiting: Moderation, reason: str, random: Random, *, author: Person, afterwards: Period, people: People
) -> Moderation:
    """Return the case after the decision of another moderator, if it came in time; the newest cases still wait."""
    decided_at = afterwards.start + random.random() * _PATIENCE
    if decided_at >= afterwards.until or people.count <= max(MODERATORS):
        return waiting
    upheld = waiting.case is Case.ADVERTISEMENT or random.random() < 0.6  # noqa: PLR2004
    return Moderation(
        case=waiting.case,
        status=ModerationStatus.REJECTED if upheld else ModerationStatus.PUBLISHED,
        objections=waiting.objections,
        decided_at=decided_at,
        decided_by=people.outline(random.choice([index for index in MODERATORS if index != author.index])),
        reason=reason if upheld else "",
    )
