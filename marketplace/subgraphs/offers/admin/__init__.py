"""Admin pages of offers: listings and the tree they hang on."""

from marketplace.subgraphs.offers.admin.categories import CategoryAdmin
from marketplace.subgraphs.offers.admin.offers import OfferAdmin

__all__ = ["CategoryAdmin", "OfferAdmin"]
