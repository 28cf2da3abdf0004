from __future__ import annotations

import json
import time

import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command
from joserfc import jwt
from joserfc.jwk import OctKey

from marketplace.common.public_ids import encode_public_id
from marketplace.identity.throttling import PER_ACCOUNT_AND_ADDRESS, PER_ADDRESS, _limiter
from tests.factories.users import PASSWORD, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_counters():
    _limiter().storage.reset()


def post(client, document, **headers):
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    return client.post("/identity/token", body, content_type="application/json", headers=headers)


def sign_in(client, email, password=PASSWORD, **headers):
    return post(client, {"email": email, "password": password}, **headers)


def claims_of(token: str) -> dict[str, object]:
    key = OctKey.import_key(django_settings.ACCESS_TOKEN_KEY)
    return dict(jwt.decode(token, key, algorithms=["HS256"]).claims)


def test_a_token_says_who_and_with_which_roles(client):
    user = make_user(roles=["MEMBER", "AUDITOR"])
    response = sign_in(client, f" {user.email.upper()} ")
    answer = response.json()
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert (answer["token_type"], answer["expires_in"]) == ("Bearer", 900)
    claims = claims_of(answer["access_token"])
    assert claims["sub"] == encode_public_id("user", user.pk)
    assert claims["roles"] == ["AUDITOR", "MEMBER"]
    assert (claims["iss"], claims["aud"]) == ("holdfast", "marketplace")
    assert claims["exp"] == pytest.approx(time.time() + 900, abs=5)


def test_wrong_passwords_unknown_emails_and_closed_accounts_look_alike(client):
    user, closed = make_user(), make_user()
    closed.deactivated_at = closed.created_at
    closed.save()
    answers = [
        sign_in(client, user.email, "wrong password"),
        sign_in(client, "nobody@example.org"),
        sign_in(client, closed.email),
    ]
    assert [answer.status_code for answer in answers] == [401, 401, 401]
    assert len({answer.content for answer in answers}) == 1
    assert answers[0].json()["error"] == "invalid_grant"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"{}",
        b"\xff",
        b'{"email":"a@example.org"}',
        b'{"email":1,"password":"x"}',
        b'{"email":"a@example.org","password":""}',
        b'{"email":"a\\u0000@example.org","password":"x"}',
        b'{"email":"a@example.org","password":"' + b"x" * 9000 + b'"}',
        b"[" * 8000,
    ],
)
def test_a_malformed_body_is_told_what_to_send(client, body):
    response = post(client, body)
    assert response.status_code == 400
    assert response.json()["error"] == "invalid_request"


def test_only_post(client):
    assert client.get("/identity/token").status_code == 405


def test_after_some_failures_even_the_right_password_waits(client):
    user = make_user()
    for _ in range(PER_ACCOUNT_AND_ADDRESS.amount):
        assert sign_in(client, user.email, "wrong password").status_code == 401
    response = sign_in(client, user.email)
    assert response.status_code == 429
    assert response.json()["error"] == "too_many_attempts"
    assert 0 < int(response["Retry-After"]) <= 301
    assert sign_in(client, make_user().email).status_code == 200


def test_a_success_takes_the_failures_back(client):
    user = make_user()
    for _ in range(3):
        for _ in range(PER_ACCOUNT_AND_ADDRESS.amount - 1):
            assert sign_in(client, user.email, "wrong password").status_code == 401
        assert sign_in(client, user.email).status_code == 200


def test_one_address_may_not_try_many_accounts(client):
    for number in range(PER_ADDRESS.amount):
        assert sign_in(client, f"user{number}@elsewhere.example").status_code == 401
    assert sign_in(client, make_user().email).status_code == 429


def test_a_forwarded_address_counts_only_behind_our_own_proxies(client, settings):
    user = make_user()
    settings.FORWARDED_HOPS = 1

    def attempt(address: str) -> int:
        forwarded = {"X-Forwarded-For": f"{time.time()}, {address}"}
        return int(sign_in(client, user.email, "wrong password", **forwarded).status_code)

    statuses = [attempt("198.51.100.1") for _ in range(PER_ACCOUNT_AND_ADDRESS.amount + 1)]
    assert statuses[-1] == 429
    assert attempt("198.51.100.2") == 401
    settings.FORWARDED_HOPS = 0
    assert attempt("198.51.100.1") == 401


def test_the_command_prints_a_token(capsys):
    user = make_user()
    call_command("issue_token", user.email.upper(), "--seconds", "60")
    claims = claims_of(capsys.readouterr().out.strip())
    assert claims["sub"] == encode_public_id("user", user.pk)
    assert claims["exp"] == pytest.approx(time.time() + 60, abs=5)


def test_the_command_knows_only_active_users():
    with pytest.raises(CommandError, match="no active user"):
        call_command("issue_token", "nobody@example.org")
