"""Tables of the reviews subgraph."""

from marketplace.subgraphs.reviews.models.copies import AuthorName, ReviewableOffer
from marketplace.subgraphs.reviews.models.ratings import OfferRating, SellerRating
from marketplace.subgraphs.reviews.models.reviews import Review, ReviewReport

__all__ = ["AuthorName", "OfferRating", "Review", "ReviewReport", "ReviewableOffer", "SellerRating"]
