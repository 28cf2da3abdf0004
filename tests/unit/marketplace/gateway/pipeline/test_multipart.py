"""@defer over HTTP: parts of the answer come as `multipart/mixed`, where the client takes that."""

from __future__ import annotations

import asyncio
from typing import Any

import orjson
import pytest

from marketplace.gateway.pipeline import HttpRequest, HttpResponse, StreamedResponse, new_exchange
from marketplace.gateway.pipeline.multipart import CONTENT_TYPE
from tests.harness.small_gateway import SmallGateway

DEFERRED = '{ me { name ... @defer(label: "pets") { pets } } }'
MULTIPART = "multipart/mixed; deferSpec=20220824, application/json"


def ask(query: str, accept: str) -> HttpResponse | StreamedResponse:
    async def answer() -> HttpResponse | StreamedResponse:
        headers = {"content-type": "application/json", "accept": accept}
        request = HttpRequest("POST", "", headers, orjson.dumps({"query": query}))
        with SmallGateway().gateway.use() as handler:
            response = await handler.handle(new_exchange(request))
            if isinstance(response, StreamedResponse):
                body = b"".join([piece async for piece in response.pieces])
                return HttpResponse(response.status, response.headers, body)
            return response

    return asyncio.run(answer())


def parts_of(body: bytes) -> list[dict[str, Any]]:
    """The payloads of a body, split as RFC 2046 says."""
    head, *parts = (b"\r\n" + body.removeprefix(b"\r\n")).split(b"\r\n---")
    assert head == b""
    assert parts.pop() == b"--\r\n"
    payloads = []
    for part in parts:
        header, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        assert header == b"content-type: application/json; charset=utf-8"
        payloads.append(orjson.loads(content))
    return payloads


def test_parts_come_one_after_the_other() -> None:
    response = ask(DEFERRED, MULTIPART)
    assert response.headers["content-type"] == CONTENT_TYPE
    first, second = parts_of(response.body)  # type: ignore[union-attr]
    assert first["hasNext"] is True
    assert set(first["data"]["me"]) == {"name"}
    assert second["hasNext"] is False
    assert [(entry["path"], entry["label"]) for entry in second["incremental"]] == [(["me"], "pets")]
    assert second["incremental"][0]["data"] == {"pets": ["Rex"]}


@pytest.mark.parametrize(
    ("query", "accept"),
    [
        (DEFERRED, "application/json"),
        (DEFERRED.replace("@defer(", "@defer(if: false, "), MULTIPART),
        (DEFERRED.replace('@defer(label: "pets")', ""), MULTIPART),
    ],
)
def test_otherwise_the_answer_is_whole(query: str, accept: str) -> None:
    response = ask(query, accept)
    assert isinstance(response, HttpResponse)
    assert response.headers["content-type"] == "application/json; charset=utf-8"
    assert set(orjson.loads(response.body)["data"]["me"]) == {"name", "pets"}


def test_a_refusal_is_no_stream() -> None:
    response = ask("{ me { nobody ... @defer { name } } }", MULTIPART)
    assert isinstance(response, HttpResponse)
    assert "nobody" in orjson.loads(response.body)["errors"][0]["message"]
