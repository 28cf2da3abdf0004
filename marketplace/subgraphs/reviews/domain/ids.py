"""Prefixes of the public ids that this subgraph reads and writes."""

from typing import Final

REVIEW_PREFIX: Final = "review"
OFFER_PREFIX: Final = "offer"
USER_PREFIX: Final = "user"
