"""Stage: may the web page that has the browser ask do so?

Against forged requests browsers tell where a request comes from: `Sec-Fetch-Site` (Fetch Metadata Request Headers), in
older ones `Origin`. Other programs send neither and are not concerned. See `decisions/no-csrf-header.md`.
"""

from collections.abc import Mapping

from marketplace.gateway.config import CrossOriginConfig
from marketplace.gateway.errors import CrossOriginError
from marketplace.gateway.pipeline.exchange import Exchange, HttpRequest, HttpResponse
from marketplace.gateway.pipeline.services import Services

OWN_SITES = frozenset({"same-origin", "none"})
"""Of `Sec-Fetch-Site`: the page is ours, or there is none (an address typed in, a bookmark)."""
ALLOWED_METHODS = "GET, POST"


def admit_origin(exchange: Exchange, services: Services) -> None:
    """Sets headers of the response; raises CrossOriginError."""
    headers = exchange.request.headers
    origin, site = headers.get("origin"), headers.get("sec-fetch-site")
    if origin is None and (site is None or site in OWN_SITES):
        return
    config = services.config.cross_origin
    if not may_ask(headers, config):
        raise CrossOriginError.of(origin)
    if origin is not None:
        exchange.response_headers.update(_answer_headers(origin, config))


def may_ask(headers: Mapping[str, str], config: CrossOriginConfig) -> bool:
    """Whether a request with these headers comes from a page that may ask, or from none."""
    origin, site = headers.get("origin"), headers.get("sec-fetch-site")
    if site in OWN_SITES or (origin is None and site is None):
        return True
    if origin is None:
        return headers.get("sec-fetch-mode") == "navigate"  # a link to here: its page never reads the answer
    own = site is None and origin.partition("://")[2] == headers.get("host")
    return own or origin in config.origins or "*" in config.origins


def answer_preflight(request: HttpRequest, config: CrossOriginConfig) -> HttpResponse | None:
    """A browser's question before it asks for a page (Fetch Standard, "CORS-preflight fetch"); None for any other
    request.
    """
    origin = request.headers.get("origin")
    if request.method != "OPTIONS" or origin is None or "access-control-request-method" not in request.headers:
        return None
    if not may_ask(request.headers, config):
        return HttpResponse(403, {"vary": "Origin"}, b"")
    allowed = {
        "access-control-allow-methods": ALLOWED_METHODS,
        "access-control-allow-headers": ", ".join(config.request_headers),
        "access-control-max-age": str(config.max_age),
    }
    return HttpResponse(204, {**_answer_headers(origin, config), **allowed}, b"")


def _answer_headers(origin: str, config: CrossOriginConfig) -> dict[str, str]:
    if "*" in config.origins:
        answer = {"access-control-allow-origin": "*"}
    else:
        answer = {"access-control-allow-origin": origin, "vary": "Origin"}
    if config.credentials:
        answer["access-control-allow-credentials"] = "true"
    if config.response_headers:
        answer["access-control-expose-headers"] = ", ".join(config.response_headers)
    return answer
