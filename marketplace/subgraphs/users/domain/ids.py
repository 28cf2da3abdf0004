"""Prefixes of the public ids that this subgraph reads and writes."""

from typing import Final

USER_PREFIX: Final = "user"
