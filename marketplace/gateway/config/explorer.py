"""The page for people."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplorerConfig:
    """The page for people. Without `assets` (the npm packages' folder, `node_modules`) a built-in
    page is served.
    """

    enabled: bool = True
    assets: Path | None = None
    default_query: str = ""
    title: str = "GraphQL explorer"
