"""The GraphQL face of reviews: `schema`, and the loaders that each request gets."""

from marketplace.common.schema.federated_schema import federated_schema
from marketplace.subgraphs.reviews.schema.dataloaders import ReviewsLoaders
from marketplace.subgraphs.reviews.schema.entities import OfferType, ReviewType, UserType
from marketplace.subgraphs.reviews.schema.mutations import Mutation
from marketplace.subgraphs.reviews.schema.queries import Query

__all__ = ["loaders_factory", "schema"]

schema = federated_schema(query=Query, mutation=Mutation, types=[ReviewType, OfferType, UserType])
loaders_factory = ReviewsLoaders.of
