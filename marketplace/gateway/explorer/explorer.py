"""The explorer's pages and files, read once and served from memory with their security headers."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template

from marketplace.gateway.config import ExplorerConfig
from marketplace.gateway.explorer.assets import ASSETS, is_complete

PATH = "/explorer"
ASSET_PREFIX = f"{PATH}/assets/"
PAGES = Path(__file__).parent / "pages"
CONTENT_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; "
    "style-src 'self' 'unsafe-inline'; "  # CodeMirror and React set style attributes
    "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

SECURITY_HEADERS: Mapping[str, str] = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}


@dataclass(frozen=True, slots=True)
class Page:
    """A file as it is served. The browser keeps it, but asks each time whether it has changed."""

    content_type: str
    body: bytes
    etag: str

    @classmethod
    def of(cls, suffix: str, body: bytes) -> "Page":
        """A page of the suffix's content type."""
        digest = hashlib.blake2b(body, digest_size=12).hexdigest()
        return cls(CONTENT_TYPES[suffix], body, f'"{digest}"')

    @property
    def headers(self) -> Mapping[str, str]:
        """All but the length."""
        return {
            "content-type": self.content_type,
            "cache-control": "no-cache",
            "etag": self.etag,
            **SECURITY_HEADERS,
        }


class Explorer:
    """Finds a page by its path. Only files listed here are ever read, whatever the path says."""

    def __init__(self, config: ExplorerConfig, endpoint: str = "/graphql") -> None:
        self._pages: dict[str, Page] = {}
        if not config.enabled:
            return
        assets = config.assets if config.assets is not None and is_complete(config.assets) else None
        name = "builtin" if assets is None else "graphiql"
        self._pages[PATH] = self._pages[f"{PATH}/"] = _html(name, config, endpoint)
        for file in (f"{name}.js", f"{name}.css", "icon.svg"):
            path = PAGES / file
            self._pages[ASSET_PREFIX + file] = Page.of(path.suffix, path.read_bytes())
        if assets is not None:
            for served, source in ASSETS.items():
                path = assets / source
                self._pages[f"{ASSET_PREFIX}vendor/{served}"] = Page.of(path.suffix, path.read_bytes())

    def find(self, path: str) -> Page | None:
        """The page, or None where there is none."""
        return self._pages.get(path)


def _html(name: str, config: ExplorerConfig, endpoint: str) -> Page:
    settings = json.dumps({"endpoint": endpoint, "title": config.title, "defaultQuery": config.default_query})
    template = Template((PAGES / f"{name}.html").read_text(encoding="utf-8"))
    html = template.substitute(
        title=_escape(config.title),
        assets=ASSET_PREFIX.rstrip("/"),
        # inside a script element only "<" can end it
        settings=settings.replace("<", "\\u003c"),
    )
    return Page.of(".html", html.encode())


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
