"""The policies that the subgraphs' schemas name by `@policy`, and whom they hold for.

The gateway refuses what they guard before it asks a subgraph, by the roles in the client's token. The services check
again. What the users subgraph guards by the roles of this very moment (`changeRoles`) has no policy: the gateway would
refuse an administrator of a minute ago.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from marketplace.common.requester import Role


class AccessPolicy(StrEnum):
    """`<verb>_<noun>`, in the words of the service that it stands before."""

    MODERATE_REVIEW = "moderate_review"


ROLES_OF_POLICY: Final[Mapping[str, frozenset[str]]] = {
    AccessPolicy.MODERATE_REVIEW: frozenset({Role.MODERATOR, Role.ADMINISTRATOR}),
}
