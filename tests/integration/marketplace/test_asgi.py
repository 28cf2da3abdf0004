"""The composed application as a server calls it: the gateway's paths to the gateway, all else to Django."""

from __future__ import annotations

import asyncio
from typing import Any

import orjson
import pytest

from marketplace.asgi import Application, belongs_to_gateway, make_gateway
from marketplace.common.public_ids import encode_public_id
from marketplace.common.requester import Role
from marketplace.identity.access_tokens import issue_access_token
from tests.factories.users import make_user

pytestmark = pytest.mark.django_db(transaction=True)


async def exchange(
    application: Application, method: str, path: str, body: bytes, headers: dict[str, str]
) -> tuple[int, dict[str, str], bytes]:
    sent: list[dict[str, Any]] = []
    waiting = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> dict[str, Any]:
        if waiting:
            return waiting.pop()
        await asyncio.sleep(3600)
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in ({"host": "localhost"} | headers).items()],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }
    await application(scope, receive, send)
    start, *chunks = sent
    received = {name.decode().lower(): value.decode() for name, value in start["headers"]}
    return start["status"], received, b"".join(chunk.get("body", b"") for chunk in chunks)


def call(
    method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
) -> tuple[int, dict[str, str], bytes]:
    async def once() -> tuple[int, dict[str, str], bytes]:
        gateway = make_gateway()
        try:
            return await exchange(Application(gateway), method, path, body, headers or {})
        finally:
            await gateway.aclose()

    return asyncio.run(once())


def test_a_query_reaches_subgraphs_in_this_process_with_who_asks():
    user = make_user(display_name="Ana")
    token = issue_access_token(user).text
    status, _, body = call(
        "POST",
        "/graphql",
        b'{"query":"{ me { displayName email offers { totalCount } reviewsWritten { totalCount } } }"}',
        {"content-type": "application/json", "authorization": f"Bearer {token}"},
    )
    assert status == 200
    assert orjson.loads(body) == {
        "data": {
            "me": {
                "displayName": "Ana",
                "email": user.email,
                "offers": {"totalCount": 0},
                "reviewsWritten": {"totalCount": 0},
            }
        }
    }


def test_a_client_cannot_say_who_asks_by_the_internal_header():
    user = make_user()
    token = issue_access_token(user).text
    _, _, body = call(
        "POST",
        "/graphql",
        b'{"query":"{ me { id } }"}',
        {"content-type": "application/json", "x-holdfast-identity": token},
    )
    assert orjson.loads(body) == {"data": {"me": None}}


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{ offers(first: 1000) { totalCount } }", "INVALID_PAGE"),
        ('{ user(id: "nonsense") { id } }', "MALFORMED_ID"),
        ("{ offers(sort: NEAREST) { totalCount } }", "INVALID_OFFER_FILTER"),
    ],
)
def test_a_stranger_reads_why_a_query_was_refused(query, code):
    _, _, body = call("POST", "/graphql", orjson.dumps({"query": query}), {"content-type": "application/json"})
    error = orjson.loads(body)["errors"][0]
    assert error["extensions"] == {"code": code}


@pytest.mark.parametrize(("path", "status"), [("/healthz", 200), ("/readyz", 200), ("/explorer", 200)])
def test_the_gateways_pages(path, status):
    assert call("GET", path)[0] == status


def test_django_answers_the_rest():
    status, headers, _ = call("GET", "/")
    assert (status, headers["location"]) == (302, "/explorer")
    assert call("GET", "/admin/login/")[0] == 200
    status, _, body = call("POST", "/identity/token", b"{}", {"content-type": "application/json"})
    assert (status, orjson.loads(body)["error"]) == (400, "invalid_request")
    assert call("GET", "/nothing")[0] == 404


@pytest.mark.parametrize(
    ("path", "gateway"),
    [("/graphql", True), ("/explorer/app.js", True), ("/graphql/x", False), ("/explorers", False), ("/admin/", False)],
)
def test_which_paths_are_the_gateways(path, gateway):
    assert belongs_to_gateway(path) is gateway


def test_a_file_of_options_goes_on_top_of_the_marketplaces_own(settings, tmp_path):
    settings.GATEWAY_CONFIG = tmp_path / "gateway.yaml"
    settings.GATEWAY_CONFIG.write_text("limits: {max_aliases: 1}\nexplorer: {title: '${SHOP}'}\n")
    settings.GATEWAY_VARIABLES = {"SHOP": "A shop", "HOLDFAST_GATEWAY__LIMITS__MAX_DEPTH": "7"}
    gateway = make_gateway()
    asyncio.run(gateway.aclose())
    config = gateway.config
    assert (config.limits.max_aliases, config.limits.max_depth, config.explorer.title) == (1, 7, "A shop")
    assert config.client_tokens is not None
    assert config.client_tokens.key == settings.ACCESS_TOKEN_KEY
    assert config.explorer.default_query == settings.EXAMPLE_QUERY_PATH.read_text()


@pytest.mark.parametrize("signed_in", [False, True])
def test_what_only_the_signed_in_may_ask_for_is_refused_before_any_subgraph_is_asked(signed_in):
    user = make_user(display_name="Ana")
    headers = {"content-type": "application/json"}
    if signed_in:
        headers["authorization"] = f"Bearer {issue_access_token(user).text}"
    query = f'{{ user(id: "{encode_public_id("user", user.pk)}") {{ displayName email }} }}'
    _, _, body = call("POST", "/graphql", orjson.dumps({"query": query}), headers)
    answer = orjson.loads(body)
    assert answer["data"]["user"] == {"displayName": "Ana", "email": user.email if signed_in else None}
    codes = [(error["extensions"]["code"], error["path"]) for error in answer.get("errors", ())]
    assert codes == ([] if signed_in else [("UNAUTHORIZED_FIELD_OR_TYPE", ["user", "email"])])


MODERATE = """mutation { moderateReview(input: {id: "review_1", version: 1, decision: APPROVE, reason: "ok"}) {
  problems { code } } }"""


@pytest.mark.parametrize(
    ("role", "data"),
    [
        (None, {"moderateReview": None}),
        (Role.MEMBER, {"moderateReview": None}),
        (Role.MODERATOR, {"moderateReview": {"problems": [{"code": "MALFORMED_ID"}]}}),
        (Role.ADMINISTRATOR, {"moderateReview": {"problems": [{"code": "MALFORMED_ID"}]}}),
    ],
)
def test_only_moderators_reach_the_moderation(role, data):
    headers = {"content-type": "application/json"}
    if role is not None:
        headers["authorization"] = f"Bearer {issue_access_token(make_user(roles=[role.value])).text}"
    _, _, body = call("POST", "/graphql", orjson.dumps({"query": MODERATE}), headers)
    answer = orjson.loads(body)
    assert answer["data"] == data
    refused = data["moderateReview"] is None
    assert [error["extensions"]["code"] for error in answer.get("errors", ())] == [
        "UNAUTHORIZED_FIELD_OR_TYPE"
    ] * refused
