"""Which web pages' scripts may ask, besides those of the gateway's own origin."""

from dataclasses import dataclass

from marketplace.gateway.config.units import WholeSeconds


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossOriginConfig:
    """Cross-origin resource sharing, and the refusal of what browsers send for pages that may not ask. Clients that
    are no browsers are not concerned.
    """

    origins: tuple[str, ...] = ()
    """Such as `https://shop.example`; `*` for every page there is."""
    credentials: bool = False
    """Whether browsers may send cookies and client certificates along, for a proxy in front: the gateway knows none."""
    request_headers: tuple[str, ...] = ("authorization", "content-type", "x-request-id")
    """Headers that scripts may set, beside those that they always may."""
    response_headers: tuple[str, ...] = (
        "ratelimit",
        "ratelimit-limit",
        "ratelimit-policy",
        "ratelimit-remaining",
        "ratelimit-reset",
        "retry-after",
        "x-request-id",
    )
    """Headers that scripts may read, beside those that they always may."""
    max_age: WholeSeconds = 600
    """How long a browser remembers what it may do."""

    def __post_init__(self) -> None:
        if self.credentials and "*" in self.origins:
            raise ValueError("Credentials are for named origins: with them every page could act for its visitor.")
        for origin in self.origins:
            if origin != "*" and not origin.startswith(("http://", "https://")):
                raise ValueError(f"An origin begins with http:// or https://, or is *: {origin!r} is none.")
            if origin != "*" and "/" in origin.partition("://")[2]:
                raise ValueError(f"An origin ends with its host or port: {origin!r} goes on with a path.")
