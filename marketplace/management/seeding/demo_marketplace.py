"""The seeding as four passes over the demo marketplace: categories, people, offers, reviews."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from django.db.backends.base.base import BaseDatabaseWrapper

from marketplace.management.seeding.catalogue import category_keys, shelves
from marketplace.management.seeding.dates import Period
from marketplace.management.seeding.demo_logins import DEMO_MEMBER, DemoLogins
from marketplace.management.seeding.offers import Offers
from marketplace.management.seeding.people import People
from marketplace.management.seeding.randomness import Randomness, Subject
from marketplace.management.seeding.reviews import Reviews
from marketplace.management.seeding.rows import author_name_row, category_row, offer_rows, review_rows, user_row
from marketplace.management.seeding.sizes import Sizes
from marketplace.management.seeding.star_count import StarCount
from marketplace.management.seeding.writer import ROWS_IN_MEMORY, RowWriter
from marketplace.subgraphs.offers.models import Category, Offer, OfferImage
from marketplace.subgraphs.reviews.models import (
    AuthorName,
    OfferRating,
    Review,
    ReviewableOffer,
    ReviewReport,
    SellerRating,
)
from marketplace.subgraphs.users.models import User

TABLES = (
    Category,
    User,
    AuthorName,
    Offer,
    OfferImage,
    ReviewableOffer,
    Review,
    ReviewReport,
    OfferRating,
    SellerRating,
)
"""Every table that is written, each after those it refers to."""

DEMO_MEMBER_INDEX = 0


class Pass(StrEnum):
    """The passes worth a progress bar; each counts its main rows."""

    PEOPLE = "people"
    OFFERS = "offers"
    REVIEWS = "reviews"


Advance = Callable[[Pass], None]


@dataclass(frozen=True)
class DemoMarketplace:
    """One demo marketplace. The rows follow from these fields alone."""

    sizes: Sizes
    randomness: Randomness
    period: Period
    logins: DemoLogins | None

    @property
    def people(self) -> People:
        """Return everybody but the staff."""
        return People(self.randomness, self.sizes.users, self.period)

    def write(self, connection: BaseDatabaseWrapper, advance: Advance, *, rows_in_memory: int = ROWS_IN_MEMORY) -> int:
        """Write all rows in the caller's transaction and return how many; `advance` is called for each main row."""
        writer = RowWriter(connection, TABLES, rows_in_memory=rows_in_memory)
        categories = self._write_categories(writer)
        self._write_people(writer, advance)
        self._write_offers(writer, categories, advance)
        self._write_reviews(writer, advance)
        return writer.written

    def _write_categories(self, writer: RowWriter) -> list[Category]:
        """Write the tree and return it by position; a category that is there already is used as it is."""
        present = {category.slug: category for category in Category.objects.all()}
        keys = category_keys(self.randomness, self.period.start)
        tree: list[Category] = []
        for shelf, key in zip(shelves(), keys, strict=True):
            category = present.get(shelf.slug)
            if category is None:
                parent = None if shelf.parent is None else tree[shelf.parent]
                category = category_row(shelf, key, parent, self.period.start)
                writer.add(category)
            tree.append(category)
        writer.flush()
        return tree

    def _write_people(self, writer: RowWriter, advance: Advance) -> None:
        if self.logins:
            administrator = self.logins.administrator_row(self.period.start)
            writer.add(administrator)
            writer.add(author_name_row(administrator))
        people = self.people
        for index in range(self.sizes.users):
            person = people.outline(index)
            details = people.details(person)
            if self.logins and index == DEMO_MEMBER_INDEX:
                user = user_row(person, details, email=DEMO_MEMBER, password=self.logins.password)
            else:
                user = user_row(person, details, email=details.email, password=self._unusable_password(index))
            writer.add(user)
            writer.add(author_name_row(user))
            advance(Pass.PEOPLE)
        writer.flush()

    def _write_offers(self, writer: RowWriter, categories: list[Category], advance: Advance) -> None:
        offers = self._offers()
        for _, listings in offers.by_seller():
            for listing in listings:
                for row in offer_rows(listing, offers.details(listing), categories[listing.shelf.position].pk):
                    writer.add(row)
                advance(Pass.OFFERS)
        writer.flush()

    def _write_reviews(self, writer: RowWriter, advance: Advance) -> None:
        """Write reviews offer by offer, with the totals of each offer and seller as soon as they are complete."""
        reviews = Reviews(self.randomness, self.period, self.people)
        for seller, listings in self._offers().by_seller():
            of_seller = StarCount()
            for listing in listings:
                of_offer = StarCount()
                for judgement in reviews.of(listing):
                    for row in review_rows(judgement):
                        writer.add(row)
                    of_offer.add(judgement.counted_rating)
                    advance(Pass.REVIEWS)
                of_seller.add_all(of_offer)
                if of_offer:
                    writer.add(OfferRating.of_tally(listing.key, of_offer.tally))
            if of_seller:
                writer.add(SellerRating.of_tally(seller.key, of_seller.tally))
        writer.flush()

    def _offers(self) -> Offers:
        return Offers(self.randomness, self.sizes, self.period, self.people)

    def _unusable_password(self, index: int) -> str:
        """Return what no password hashes to, as `make_password(None)` does, but repeatable."""
        return f"!{self.randomness.of(Subject.STAFF, index + 2).getrandbits(200):040x}"[:41]
