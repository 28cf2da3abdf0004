"""The page for people."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplorerConfig:
    """The page for people. Without `assets` (the npm packages' folder, `node_modules`) a built-in
    page is served.
    """

    enabled: bool = True
    """Whether there is a page at `/explorer`."""
    assets: Path | None = None
    """The folder with the npm packages of the page; without it a built-in page is served."""
    default_query: str = ""
    """What stands in the editor at first."""
    title: str = "GraphQL explorer"
    """The page's title."""
