"""Tone is measured with words of our own, not with the phrases the texts are made of."""

import re
from collections import Counter
from itertools import groupby
from statistics import mean

import pytest

from marketplace.management.seeding.moderation import Case
from marketplace.subgraphs.reviews.domain.drafts import ReviewDraft
from marketplace.subgraphs.reviews.domain.moderation import ModerationStatus, has_contact_details
from tests.factories.demo_marketplace import PERIOD, SIZES, demo_judgements

PRAISE = re.compile(
    r"\b(excellent|perfect|wonderful|delighted|beautiful|lovely|thank|recommended|happy|happier|pleasure|pleased"
    r"|gladly|better than|exactly|good|nice|solid|friendly|fair|great care|kind note|sooner|smoothly|honest)\b",
    re.IGNORECASE,
)
BLAME = re.compile(
    r"\b(damaged?|useless|waste|never|worst|disappointed|disappointing|refused|flaws|missing|dirty|stained|torn"
    r"|nothing like|no longer|too worn|more worn than the pictures|too expensive|poor|regret|pity|stay away|do not buy"
    r"|money back|expected more|not as described|not what i|smelled|blamed|three times|throw)\b",
    re.IGNORECASE,
)


def words_of(judgement):
    return f"{judgement.title}. {judgement.body}"


def tone(judgement):
    text = words_of(judgement)
    return len(PRAISE.findall(text)) - len(BLAME.findall(text))


def written_by_people():
    return [judgement for judgement in demo_judgements() if judgement.moderation.case is not Case.ADVERTISEMENT]


def test_as_many_as_asked_for_and_the_same_every_time():
    judgements = demo_judgements()

    assert len(judgements) == SIZES.reviews
    assert len({judgement.key for judgement in judgements}) == SIZES.reviews
    demo_judgements.cache_clear()
    assert judgements == demo_judgements()
    assert judgements != demo_judgements(seed=2)


def test_nobody_reviews_twice_nor_their_own_offer():
    pairs = Counter((judgement.author.key, judgement.listing.key) for judgement in demo_judgements())

    assert max(pairs.values()) == 1
    assert all(judgement.author.key != judgement.listing.seller.key for judgement in demo_judgements())


def test_tone_rises_with_the_rating():
    by_rating: dict[int, list[int]] = {rating: [] for rating in range(1, 6)}
    for judgement in written_by_people():
        by_rating[judgement.rating].append(tone(judgement))

    averages = [mean(by_rating[rating]) for rating in range(1, 6)]
    assert averages == sorted(averages)
    assert averages[0] < -1
    assert averages[1] < -0.8
    assert averages[4] > 2


@pytest.mark.parametrize(("ratings", "foreign"), [({4, 5}, BLAME), ({1, 2}, PRAISE)])
def test_no_text_speaks_against_its_rating(ratings, foreign):
    contradictions = {
        words_of(judgement)
        for judgement in written_by_people()
        if judgement.rating in ratings and foreign.search(words_of(judgement).replace("bought", ""))
    }

    allowed = re.compile(r"not what i would call good condition|a little more worn", re.IGNORECASE)
    assert [text for text in contradictions if foreign.search(allowed.sub("", text))] == []


def test_texts_are_valid_reviews_and_varied():
    for judgement in demo_judgements():
        ReviewDraft.checked(rating=judgement.rating, title=judgement.title, body=judgement.body)
    assert len({words_of(judgement) for judgement in demo_judgements()}) > SIZES.reviews / 2


def test_ratings_lean_to_the_good_side_as_they_do_everywhere():
    counts = Counter(judgement.rating for judgement in demo_judgements())

    assert set(counts) == {1, 2, 3, 4, 5}
    assert counts[4] + counts[5] > SIZES.reviews / 2
    assert counts[1] + counts[2] > SIZES.reviews / 40


def test_some_people_write_far_more_than_others():
    counts = sorted(Counter(judgement.author.key for judgement in demo_judgements()).values(), reverse=True)

    assert counts[0] > 3 * counts[len(counts) // 2]


def test_moderation_follows_the_rules_of_the_reviews_subgraph():
    for judgement in demo_judgements():
        moderation = judgement.moderation
        advertises = moderation.case is Case.ADVERTISEMENT
        assert advertises == (has_contact_details(judgement.title) or has_contact_details(judgement.body))
        assert len(judgement.reports) == moderation.objections
        assert len({report.reporter.key for report in judgement.reports} | {judgement.author.key}) == (
            moderation.objections + 1
        )
        if moderation.status is ModerationStatus.PENDING:
            assert moderation.decided_at is None
            assert advertises or moderation.objections == 3
        if moderation.status is ModerationStatus.REJECTED:
            assert moderation.reason
            assert moderation.decided_by != judgement.author


def test_dates_follow_one_another():
    for judgement in demo_judgements():
        assert judgement.author.joined_at <= judgement.created_at <= PERIOD.until
        assert judgement.listing.published_at
        assert judgement.listing.published_at <= judgement.created_at
        for later in (judgement.edited_at, judgement.moderation.decided_at):
            assert later is None or judgement.created_at <= later <= PERIOD.until


def test_reviews_come_grouped_by_offer_and_offers_by_seller():
    sellers = [key for key, _ in groupby(judgement.listing.seller.key for judgement in demo_judgements())]

    assert len(sellers) == len(set(sellers))
