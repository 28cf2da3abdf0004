from __future__ import annotations

import pytest

from marketplace.common.problems import ProblemError
from marketplace.subgraphs.reviews.domain.drafts import MAX_BODY, MAX_REASON, MAX_TITLE, ReviewDraft, checked_reason


def test_a_draft_is_trimmed_and_fits_exactly():
    draft = ReviewDraft.checked(rating=5, title=f"  {'t' * MAX_TITLE} ", body=f"\n{'b' * MAX_BODY}\n")

    assert draft == ReviewDraft(rating=5, title="t" * MAX_TITLE, body="b" * MAX_BODY)


@pytest.mark.parametrize("rating", [0, 6, -1])
def test_a_rating_is_one_to_five(rating):
    with pytest.raises(ProblemError) as refused:
        ReviewDraft.checked(rating=rating, title="Good", body="Very good.")

    assert [(problem.code, problem.field) for problem in refused.value.problems] == [("INVALID_RATING", "rating")]


def test_all_that_is_wrong_is_told_at_once():
    with pytest.raises(ProblemError) as refused:
        ReviewDraft.checked(rating=9, title="   ", body="b" * (MAX_BODY + 1))

    assert [(problem.code, problem.field) for problem in refused.value.problems] == [
        ("INVALID_RATING", "rating"),
        ("TEXT_REQUIRED", "title"),
        ("TEXT_TOO_LONG", "body"),
    ]


def test_a_reason_is_trimmed():
    assert checked_reason("  Rude. ") == "Rude."


@pytest.mark.parametrize(("reason", "code"), [(" ", "TEXT_REQUIRED"), ("r" * (MAX_REASON + 1), "TEXT_TOO_LONG")])
def test_a_reason_is_neither_blank_nor_too_long(reason, code):
    with pytest.raises(ProblemError) as refused:
        checked_reason(reason)

    assert [(problem.code, problem.field) for problem in refused.value.problems] == [(code, "reason")]
