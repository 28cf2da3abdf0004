from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.common.coordinates import Coordinates
from marketplace.common.problems import ProblemError
from marketplace.subgraphs.users.domain.profile import (
    LONGEST_BIO,
    LONGEST_NAME,
    HomeCity,
    checked_avatar_url,
    checked_bio,
    checked_city,
    checked_display_name,
    checked_email,
    checked_locale,
)

PLACE = Coordinates(38.7, -9.1)


def code_of(check, value) -> str:
    with pytest.raises(ProblemError) as refusal:
        check(value)
    (problem,) = refusal.value.problems
    assert problem.field
    return problem.code


@pytest.mark.parametrize(
    ("given_email", "stored"),
    [(" Ana@Example.org ", "ana@example.org"), ("a+b.c_d@sub.example.co", "a+b.c_d@sub.example.co")],
)
def test_emails_differ_by_more_than_letter_case(given_email, stored):
    assert checked_email(given_email) == stored


@pytest.mark.parametrize(
    "email",
    [
        "",
        "ana",
        "ana@",
        "@example.org",
        "ana@example",
        "a b@example.org",
        "ana@exa mple.org",
        "ana@@example.org",
        "ana@.org",
        "ana@example..org",
        "x\x00@example.org",
        "a" * 65 + "@example.org",
        "ana@" + "e" * 250 + ".org",
    ],
)
def test_what_is_no_email_is_refused(email):
    assert code_of(checked_email, email) == "INVALID_EMAIL"


def test_names_are_normalised():
    assert checked_display_name("  Zoe\u0308   Müller \n") == "Zoë Müller"


@pytest.mark.parametrize("name", ["", "   ", "a\x00b", "a\u202eb", "a\u200bb", "a" * (LONGEST_NAME + 1)])
def test_names_nobody_can_read_are_refused(name):
    assert code_of(checked_display_name, name) == "INVALID_DISPLAY_NAME"


@given(st.text(max_size=100))
def test_a_checked_name_is_checked_once_and_for_all(text):
    try:
        name = checked_display_name(text)
    except ProblemError:
        return
    assert checked_display_name(name) == name
    assert 1 <= len(name) <= LONGEST_NAME


def test_bios_are_bounded():
    assert checked_bio("  " + "a" * LONGEST_BIO) == "a" * LONGEST_BIO
    assert code_of(checked_bio, "a" * (LONGEST_BIO + 1)) == "BIO_TOO_LONG"


@pytest.mark.parametrize(
    ("given_url", "stored"),
    [(None, ""), ("", ""), (" https://img.example.org/a.png?s=1 ", "https://img.example.org/a.png?s=1")],
)
def test_avatars(given_url, stored):
    assert checked_avatar_url(given_url) == stored


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/a.png",
        "javascript:alert(1)",
        "https://",
        "https:///a.png",
        "ftp://example.org",
        "a.png",
        "https://example.org/" + "a" * 500,
        "https://[::1",
        "https://exa\x00mple.org",
    ],
)
def test_avatars_that_are_no_https_address_are_refused(url):
    assert code_of(checked_avatar_url, url) == "INVALID_AVATAR_URL"


@pytest.mark.parametrize("locale", ["en", "pt-BR", "zh-Hant-TW", "es-419", "gsw"])
def test_locales(locale):
    assert checked_locale(locale) == locale


@pytest.mark.parametrize("locale", ["", "EN", "english", "en_US", "en-us", "e", "en-GB-oed"])
def test_what_is_no_locale_is_refused(locale):
    assert code_of(checked_locale, locale) == "INVALID_LOCALE"


def test_cities():
    assert checked_city(HomeCity(" São  Paulo ", "BR", PLACE)) == HomeCity("São Paulo", "BR", PLACE)
    assert checked_city(None) is None


@pytest.mark.parametrize(
    "city", [HomeCity("", "PT", PLACE), HomeCity("Porto", "pt", PLACE), HomeCity("P", "PRT", PLACE)]
)
def test_cities_that_are_none_are_refused(city):
    assert code_of(checked_city, city) == "INVALID_CITY"
