from __future__ import annotations

import pytest

from marketplace.common.problems import (
    CollectedRefusals,
    MalformedIdError,
    Problem,
    ProblemError,
    StaleVersionError,
)


def test_a_refusal_carries_one_problem():
    refusal = MalformedIdError("That is no id.", field="offerId")
    assert refusal.problems == (Problem("MALFORMED_ID", "offerId", "That is no id."),)


def test_a_stale_version_tells_the_current_one():
    (problem,) = StaleVersionError(seen=3, current=5).problems
    assert (problem.code, problem.field) == ("STALE_VERSION", "version")
    assert "version 3" in problem.message
    assert "version is 5" in problem.message


def test_all_refused_parts_are_told_in_order():
    collected = CollectedRefusals()
    for refused in (MalformedIdError("first", field="a"), None, StaleVersionError(seen=1, current=2)):
        with collected.part():
            if refused:
                raise refused
    with pytest.raises(ProblemError) as refusal:
        collected.raise_any()
    assert [problem.code for problem in refusal.value.problems] == ["MALFORMED_ID", "STALE_VERSION"]


def test_nothing_refused_raises_nothing():
    collected = CollectedRefusals()
    with collected.part():
        pass
    collected.raise_any()


def test_errors_that_are_no_refusals_are_not_collected():
    collected = CollectedRefusals()
    with pytest.raises(ZeroDivisionError), collected.part():
        raise ZeroDivisionError
