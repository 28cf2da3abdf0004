"""Clients, from what they sent."""

import re
from collections.abc import Mapping

from marketplace.gateway.cache import LruCache
from marketplace.gateway.config import ClientsConfig
from marketplace.gateway.context import Client
from marketplace.gateway.pipeline.client_address import TrustedProxies, network_of
from marketplace.gateway.pipeline.exchange import HttpRequest

NAME = re.compile(r"[\w.:@/+ -]{1,64}", re.ASCII)
"""Names and versions go into counts, metrics and logs: what else a client sends is as if it had sent none."""

KNOWN_CLIENTS = 4_096


class ClientDirectory:
    """Finding a client again costs a look-up."""

    def __init__(self, config: ClientsConfig) -> None:
        self._proxies = TrustedProxies(config)
        self._header = None if self._proxies.none else self._proxies.header
        self._known: LruCache[tuple[str | None, ...], Client] = LruCache(KNOWN_CLIENTS)

    def identify(self, request: HttpRequest) -> Client:
        headers = request.headers
        sent = (
            request.peer,
            headers.get(self._header) if self._header is not None else None,
            _first(headers, "apollographql-client-name", "graphql-client-name", "x-client-name"),
            _first(headers, "apollographql-client-version", "graphql-client-version", "x-client-version"),
        )
        client = self._known.get(sent)
        if client is None:
            client = self._make(*sent)
            self._known.put(sent, client)
        return client

    def _make(self, peer: str, forwarded: str | None, name: str | None, version: str | None) -> Client:
        address = self._proxies.client_address(peer, forwarded)
        return Client(name=_usable(name), version=_usable(version), address=address, network=network_of(address))


def _first(headers: Mapping[str, str], first: str, second: str, third: str) -> str | None:
    return headers.get(first) or headers.get(second) or headers.get(third)


def _usable(text: str | None) -> str | None:
    return text if text is not None and NAME.fullmatch(text) else None
