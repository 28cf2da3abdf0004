"""What a review says: its tone follows from its rating alone."""

from random import Random

from marketplace.management.seeding.moderation import Case
from marketplace.management.seeding.review_phrases import ADVERTISEMENTS, CLOSINGS, DETAILS, OPENINGS, TITLES


def write_review(rating: int, thing: str, case: Case, random: Random) -> tuple[str, str]:
    """Return the title and the body of a review of `thing`."""
    if case is Case.ADVERTISEMENT:
        title, body = random.choice(ADVERTISEMENTS)
        return title, body.format(thing=thing)
    sentences = [random.choice(OPENINGS[rating]).format(thing=thing)]
    sentences += random.sample(DETAILS[rating], random.choices((0, 1, 2, 3), (2, 4, 3, 1))[0])
    if random.random() < 0.5:  # noqa: PLR2004
        sentences.append(random.choice(CLOSINGS[rating]))
    return random.choice(TITLES[rating]), " ".join(sentences)
