"""The files taken from npm packages. The browser loads them from this gateway alone: once they are
installed (`npm ci` beside this file), the page works without the internet.
"""

from collections.abc import Mapping
from pathlib import Path

INSTALLATION = Path(__file__).parent / "node_modules"

ASSETS: Mapping[str, str] = {
    "graphiql.js": "graphiql/graphiql.min.js",
    "graphiql.css": "graphiql/graphiql.min.css",
    "react.js": "react/umd/react.production.min.js",
    "react-dom.js": "react-dom/umd/react-dom.production.min.js",
}
"""Name in the page to file below `node_modules`."""


def is_complete(modules: Path) -> bool:
    """Whether every file is there: an interrupted installation must not yield half a page."""
    return all((modules / file).is_file() for file in ASSETS.values())
