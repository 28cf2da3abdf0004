"""Admin pages of reviews: the moderation queue, and the ratings that follow from it."""

from marketplace.subgraphs.reviews.admin.author_names import AuthorNameAdmin
from marketplace.subgraphs.reviews.admin.ratings import OfferRatingAdmin, SellerRatingAdmin
from marketplace.subgraphs.reviews.admin.reviews import ReviewAdmin

__all__ = ["AuthorNameAdmin", "OfferRatingAdmin", "ReviewAdmin", "SellerRatingAdmin"]
