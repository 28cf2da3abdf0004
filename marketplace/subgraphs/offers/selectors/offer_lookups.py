"""Offers and what belongs to them, by key; every batch is one statement."""

from collections.abc import Collection, Mapping
from uuid import UUID

from marketplace.common.requester import Requester
from marketplace.subgraphs.offers.models import Offer, OfferImage
from marketplace.subgraphs.offers.selectors.visible_offers import visible_offers


def offers_by_id(ids: Collection[UUID], *, requester: Requester) -> Mapping[UUID, Offer]:
    """The visible ones; a hidden draft is as absent as an offer that never was."""
    return visible_offers(requester).in_bulk(ids)


def images_by_offer_id(offer_ids: Collection[UUID]) -> Mapping[UUID, list[OfferImage]]:
    """In the order they are shown."""
    images: dict[UUID, list[OfferImage]] = {offer_id: [] for offer_id in offer_ids}
    for image in OfferImage.objects.filter(offer_id__in=offer_ids).order_by("offer_id", "position"):
        images[image.offer_id].append(image)
    return images
