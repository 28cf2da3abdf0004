"""From a client's headers to those of a subgraph's request."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Final
from urllib.parse import quote

from marketplace.gateway.config import HeadersConfig, RequestHeaderRule
from marketplace.gateway.config.headers import may_pass
from marketplace.gateway.context import Claim, Principal

Step = Callable[[dict[str, str], Mapping[str, str], Principal | None], None]
"""Changes the headers that will be sent, given the client's and who it is."""

CREDENTIALS: Final = frozenset({"authorization", "cookie"})
"""Only a rule that names them passes them on."""
HARMLESS_CONNECTION: Final = frozenset({"", "close", "keep-alive", "Keep-Alive", "Upgrade", "upgrade"})
VISIBLE: Final = "".join(map(chr, range(0x21, 0x7F))).replace("%", "").replace(",", "")
KNOWN_NAMES: Final = 1_000


class RequestHeaders:
    """The rules for every subgraph, made ready once. Names are in lower case."""

    def __init__(self, config: HeadersConfig) -> None:
        self._for_all = tuple(map(_step, config.request))
        self._for = {name: (*self._for_all, *map(_step, rules)) for name, rules in config.request_of.items()}
        rules = [*config.request, *(rule for own in config.request_of.values() for rule in own)]
        self.names = tuple(sorted({rule.propagate.lower() for rule in rules if rule.propagate}))
        """Of those client's headers that are passed on by name."""
        self._patterns = [_Matching(rule.propagate_matching) for rule in rules if rule.propagate_matching]

    @property
    def has_patterns(self) -> bool:
        """Whether other headers are passed on as well."""
        return bool(self._patterns)

    def matching(self, headers: Mapping[str, str]) -> list[tuple[str, str]]:
        """Those others, in the order of their names."""
        return sorted({item for pattern in self._patterns for item in pattern.of(headers)})

    def of_client(self, headers: Mapping[str, str], principal: Principal | None) -> Callable[[str], dict[str, str]]:
        """What a subgraph, by name, is sent of one client's headers and claims."""
        return partial(self.headers_for, headers=headers, principal=principal)

    def headers_for(self, subgraph: str, headers: Mapping[str, str], principal: Principal | None) -> dict[str, str]:
        """What the subgraph is sent of the client's headers and claims."""
        if headers.get("connection", "") not in HARMLESS_CONNECTION:
            headers = _without_nominated(headers)
        sent: dict[str, str] = {}
        for step in self._for.get(subgraph, self._for_all):
            step(sent, headers, principal)
        return sent


class _Matching:
    """The headers whose whole names fit; what is known of a name is kept, as clients send few different ones."""

    def __init__(self, pattern: str) -> None:
        self._pattern = re.compile(pattern)
        self._known: dict[str, bool] = {}

    def of(self, headers: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        return (item for item in headers.items() if self._fits(item[0]))

    def _fits(self, name: str) -> bool:
        known = self._known.get(name)
        if known is None:
            known = may_pass(name) and name not in CREDENTIALS and self._pattern.fullmatch(name) is not None
            if len(self._known) < KNOWN_NAMES:
                self._known[name] = known
        return known


def _step(rule: RequestHeaderRule) -> Step:
    if rule.propagate:
        return _propagate(rule.propagate.lower(), (rule.rename or rule.propagate).lower(), rule.default)
    if rule.propagate_matching:
        return _propagate_matching(_Matching(rule.propagate_matching))
    if rule.insert and rule.claim:
        return _insert_claim(rule.insert.lower(), rule.claim)
    if rule.insert:
        return _insert(rule.insert.lower(), rule.value or rule.secret)
    return _remove(rule.remove.lower())


def _propagate(name: str, new_name: str, default: str) -> Step:
    def step(sent: dict[str, str], headers: Mapping[str, str], _: Principal | None) -> None:
        value = headers.get(name, default)
        if value:
            sent[new_name] = value

    return step


def _propagate_matching(matching: _Matching) -> Step:
    def step(sent: dict[str, str], headers: Mapping[str, str], _: Principal | None) -> None:
        sent.update(matching.of(headers))

    return step


def _insert(name: str, value: str) -> Step:
    def step(sent: dict[str, str], _headers: Mapping[str, str], _: Principal | None) -> None:
        sent[name] = value

    return step


def _insert_claim(name: str, claim: str) -> Step:
    def step(sent: dict[str, str], _: Mapping[str, str], principal: Principal | None) -> None:
        sent.pop(name, None)
        value = _claim(principal, claim) if principal is not None else None
        if value is not None and (text := _text(value)):
            sent[name] = text

    return step


def _remove(name: str) -> Step:
    def step(sent: dict[str, str], _headers: Mapping[str, str], _: Principal | None) -> None:
        sent.pop(name, None)

    return step


def _claim(principal: Principal, name: str) -> Claim:
    match name:
        case "sub":
            return principal.subject
        case "roles":
            return tuple(sorted(principal.roles))
        case "scope":
            return tuple(sorted(principal.scopes))
        case "client_id":
            return principal.client
        case _:
            return principal.claim(name)


def _text(claim: Claim) -> str:
    """A claim is whatever its owner typed: nothing in it may end the header."""
    match claim:
        case tuple():
            return ",".join(_text(item) for item in claim)
        case bool():
            return str(claim).lower()
        case _:
            return quote(str(claim), safe=VISIBLE + " ").strip()


def _without_nominated(headers: Mapping[str, str]) -> Mapping[str, str]:
    """Without those that the client means for the next hop only: RFC 9110, section 7.6.1."""
    nominated: Iterable[str] = (name.strip().lower() for name in headers["connection"].split(","))
    names = set(nominated)
    return {name: value for name, value in headers.items() if name not in names}
