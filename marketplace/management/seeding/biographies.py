"""What people say about themselves."""

from random import Random

_TRADES = (
    "Teacher",
    "Nurse",
    "Carpenter",
    "Photographer",
    "Software developer",
    "Student",
    "Retired engineer",
    "Graphic designer",
    "Cook",
    "Architect",
    "Bike mechanic",
    "Librarian",
    "Electrician",
    "Musician",
    "Parent of three",
    "Gardener",
)
_HABITS = (
    "clearing out the attic one box at a time",
    "buying used before new",
    "repairing what others throw away",
    "moving soon, so everything must go",
    "collecting records since school",
    "always looking for a good tool",
    "selling what the children have outgrown",
    "restoring old furniture at weekends",
    "changing cameras more often than lenses",
    "riding to work in every weather",
)
_MANNERS = (
    "I answer within a day.",
    "Pick-up preferred, shipping possible.",
    "Everything comes from a smoke-free home.",
    "I pack with care and post the next morning.",
    "Fair prices, no haggling below half.",
    "Evenings are best for collecting.",
    "Ask if you need more pictures.",
)


def biography(city: str, random: Random) -> str:
    """Return a line or two about a person of `city`; a third of the people say nothing."""
    if random.random() < 1 / 3:
        return ""
    opening = f"{random.choice(_TRADES)} in {city}, {random.choice(_HABITS)}."
    return f"{opening} {random.choice(_MANNERS)}" if random.random() < 0.7 else opening  # noqa: PLR2004
