"""Our gateway beside `@apollo/gateway`, on a few supergraphs; `make compare-apollo` takes more of them."""

import pytest

from tests.conformance.compare_with_apollo.apollo_gateway import NotInstalledError
from tests.conformance.compare_with_apollo.cases import (
    PLANS,
    compare_random_cases,
    compare_written_cases,
    marketplace,
)
from tests.conformance.compare_with_apollo.comparison import OURS, THEIRS, Comparison
from tests.conformance.compare_with_apollo.judgement import Kind, Verdict
from tests.harness.requirements import skip_or_fail

pytestmark = pytest.mark.conformance

SIMPLE = ("entity_call", "interface_across_graphs", "key_chain", "provides_union", "requires_chained")
ALIASED = {"plans/key_aliased_by_client": PLANS / "key_aliased_by_client"}
SEED = 3


@pytest.fixture
def comparison():
    try:
        running = Comparison()
    except NotInstalledError as reason:
        skip_or_fail(reason)
    with running:
        yield running


def test_random_supergraphs(comparison):
    compare_random_cases(25, SEED, 2, comparison.compare)
    results = comparison.results
    assert results.ours_wrong == 0, results.to_json()["differences"]
    assert results.operations > 25
    assert results.right[THEIRS] > results.operations * 3 // 4
    assert results.fetches[OURS] <= results.fetches[THEIRS]


def test_the_marketplace(comparison):
    assert compare_written_cases(marketplace(), SEED, 10, comparison.compare) == {}
    results = comparison.results
    assert results.operations > 5
    assert results.right[OURS] == results.right[THEIRS] == results.operations, results.to_json()["differences"]


def test_golden_plans_on_which_both_agree(comparison):
    unusable = compare_written_cases({f"plans/{name}": PLANS / name for name in SIMPLE}, SEED, 0, comparison.compare)
    results = comparison.results
    assert unusable == {}
    assert results.operations == len(SIMPLE)
    assert results.found == {}


def test_a_difference_is_found_judged_and_shown(comparison):
    """A client gives another field the name of the key: the reference answers with the key."""
    compare_written_cases(ALIASED, SEED, 0, comparison.compare)
    results = comparison.results
    assert [(each.difference.kind, each.difference.verdict) for each in results.ordered] == [(Kind.DATA, Verdict.OURS)]
    assert results.right == {OURS: 1}
    (shown,) = results.to_json()["differences"]
    assert shown["example"]["case"] == "plans/key_aliased_by_client"
    assert shown["example"][OURS]["answer"] == shown["example"]["one_schema"]["answer"]
