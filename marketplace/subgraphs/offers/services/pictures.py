"""The pictures of an offer are replaced as a whole."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from marketplace.subgraphs.offers.domain.listing_rules import image_faults
from marketplace.subgraphs.offers.errors import InvalidOfferError
from marketplace.subgraphs.offers.models import Offer, OfferImage


@dataclass(frozen=True, slots=True)
class Picture:
    url: str
    alt_text: str = ""


def picture_faults(pictures: Sequence[Picture]) -> Iterator[InvalidOfferError]:
    return image_faults(
        urls=[picture.url for picture in pictures],
        alt_texts=[picture.alt_text for picture in pictures],
    )


def show_pictures(offer: Offer, pictures: Sequence[Picture]) -> None:
    offer.images.all().delete()
    OfferImage.objects.bulk_create(
        OfferImage(offer=offer, position=position, url=picture.url, alt_text=picture.alt_text)
        for position, picture in enumerate(pictures)
    )
