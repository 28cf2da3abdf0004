"""The GraphQL schema of the users subgraph: `schema` and `loaders_factory` are what `marketplace.endpoints` serves."""

from marketplace.common.requester import Requester
from marketplace.common.schema.federated_schema import federated_schema
from marketplace.subgraphs.users.schema.dataloaders import UsersLoaders
from marketplace.subgraphs.users.schema.mutations import Mutation
from marketplace.subgraphs.users.schema.queries import Query

schema = federated_schema(query=Query, mutation=Mutation)


def loaders_factory(_requester: Requester) -> UsersLoaders:
    return UsersLoaders()
