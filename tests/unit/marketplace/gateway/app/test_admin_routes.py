"""Who may do what at the operators' listener, without a socket."""

import asyncio
import logging

import orjson
import pytest

from marketplace.gateway.app.admin.routes import AdminRequest, AdminResponse, AdminRoute, AdminRoutes
from marketplace.gateway.errors import MalformedRequestError

TOKEN = "operators-only"


async def show(_request: AdminRequest) -> AdminResponse:
    return AdminResponse.of_json(200, {"shown": True})


async def change(request: AdminRequest) -> AdminResponse:
    return AdminResponse.of_json(202, {"body": request.body.decode()})


async def fail(_request: AdminRequest) -> AdminResponse:
    raise KeyError("secret detail")


async def refuse(_request: AdminRequest) -> AdminResponse:
    raise MalformedRequestError("Send a list of keys.")


def routes(token: str = TOKEN, *, only_loopback: bool = False) -> AdminRoutes:
    made = AdminRoutes(token, only_loopback=only_loopback)
    for method, path, handle in (("GET", "/state", show), ("GET", "/broken", fail), ("GET", "/picky", refuse)):
        made.mount(AdminRoute(method, path, handle))
    made.mount(AdminRoute("POST", "/change", change, changes_state=True))
    return made


def answer(of: AdminRoutes, method: str, path: str, **headers: str) -> AdminResponse:
    return asyncio.run(of.answer(AdminRequest(method, path, "", headers, b"x")))


def test_reading_is_free():
    assert answer(routes(), "GET", "/state").status == 200
    assert answer(routes(), "HEAD", "/state").status == 200


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer wrong", f"Basic {TOKEN}", TOKEN])
def test_changing_needs_the_token(authorization):
    refused = answer(routes(), "POST", "/change", authorization=authorization)
    assert refused.status == 401
    assert "Bearer" in refused.headers["www-authenticate"]
    assert TOKEN.encode() not in refused.body


def test_with_the_token_the_change_is_made():
    done = answer(routes(), "POST", "/change", authorization=f"bearer {TOKEN}")
    assert (done.status, orjson.loads(done.body)) == (202, {"body": "x"})


@pytest.mark.parametrize("authorization", ["", "Bearer ", f"Bearer {TOKEN}"])
def test_without_a_configured_token_nothing_can_be_changed(authorization):
    assert answer(routes(token=""), "POST", "/change", authorization=authorization).status == 403


def test_what_is_not_there_says_what_is():
    missing, wrong = answer(routes(), "GET", "/nothing"), answer(routes(), "GET", "/change")
    assert missing.status == 404
    assert b"/change" in missing.body
    assert (wrong.status, wrong.headers["allow"]) == (405, "POST")


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:9464", 200),
        ("localhost", 200),
        ("LOCALHOST:1", 200),
        ("[::1]:9464", 200),
        ("[::1]", 200),
        ("evil.example:9464", 421),
        ("127.0.0.1.evil.example", 421),
        ("", 421),
    ],
)
def test_a_page_that_rebinds_its_name_to_this_machine_is_refused(host, status):
    assert answer(routes(only_loopback=True), "GET", "/state", host=host).status == status


def test_on_other_addresses_any_name_will_do():
    assert answer(routes(), "GET", "/state", host="gateway.internal:9464").status == 200


def test_mistakes_of_the_operator_are_told_and_ours_are_logged(caplog):
    assert b"Send a list of keys." in answer(routes(), "GET", "/picky").body
    with caplog.at_level(logging.ERROR):
        broken = answer(routes(), "GET", "/broken")
    assert broken.status == 500
    assert b"secret detail" not in broken.body
    assert "secret detail" in caplog.text


def test_a_path_is_mounted_once():
    with pytest.raises(ValueError, match="/change is mounted already"):
        routes().mount(AdminRoute("POST", "/change", change))
