"""The page on which people try out queries: GraphiQL where it is installed, else a built-in page."""

from marketplace.gateway.explorer.assets import INSTALLATION
from marketplace.gateway.explorer.explorer import Explorer, Page

__all__ = ["INSTALLATION", "Explorer", "Page"]
