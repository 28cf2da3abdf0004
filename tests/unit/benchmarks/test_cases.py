"""The benchmark's queries are planned as their names say; a query that is not stops the benchmark."""

from __future__ import annotations

import pytest

from benchmarks.marketplace.cases import UnfitCaseError, read_cases


def test_every_case_is_the_chain_of_its_name() -> None:
    assert [case.name for case in read_cases()] == ["one_subgraph", "two_hops", "three_hops"]


def test_a_case_that_asks_others_is_refused() -> None:
    with pytest.raises(UnfitCaseError, match="two_hops"):
        read_cases({"two_hops": ("offers", "reviews")})
