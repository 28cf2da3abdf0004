"""The response header that tells caches on the way what an answer depends on: RFC 9110, section 12.5.5."""


def add_vary(headers: dict[str, str], names: str) -> None:
    """Names of request headers, with commas between, beside those that are there already."""
    known = headers.get("vary")
    headers["vary"] = names if known is None or known == names else f"{known}, {names}"
