"""From the demo marketplace to rows: the only place that knows both its shapes and the tables."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from marketplace.common.requester import Role
from marketplace.management.seeding.catalogue import Shelf
from marketplace.management.seeding.offers import Listing, ListingDetails
from marketplace.management.seeding.people import MODERATORS, Person, PersonDetails
from marketplace.management.seeding.reviews import Judgement
from marketplace.subgraphs.offers.domain.category_path import path_of
from marketplace.subgraphs.offers.domain.search_text import searchable
from marketplace.subgraphs.offers.domain.status import OfferStatus
from marketplace.subgraphs.offers.models import Category, Offer, OfferImage
from marketplace.subgraphs.reviews.models import AuthorName, Review, ReviewableOffer, ReviewReport
from marketplace.subgraphs.users.models import User

AVATARS = "https://avatars.holdfast.example/{key}.svg"
IMAGES = "https://images.holdfast.example/{key}/{position}.webp"


def user_row(person: Person, details: PersonDetails, *, email: str, password: str) -> User:
    """Return the account of a person; `password` is a hash."""
    place = person.place
    roles = [Role.MEMBER.value] + [Role.MODERATOR.value] * (person.index in MODERATORS)
    return User(
        id=person.key,
        created_at=person.joined_at,
        updated_at=details.changed_at,
        version=1 if details.changed_at == person.joined_at else 2,
        email=email,
        password=password,
        display_name=details.display_name,
        bio=details.bio,
        avatar_url=AVATARS.format(key=person.key) if person.key.int % 3 else "",
        locale=place.country.locale,
        city_name=place.name,
        city_country_code=place.country.code,
        city_latitude=place.latitude,
        city_longitude=place.longitude,
        home_latitude=details.spot.latitude,
        home_longitude=details.spot.longitude,
        verified=details.verified,
        roles=roles,
        deactivated_at=person.deactivated_at,
    )


def author_name_row(user: User) -> AuthorName:
    """Return what reviews remembers of a user."""
    return AuthorName(author_id=user.pk, display_name=user.display_name, profile_version=user.version)


def category_row(shelf: Shelf, key: UUID, parent: Category | None, opened_at: datetime) -> Category:
    """Return a node of the tree below `parent`."""
    return Category(
        id=key,
        created_at=opened_at,
        updated_at=opened_at,
        slug=shelf.slug,
        name=shelf.name,
        parent_id=parent.pk if parent else None,
        path=path_of(shelf.slug, parent_path=parent.path if parent else ""),
    )


def offer_rows(
    listing: Listing, details: ListingDetails, category: UUID
) -> Iterator[Offer | OfferImage | ReviewableOffer]:
    """Yield an offer, its images, and what reviews knows of it when it was ever published."""
    place = listing.seller.place
    yield Offer(
        id=listing.key,
        created_at=listing.created_at,
        updated_at=listing.changed_at,
        version=listing.version,
        seller_id=listing.seller.key,
        title=details.title,
        description=details.description,
        category_id=category,
        price_minor=details.price_minor,
        price_currency=place.country.currency,
        condition=details.condition.value,
        quantity=details.quantity,
        city_name=place.name,
        city_country_code=place.country.code,
        city_latitude=place.latitude,
        city_longitude=place.longitude,
        latitude=details.spot.latitude,
        longitude=details.spot.longitude,
        status=listing.status.value,
        reserved_by_id=details.reserved_by.key if details.reserved_by else None,
        published_at=listing.published_at,
        search_text=searchable(details.title, details.description),
    )
    for position, image in enumerate(details.images):
        yield OfferImage(
            id=image.key,
            created_at=listing.created_at,
            updated_at=listing.created_at,
            offer_id=listing.key,
            position=position,
            url=IMAGES.format(key=listing.key, position=position + 1),
            alt_text=image.shows,
        )
    if listing.published_at:
        is_open = listing.status is not OfferStatus.ARCHIVED
        yield ReviewableOffer(offer_id=listing.key, seller_id=listing.seller.key, open=is_open)


def review_rows(judgement: Judgement) -> Iterator[Review | ReviewReport]:
    """Yield a review and the reports against it."""
    moderation = judgement.moderation
    changes = [judgement.edited_at, moderation.decided_at]
    yield Review(
        id=judgement.key,
        created_at=judgement.created_at,
        updated_at=max(filter(None, changes), default=judgement.created_at),
        version=1 + sum(change is not None for change in changes),
        author_id=judgement.author.key,
        offer_id=judgement.listing.key,
        rating=judgement.rating,
        title=judgement.title,
        body=judgement.body,
        status=moderation.status.value,
        edited_at=judgement.edited_at,
        moderated_by=moderation.decided_by.key if moderation.decided_by else None,
        moderated_at=moderation.decided_at,
        moderation_reason=moderation.reason,
    )
    for report in judgement.reports:
        yield ReviewReport(
            id=report.key,
            created_at=report.reported_at,
            updated_at=moderation.decided_at or report.reported_at,
            review_id=judgement.key,
            reporter_id=report.reporter.key,
            reason=report.reason,
            open=moderation.decided_at is None,
        )
