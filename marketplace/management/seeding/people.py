"""The people of the demo marketplace: who they are, where they live, and since when."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from random import Random
from uuid import UUID

from marketplace.management.seeding.biographies import biography
from marketplace.management.seeding.cities import Place, Spot, atlas, spot_in
from marketplace.management.seeding.dates import Period
from marketplace.management.seeding.keys import key_at
from marketplace.management.seeding.randomness import Randomness, Subject

_MAIL_DOMAINS = ("mail.example", "post.example", "inbox.example")
MODERATORS = (1, 2, 3)
"""Indexes of the people who moderate."""

_ONE_LEAVES_IN = 80
_GROWTH = 0.6
"""People join ever faster: the share of the period after which a share of the people has joined, as a power."""


def is_active(index: int) -> bool:
    """Tell whether a person stayed. Who left sells nothing, reviews nothing and reports nothing."""
    return index % _ONE_LEAVES_IN != _ONE_LEAVES_IN - 1


def count_active(people: int) -> int:
    """Return how many of the first `people` stayed."""
    return people - people // _ONE_LEAVES_IN


@dataclass(frozen=True, slots=True)
class Person:
    """What offers and reviews need to know of a person; cheap to make again from the index."""

    index: int
    key: UUID
    joined_at: datetime
    place: Place
    generosity: float
    """How much kinder (above 0) or harsher than most this person rates, in stars."""
    care: float
    """How well this person sells, in stars around the average; buyers notice."""
    deactivated_at: datetime | None


@dataclass(frozen=True, slots=True)
class PersonDetails:
    """The rest of a profile."""

    display_name: str
    email: str
    bio: str
    spot: Spot
    verified: bool
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class People:
    """All persons 0..count-1, oldest member first."""

    randomness: Randomness
    count: int
    period: Period

    def outline(self, index: int) -> Person:
        """Return person `index`."""
        random = self.randomness.of(Subject.PERSON, index)
        joined_at = self.period.moment(((index + random.random()) / self.count) ** _GROWTH * 0.995)
        return Person(
            index=index,
            key=key_at(joined_at, random),
            joined_at=joined_at,
            place=atlas().draw(random),
            generosity=random.gauss(0, 0.35),
            care=random.gauss(0, 0.5),
            deactivated_at=None if is_active(index) else self.period.since(joined_at).moment(random.random()),
        )

    def details(self, person: Person) -> PersonDetails:
        """Return the profile of a person."""
        random = self.randomness.of(Subject.PERSON_DETAILS, person.index)
        given, family = _name(person, random)
        names = person.place.country.names
        display_name = f"{family} {given}" if names.family_first else f"{given} {family}"
        membership = self.period.since(person.joined_at)
        return PersonDetails(
            display_name=display_name,
            email=self._email(given, family, person.index, random),
            bio=biography(person.place.name, random),
            spot=spot_in(person.place, random),
            verified=random.random() < 0.62,  # noqa: PLR2004
            changed_at=person.deactivated_at or membership.moment(random.random() ** 3),
        )

    def _email(self, given: str, family: str, index: int, random: Random) -> str:
        """Return an address no other person of any seed has: the number is the person, the domain names the seed."""
        local = ".".join(filter(None, (_ascii(given), _ascii(family)))) or "member"
        return f"{local}.{index}@{random.choice(_MAIL_DOMAINS).replace('.', f'-{self.randomness.seed}.')}"


def _name(person: Person, random: Random) -> tuple[str, str]:
    names = person.place.country.names
    if random.random() < 0.5:  # noqa: PLR2004
        return random.choice(names.women), random.choice(names.women_family)
    return random.choice(names.men), random.choice(names.men_family)


def _ascii(name: str) -> str:
    """Return the letters of a name that an old mail system takes, in lower case; empty when there are none."""
    plain = unicodedata.normalize("NFKD", name.replace("ß", "ss").replace("ø", "o").replace("ł", "l").replace("Ł", "L"))
    return "".join(letter for letter in plain.lower() if letter.isascii() and letter.isalnum())
