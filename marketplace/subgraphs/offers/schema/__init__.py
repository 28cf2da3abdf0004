"""The GraphQL schema of the offers subgraph: `schema` and `loaders_factory` are what is served."""

from marketplace.common.schema.federated_schema import federated_schema
from marketplace.subgraphs.offers.schema.dataloaders import OfferLoaders
from marketplace.subgraphs.offers.schema.entities import CategoryType, OfferType, UserType
from marketplace.subgraphs.offers.schema.mutations import Mutation
from marketplace.subgraphs.offers.schema.queries import Query

__all__ = ["loaders_factory", "schema"]

schema = federated_schema(query=Query, mutation=Mutation, types=[OfferType, CategoryType, UserType])
loaders_factory = OfferLoaders
