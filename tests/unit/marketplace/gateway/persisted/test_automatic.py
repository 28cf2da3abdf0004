"""What clients register stays within its bytes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from marketplace.gateway.config import AutomaticPersistedQueriesConfig
from marketplace.gateway.persisted import AutomaticQueries, sha256_of


@given(st.lists(st.text(max_size=80), max_size=40))
def test_memory_is_bounded_and_the_newest_stay(texts: list[str]) -> None:
    queries = AutomaticQueries(AutomaticPersistedQueriesConfig(memory=1_000, largest=100))
    for text in texts:
        queries.register(sha256_of(text), text)
    assert queries._used == sum(200 + len(text) for text in queries._texts.values()) <= 1_000
    if texts:
        assert queries.get(sha256_of(texts[-1])) == texts[-1] or texts.count(texts[-1]) > 1


def test_a_long_text_is_not_kept() -> None:
    queries = AutomaticQueries(AutomaticPersistedQueriesConfig(largest=10))
    queries.register(sha256_of("{ aaaaaaaaaa }"), "{ aaaaaaaaaa }")
    assert len(queries) == 0
