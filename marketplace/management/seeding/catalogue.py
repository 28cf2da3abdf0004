"""The category tree as rows see it, and what is written about a thing that stands on one of its leaves."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from random import Random
from uuid import UUID

from django.utils.text import slugify

from marketplace.management.seeding.category_tree import ELECTRONICS, FASHION, HOME, Branch, Leaf
from marketplace.management.seeding.keys import key_at
from marketplace.management.seeding.leisure_categories import CHILDREN, COLLECTING, MEDIA, MUSIC, SPORT, WORKSHOP
from marketplace.management.seeding.randomness import Randomness, Subject

ROOTS: tuple[Branch, ...] = (ELECTRONICS, HOME, FASHION, SPORT, MUSIC, MEDIA, CHILDREN, WORKSHOP, COLLECTING)


@dataclass(frozen=True, slots=True)
class Shelf:
    """A node of the tree; `parent` is a position in `shelves()`, parents first."""

    name: str
    slug: str
    parent: int | None
    node: Branch | Leaf
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeafShelf:
    """A shelf that offers stand on."""

    position: int
    leaf: Leaf
    notes: tuple[str, ...]


@cache
def shelves() -> tuple[Shelf, ...]:
    """Flatten the tree, parents before children."""
    found: list[Shelf] = []

    def walk(node: Branch | Leaf, parent: int | None, inherited: tuple[str, ...]) -> None:
        notes = node.notes or inherited if isinstance(node, Branch) else inherited
        position = len(found)
        found.append(Shelf(node.name, slugify(node.name), parent, node, notes))
        if isinstance(node, Branch):
            for child in node.children:
                walk(child, position, notes)

    for root in ROOTS:
        walk(root, None, ())
    return tuple(found)


@cache
def leaf_shelves() -> tuple[LeafShelf, ...]:
    """Return every shelf without shelves below it."""
    return tuple(
        LeafShelf(position, shelf.node, shelf.notes)
        for position, shelf in enumerate(shelves())
        if isinstance(shelf.node, Leaf)
    )


@cache
def category_keys(randomness: Randomness, opened_at: datetime) -> tuple[UUID, ...]:
    """Return the key of every shelf, by position."""
    return tuple(key_at(opened_at, randomness.of(Subject.CATEGORY, position)) for position in range(len(shelves())))


_STATES = {
    "NEW": ("Unused, still sealed.", "New, a present I have no use for.", "Never used, bought twice by mistake."),
    "LIKE_NEW": ("As good as new.", "Used two or three times.", "You would not tell it from a new one."),
    "GOOD": ("Good condition with light marks of use.", "Used, but well cared for.", "Works as it should, looks used."),
    "FAIR": (
        "Clear marks of use, all in working order.",
        "Has seen some years, still does its work.",
        "Scratched, but sound.",
    ),
    "FOR_PARTS": ("Damaged, sold for repair.", "Needs repair; no returns.", "Incomplete, good for spare parts."),
}
_REASONS = (
    "I am selling because we are moving.",
    "Replaced by a newer one.",
    "It has been standing around for a year and deserves better.",
    "Bought for a project that is now finished.",
    "It was a present that does not suit us.",
    "I need the space.",
    "I changed my mind and kept the other one.",
    "My daughter has moved out and left it behind.",
)
_TERMS = (
    "Pick-up in {city} or shipping at cost.",
    "Collection in {city} preferred.",
    "I ship within the country and hand over in person in {city}.",
    "Cash or bank transfer; pick-up in {city}.",
    "Viewing in {city} at weekends.",
)


_PRAISEWORTHY = {"LIKE_NEW", "GOOD"}
"""The conditions in which the traits of a leaf can be believed."""


def title_of(shelf: LeafShelf, thing: str, condition: str, random: Random) -> str:
    """Return the heading of an offer: the thing, and often what speaks for it."""
    praised = condition in _PRAISEWORTHY and random.random() < 0.8  # noqa: PLR2004
    return f"{thing}, {random.choice(shelf.leaf.traits)}" if praised else thing


def description_of(shelf: LeafShelf, thing: str, *, condition: str, city: str, random: Random) -> str:
    """Return three to five sentences that fit the thing, its condition and the city."""
    sentences = [f"For sale: {thing}.", random.choice(_STATES[condition])]
    sentences += [random.choice(_REASONS)] * (random.random() < 0.7)  # noqa: PLR2004
    sentences += [random.choice(shelf.notes)] * (random.random() < 0.6)  # noqa: PLR2004
    sentences.append(random.choice(_TERMS).format(city=city))
    return " ".join(sentences)
