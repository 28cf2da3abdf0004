"""Prefixes of the public ids this subgraph reads and writes."""

from typing import Final

OFFER_PREFIX: Final = "offer"
CATEGORY_PREFIX: Final = "category"
USER_PREFIX: Final = "user"
