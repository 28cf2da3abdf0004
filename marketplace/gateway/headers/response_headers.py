"""From the headers of subgraphs' answers to those of the client's."""

from collections.abc import Mapping
from typing import Final

from marketplace.gateway.config import HeaderMerge, HeadersConfig, ResponseHeaderRule
from marketplace.gateway.headers.cache_control import most_restrictive

COOKIES: Final = "set-cookie"
COOKIE_SEPARATOR: Final = "\n"
"""Between the lines of `Set-Cookie` in the headers of one answer."""
CACHE_CONTROL: Final = "cache-control"


class ResponseHeaders:
    """The rules for every subgraph, made ready once. Names are in lower case."""

    def __init__(self, config: HeadersConfig) -> None:
        self._for_all = tuple(config.response)
        self._for = {name: (*self._for_all, *rules) for name, rules in config.response_of.items()}
        rules = [*config.response, *(rule for own in config.response_of.values() for rule in own)]
        self.passes_cookies = any(rule.merge is HeaderMerge.APPEND for rule in rules)
        self.restricts_caching = any(rule.merge is HeaderMerge.MOST_RESTRICTIVE for rule in rules)

    def begin(self) -> "ReceivedHeaders":
        """For one request of a client."""
        return ReceivedHeaders(self)

    def rules_for(self, subgraph: str) -> tuple[ResponseHeaderRule, ...]:
        return self._for.get(subgraph, self._for_all)


class ReceivedHeaders:
    """What has come for one client so far: `headers` by the names that it gets, `cookies` one for each line."""

    def __init__(self, rules: ResponseHeaders) -> None:
        self._rules = rules
        self.headers: dict[str, str] = {}
        self.cookies: list[str] = []

    def note(self, subgraph: str, received: Mapping[str, str]) -> None:
        """One answer has come. One without `cache-control` may not be kept, as far as the client is told."""
        for rule in self._rules.rules_for(subgraph):
            name = rule.header.lower()
            value = received.get(name)
            if rule.merge is HeaderMerge.MOST_RESTRICTIVE:
                self.restrict(value or "no-store")
            elif value is not None:
                self._merge(rule, (rule.rename or name).lower(), value)

    def restrict(self, cache_control: str) -> None:
        """Tell the client to keep its answer no more freely than this."""
        known = self.headers.get(CACHE_CONTROL)
        self.headers[CACHE_CONTROL] = most_restrictive(*((known,) if known else ()), cache_control)

    def _merge(self, rule: ResponseHeaderRule, name: str, value: str) -> None:
        match rule.merge:
            case HeaderMerge.APPEND:
                for cookie in value.split(COOKIE_SEPARATOR):
                    if cookie not in self.cookies:
                        self.cookies.append(cookie)
            case HeaderMerge.FIRST:
                self.headers.setdefault(name, value)
            case HeaderMerge.JOIN if name in self.headers:
                self.headers[name] = f"{self.headers[name]}, {value}"
            case _:
                self.headers[name] = value
