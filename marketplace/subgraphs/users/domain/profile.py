"""What a profile may say. Each function returns the cleaned value or raises the problem of its field."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from marketplace.common.coordinates import Coordinates
from marketplace.subgraphs.users.errors import (
    BioTooLongError,
    InvalidAvatarUrlError,
    InvalidCityError,
    InvalidDisplayNameError,
    InvalidEmailError,
    InvalidLocaleError,
)

LONGEST_NAME: Final = 80
LONGEST_BIO: Final = 2000
LONGEST_URL: Final = 500
LONGEST_EMAIL: Final = 254
"""RFC 5321, 4.5.3.1.3, less the two angle brackets."""
EMAIL_PATTERN: Final = re.compile(r"[^@\s\x00-\x1f<>\"(),:;\\\[\]]{1,64}@[^@\s.]+(?:\.[^@\s.]+)+")
LOCALE_PATTERN: Final = re.compile(r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|[0-9]{3}))?")
"""The language, script and region of a BCP 47 tag."""
COUNTRY_PATTERN: Final = re.compile(r"[A-Z]{2}")


@dataclass(frozen=True, slots=True)
class HomeCity:
    """A city and where its centre is; `country_code` is ISO 3166-1 alpha-2."""

    name: str
    country_code: str
    coordinates: Coordinates


def checked_email(text: str) -> str:
    """Return the address in lower case: two accounts differ by more than letter case."""
    email = text.strip().lower()
    if len(email) > LONGEST_EMAIL or not EMAIL_PATTERN.fullmatch(email):
        raise InvalidEmailError
    return email


def checked_display_name(text: str) -> str:
    """Return the name in NFC with single spaces, so that equal-looking names are equal."""
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not 1 <= len(name) <= LONGEST_NAME or not all(character.isprintable() for character in name):
        raise InvalidDisplayNameError(
            f"A display name has 1 to {LONGEST_NAME} visible characters.", field="displayName"
        )
    return name


def checked_bio(text: str) -> str:
    bio = text.strip()
    if len(bio) > LONGEST_BIO or "\x00" in bio:
        raise BioTooLongError(f"A bio has at most {LONGEST_BIO} characters; this has {len(bio)}.", field="bio")
    return bio


def checked_avatar_url(text: str | None) -> str:
    """Return an https address, or "" for none."""
    if not text:
        return ""
    url = text.strip()
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme != "https" or not parts.hostname or len(url) > LONGEST_URL or not url.isprintable():
        raise InvalidAvatarUrlError(
            f"An avatar is an https:// address of at most {LONGEST_URL} characters.", field="avatarUrl"
        )
    return url


def checked_locale(text: str) -> str:
    if not LOCALE_PATTERN.fullmatch(text):
        raise InvalidLocaleError(f"{text[:20]!r} is not a locale such as en, pt-BR or zh-Hant-TW.", field="locale")
    return text


def checked_city(city: HomeCity | None) -> HomeCity | None:
    if city is None:
        return None
    name = " ".join(city.name.split())
    if not 1 <= len(name) <= LONGEST_NAME or not name.isprintable():
        raise InvalidCityError(f"A city's name has 1 to {LONGEST_NAME} visible characters.", field="homeCity")
    if not COUNTRY_PATTERN.fullmatch(city.country_code):
        raise InvalidCityError("A country code has two capital letters such as PT.", field="homeCity")
    return HomeCity(name, city.country_code, city.coordinates)
