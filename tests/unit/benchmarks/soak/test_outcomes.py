"""What counts as right, as explained by an answer's own errors, and as wrong."""

from typing import Any

import orjson
import pytest

from benchmarks.soak.graph import expected
from benchmarks.soak.operations import DEFERRED, WHOLE, merge_parts
from benchmarks.soak.outcomes import Kind, judge

QUERY = "{ topProducts(first: 2) { upc inStock note } }"
RIGHT = expected(QUERY, b"{}", "ann")
FAILED = {"code": "SUBGRAPH_UNREACHABLE", "subgraph": "inventory"}


def answer(first: object, second: object, *errors: dict[str, Any]) -> bytes:
    """With these values of inStock."""
    products = [
        {"upc": "1", "inStock": first, "note": "note of ann on 1"},
        {"upc": "2", "inStock": second, "note": "note of ann on 2"},
    ]
    whole = {"data": {"topProducts": products}}
    return orjson.dumps({**whole, "errors": list(errors)} if errors else whole)


def error(*path: str | int, **extensions: str) -> dict[str, Any]:
    return {"message": "It failed.", "path": list(path), "extensions": extensions or FAILED}


def test_the_same_bytes_are_right():
    assert answer(True, False) == RIGHT
    assert judge(200, RIGHT, RIGHT, "ann").kind is Kind.RIGHT


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (answer(True, None), Kind.WRONG),
        (answer(True, None, error("topProducts", 1, "inStock")), Kind.PARTIAL),
        (answer(None, None, error("topProducts", 1, "inStock")), Kind.WRONG),
        (answer(True, True, error("topProducts", 1, "inStock")), Kind.WRONG),
        (answer(True, None, error("topProducts", 1, "inStock", code="INTERNAL_ERROR")), Kind.WRONG),
        (b'{"data":null,"errors":[{"message":"","extensions":{"code":"OVERLOADED"}}]}', Kind.SHED),
        (b'{"errors":[{"message":"","extensions":{"code":"RATE_LIMIT_UNAVAILABLE"}}]}', Kind.UNCHECKED),
        (RIGHT.replace(b"ann", b"bea"), Kind.LEAK),
        (RIGHT.replace(b'"upc":"1","inStock":true', b'"inStock":true,"upc":"1"'), Kind.WRONG),
        (b"<html>", Kind.WRONG),
        (b"[]", Kind.WRONG),
    ],
)
def test_a_null_needs_an_error_of_a_subgraph_at_its_place(body, kind):
    assert judge(200, body, RIGHT, "ann").kind is kind


def test_the_subgraphs_that_failed_are_known():
    judged = judge(200, answer(None, True, error("topProducts", 0, "inStock")), RIGHT.replace(b"false", b"true"), "ann")
    assert judged.subgraphs == {"inventory"}


def test_of_a_batch_the_worst_counts():
    whole = b"[" + RIGHT + b"," + RIGHT + b"]"
    assert judge(200, whole, whole, "ann").kind is Kind.RIGHT
    assert judge(200, b"[" + RIGHT + b"," + answer(True, None) + b"]", whole, "ann").kind is Kind.WRONG


def test_parts_make_the_whole():
    data = orjson.loads(expected(WHOLE, b"{}", ""))["data"]["topProducts"]
    parts = [
        {"data": {"topProducts": [{"upc": one["upc"], "name": one["name"]} for one in data]}, "hasNext": True},
        *(
            {
                "incremental": [
                    {"path": ["topProducts", number], "data": {field: one[field]}} for number, one in enumerate(data)
                ],
                "hasNext": field != "inStock",
            }
            for field in ("reviews", "inStock")
        ),
    ]
    body = b"".join(b"\r\n---\r\ncontent-type: application/json\r\n\r\n" + orjson.dumps(part) for part in parts)
    assert "@defer" in DEFERRED
    assert merge_parts(body + b"\r\n-----\r\n") == {"data": {"topProducts": data}}
    assert merge_parts(body.replace(b'"hasNext":false', b'"hasNext":true') + b"\r\n-----\r\n")["errors"]
