"""What a listing must hold before it is stored.

Lengths are in characters, after trimming. NUL is refused everywhere, for PostgreSQL stores none.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from marketplace.subgraphs.offers.errors import InvalidOfferError

MAX_TITLE: Final = 120
MAX_DESCRIPTION: Final = 10_000
MAX_QUANTITY: Final = 10_000
MAX_IMAGES: Final = 12
MAX_IMAGE_URL: Final = 500
MAX_IMAGE_TEXT: Final = 200
MAX_CITY_NAME: Final = 120
COUNTRY_CODE_LENGTH: Final = 2

_HTTPS_ADDRESS: Final = re.compile(r"https://[^\s\x00/?#]+([/?#][^\s\x00]*)?")
_COUNTRY_CODE: Final = re.compile(r"[A-Z]{2}")
NUL: Final = "\x00"


def text_faults(*, title: str, description: str) -> Iterator[InvalidOfferError]:
    if not 1 <= len(title) <= MAX_TITLE or NUL in title:
        yield InvalidOfferError(
            f"A title has 1 to {MAX_TITLE} characters other than NUL, this one has {len(title)}.", field="title"
        )
    if len(description) > MAX_DESCRIPTION or NUL in description:
        yield InvalidOfferError(
            f"A description has at most {MAX_DESCRIPTION} characters other than NUL, this one has {len(description)}.",
            field="description",
        )


def quantity_faults(quantity: int) -> Iterator[InvalidOfferError]:
    if not 1 <= quantity <= MAX_QUANTITY:
        yield InvalidOfferError(f"A quantity lies between 1 and {MAX_QUANTITY}, {quantity} does not.", field="quantity")


def city_faults(*, name: str, country_code: str) -> Iterator[InvalidOfferError]:
    if not 1 <= len(name) <= MAX_CITY_NAME or NUL in name:
        yield InvalidOfferError(
            f"A city's name has 1 to {MAX_CITY_NAME} characters other than NUL, this one has {len(name)}.",
            field="city.name",
        )
    if not _COUNTRY_CODE.fullmatch(country_code):
        yield InvalidOfferError("A country is two capital letters of ISO 3166-1, such as DE.", field="city.countryCode")


def image_faults(*, urls: Sequence[str], alt_texts: Sequence[str]) -> Iterator[InvalidOfferError]:
    """Addresses are https only, for a secure page shows no others."""
    if len(urls) > MAX_IMAGES:
        yield InvalidOfferError(f"An offer shows at most {MAX_IMAGES} images, not {len(urls)}.", field="images")
    for position, url in enumerate(urls):
        if len(url) > MAX_IMAGE_URL or not _HTTPS_ADDRESS.fullmatch(url):
            yield InvalidOfferError(
                f"An image is an https address of at most {MAX_IMAGE_URL} characters.",
                field=f"images.{position}.url",
            )
    for position, text in enumerate(alt_texts):
        if len(text) > MAX_IMAGE_TEXT or NUL in text:
            yield InvalidOfferError(
                f"The text for an image has at most {MAX_IMAGE_TEXT} characters other than NUL.",
                field=f"images.{position}.altText",
            )
