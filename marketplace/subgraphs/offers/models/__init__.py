"""The tables of the offers subgraph. Other subgraphs' entities appear as plain keys, never as foreign keys."""

from marketplace.subgraphs.offers.models.category import Category
from marketplace.subgraphs.offers.models.offer import Offer
from marketplace.subgraphs.offers.models.offer_image import OfferImage

__all__ = ["Category", "Offer", "OfferImage"]
