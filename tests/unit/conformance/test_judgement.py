"""How two answers differ, and who is confirmed."""

from __future__ import annotations

import pytest

from tests.conformance.compare_with_apollo.judgement import Kind, Outcome, Verdict, differences
from tests.conformance.compare_with_apollo.lenient_server import LEFT_OPEN

RIGHT = {"data": {"a": 1, "b": {"c": 2}}}
FAILED = {"data": {"a": None, "b": {"c": 2}}, "errors": [{"message": "a fails", "path": ["a"]}]}


def found(ours, theirs, expected):
    """Kind, verdict and cause of each difference."""
    outcomes = [each if isinstance(each, Outcome) else Outcome(each) for each in (ours, theirs, expected)]
    return [(each.kind, each.verdict, each.cause) for each in differences(*outcomes)]


def test_equal_answers():
    assert found(RIGHT, RIGHT, RIGHT) == []
    assert found(FAILED, FAILED, FAILED) == []


@pytest.mark.parametrize(
    ("wrong", "kind", "cause"),
    [
        ({"data": {"a": 2, "b": {"c": 2}}}, Kind.DATA, "a value instead of another"),
        ({"data": {"a": 1, "b": None}}, Kind.DATA, "null instead of an object"),
        ({"data": {"a": 1}}, Kind.DATA, "a field is missing"),
        ({"data": {"a": 1, "b": {"c": 2, "d": 3}}}, Kind.DATA, "a field that was not asked for"),
        ({"data": {"b": {"c": 2}, "a": 1}}, Kind.ORDER, "the same fields in another order"),
        ({"refused": "No thanks"}, Kind.REFUSED, "No thanks"),
    ],
)
def test_what_differs(wrong, kind, cause):
    assert found(RIGHT, wrong, RIGHT) == [(kind, Verdict.OURS, cause)]
    assert found(wrong, RIGHT, RIGHT) == [(kind, Verdict.THEIRS, cause)]


def test_lists_are_compared_item_by_item():
    right = {"data": {"a": [1, 2]}}
    assert found(right, {"data": {"a": [1]}}, right)[0][2] == "another number of items"
    assert found(right, {"data": {"a": [1, None]}}, right)[0][2] == "null instead of a value"


def test_two_equal_answers_that_one_schema_does_not_give():
    assert found(RIGHT, RIGHT, {"data": {"a": 1, "b": None}}) == [
        (Kind.DATA, Verdict.NEITHER, "an object instead of null")
    ]


@pytest.mark.parametrize(
    ("errors", "cause"),
    [
        ([], "no error tells why a field is null"),
        ([{"message": "x"}], "an error (without a path)"),
        ([{"message": "x", "path": ["_entities", 0]}], "an error (with a path that the data do not have)"),
        ([{"message": "x", "path": ["b"]}], "an error (about a field that is not null)"),
        ([*FAILED["errors"], {"message": "x", "path": ["b", "c"]}], "an error (about a field that is not null)"),
    ],
)
def test_errors(errors, cause):
    wrong = {**FAILED, "errors": errors}
    assert found(FAILED, wrong, FAILED) == [(Kind.ERRORS, Verdict.OURS, cause)]


def test_the_wording_of_errors_and_their_number_is_free():
    """Several errors may make the same field null; one is told."""
    data = {"data": None}
    one = {**data, "errors": [{"message": "x", "path": ["a", "b"]}]}
    two = {**data, "errors": [{"message": "y", "path": ["a", "c"]}, {"message": "z", "path": ["d"]}]}
    assert found(one, two, one) == []


def test_questions_that_break_a_subgraphs_contract():
    strange = Outcome(RIGHT, violations=("a: no resolvable key of E fits {'id': 1}",))
    assert found(RIGHT, strange, RIGHT) == [(Kind.CONTRACT, Verdict.OURS, "no resolvable key of E fits …")]
    assert found(strange, RIGHT, RIGHT)[0][1] is Verdict.THEIRS
    open_question = Outcome(RIGHT, violations=(f'a: {LEFT_OPEN} "E"',))
    assert found(RIGHT, open_question, RIGHT) == [(Kind.CONTRACT, Verdict.BOTH, f'theirs: {LEFT_OPEN} "…"')]


def test_fetches_count_where_both_are_right():
    assert found(Outcome(RIGHT, fetches=3), Outcome(RIGHT, fetches=2), RIGHT) == [
        (Kind.FETCHES, Verdict.BOTH, "our plan has 1 more")
    ]
    assert found(Outcome(RIGHT, fetches=2), Outcome(RIGHT, fetches=3), RIGHT) == []
