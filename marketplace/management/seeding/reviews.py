"""The reviews of one offer after the other: who wrote, when, how many stars, in what tone, and what moderators did."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Final
from uuid import UUID

from marketplace.management.seeding.dates import Period
from marketplace.management.seeding.keys import key_at
from marketplace.management.seeding.moderation import Moderation, moderate
from marketplace.management.seeding.offers import Listing
from marketplace.management.seeding.people import People, Person, is_active
from marketplace.management.seeding.randomness import Randomness, Subject
from marketplace.management.seeding.review_phrases import OBJECTIONS
from marketplace.management.seeding.review_texts import write_review
from marketplace.subgraphs.reviews.domain.moderation import ModerationStatus
from marketplace.subgraphs.reviews.domain.ratings import HIGHEST_RATING, LOWEST_RATING

_EAGERNESS: Final = 1.6
"""How much more the oldest members write than the newest, as a power."""

_POSITION_BITS: Final = 20
"""Reviews of one offer are fewer than 2**20; see `sizes.LARGEST_AUDIENCE`."""


@dataclass(frozen=True, slots=True)
class Report:
    """One person's objection to a review."""

    key: UUID
    reporter: Person
    reason: str
    reported_at: datetime


@dataclass(frozen=True, slots=True)
class Judgement:
    """A review as it stands today."""

    key: UUID
    author: Person
    listing: Listing
    rating: int
    title: str
    body: str
    created_at: datetime
    edited_at: datetime | None
    moderation: Moderation
    reports: tuple[Report, ...] = field(default=())

    @property
    def counted_rating(self) -> int | None:
        """Return what the review adds to ratings: nothing unless it is published."""
        return self.rating if self.moderation.status is ModerationStatus.PUBLISHED else None


@dataclass(frozen=True, slots=True)
class Reviews:
    """All reviews of one marketplace."""

    randomness: Randomness
    period: Period
    people: People

    def of(self, listing: Listing) -> Iterator[Judgement]:
        """Yield the reviews of an offer; no author twice, never its seller. Memory grows with this audience only."""
        for position, index in enumerate(self._audience(listing)):
            author = self.people.outline(index)
            yield self._review(listing, author, (listing.index << _POSITION_BITS) | position)

    def _audience(self, listing: Listing) -> Iterator[int]:
        """Yield distinct people, the oldest members more often; a taken one gives way to the next who is free."""
        random = self.randomness.of(Subject.AUDIENCE, listing.index)
        taken = {listing.seller.index}
        for _ in range(listing.audience):
            candidate = int(random.random() ** _EAGERNESS * self.people.count)
            while candidate in taken or not is_active(candidate):
                candidate = (candidate + 1) % self.people.count
            taken.add(candidate)
            yield candidate

    def _review(self, listing: Listing, author: Person, index: int) -> Judgement:
        random = self.randomness.of(Subject.REVIEW, index)
        earliest = max(listing.published_at or listing.created_at, author.joined_at)
        created_at = self.period.since(earliest).moment(random.random() ** 1.3 * 0.999)
        key = key_at(created_at, random)
        rating = _rating(listing, author, random)
        afterwards = self.period.since(created_at)
        moderation = moderate(random, author=author, rating=rating, afterwards=afterwards, people=self.people)
        title, body = write_review(rating, listing.thing, moderation.case, random)
        edited = random.random() < 0.04 and moderation.decided_at is None  # noqa: PLR2004
        return Judgement(
            key=key,
            author=author,
            listing=listing,
            rating=rating,
            title=title,
            body=body,
            created_at=created_at,
            edited_at=afterwards.moment(random.random()) if edited else None,
            moderation=moderation,
            reports=tuple(self._reports(listing, author, moderation, index, afterwards)),
        )

    def _reports(
        self, listing: Listing, author: Person, moderation: Moderation, index: int, afterwards: Period
    ) -> Iterator[Report]:
        """Yield the objections: the seller's first, then those of people who are neither seller nor author."""
        if not moderation.objections:
            return
        random = self.randomness.of(Subject.REPORT, index)
        before_decision = Period(afterwards.start, moderation.decided_at or afterwards.until)
        others = {listing.seller.index, author.index}
        reporters = [listing.seller.index]
        while len(reporters) < moderation.objections:
            candidate = random.randrange(self.people.count)
            if candidate not in others and is_active(candidate):
                others.add(candidate)
                reporters.append(candidate)
        for reporter in reporters:
            reported_at = before_decision.moment(random.random())
            yield Report(
                key=key_at(reported_at, random),
                reporter=self.people.outline(reporter),
                reason=random.choice(OBJECTIONS),
                reported_at=reported_at,
            )


def _rating(listing: Listing, author: Person, random: Random) -> int:
    """Return stars around the offer's quality; a few are simply unlucky."""
    if random.random() < 0.05:  # noqa: PLR2004
        return random.choice((1, 1, 2))
    felt = listing.quality + author.generosity + random.gauss(0.15, 0.75)
    return max(LOWEST_RATING, min(HIGHEST_RATING, round(felt)))
