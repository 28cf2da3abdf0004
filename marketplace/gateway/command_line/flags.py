"""The flags of `serve` as options: they go through the same checks as the file, and before it."""

import argparse
from collections.abc import Iterator, Mapping
from pathlib import Path

from marketplace.gateway.command_line.problem import CommandLineProblem
from marketplace.gateway.config import EventProtocol
from marketplace.gateway.configuration.load import NOTHING
from marketplace.gateway.configuration.nodes import (
    Entries,
    Items,
    Node,
    Place,
    Scalar,
    Source,
    Syntax,
    nested,
    overlay,
)

PLAIN = {
    "poll": "supergraph.poll",
    "host": "server.host",
    "port": "server.port",
    "workers": "server.workers",
    "max_depth": "limits.max_depth",
    "max_tokens": "limits.max_tokens",
    "admin_port": "telemetry.admin.port",
}
"""Flags that give one option its value."""
FIXED = {
    "expose_plans": ("query_plans", "everybody"),
    "expose_subgraph_errors": ("subgraph_errors", "everybody"),
    "introspection": ("introspection", "everybody"),
    "no_introspection": ("introspection", "nobody"),
    "no_explorer": ("explorer.enabled", "false"),
}
"""Flags without a value."""
FROM_FILES = {
    "access_token_key_file": "client_tokens.key",
    "internal_token_key_file": "internal_tokens.key",
}
"""Flags that name the file in which a secret stands."""


def add_flags(parser: argparse.ArgumentParser) -> None:
    """Those that stand for options."""
    parser.add_argument("--supergraph", metavar="FILE|URL", help="supergraph SDL")
    parser.add_argument("--poll", metavar="SECONDS", help="how often to look for a new supergraph, 0 for never (5)")
    parser.add_argument("--host", help="address to listen on (127.0.0.1)")
    parser.add_argument("--port", help="port to listen on (4000)")
    parser.add_argument("--admin-port", metavar="PORT", help="port of the operators' listener, with metrics (none)")
    parser.add_argument("--workers", metavar="N", help="processes (1)")
    parser.add_argument(
        "--subgraph",
        action="append",
        default=[],
        metavar="NAME=URL",
        help="address of a subgraph, instead of the supergraph's: http, https or unix:SOCKET:PATH",
    )
    parser.add_argument(
        "--events",
        action="append",
        default=[],
        metavar="NAME=PROTOCOL[:URL]",
        help="how a subgraph is subscribed to: websocket (the default) or sse, at its own address or another",
    )
    parser.add_argument("--access-token-key-file", metavar="FILE", help="key of the clients' tokens (HS256)")
    parser.add_argument("--internal-token-key-file", metavar="FILE", help="key of the tokens sent to subgraphs (HS256)")
    parser.add_argument("--expose-plans", action="store_true", help="let everybody see query plans")
    parser.add_argument("--expose-subgraph-errors", action="store_true", help="let everybody read subgraphs' errors")
    schema = parser.add_mutually_exclusive_group()
    schema.add_argument("--introspection", action="store_true", help="let everybody read the schema, strangers too")
    schema.add_argument("--no-introspection", action="store_true", help="let nobody read the schema")
    parser.add_argument("--no-explorer", action="store_true", help="serve no page for people")
    parser.add_argument("--max-depth", metavar="N", help="levels of fields below one another (12)")
    parser.add_argument("--max-tokens", metavar="N", help="tokens of a document (2000)")


def options_of(flags: argparse.Namespace) -> Entries:
    """What the flags say, each with the flag as its place."""
    found = NOTHING
    for path, node in _options(flags):
        found = overlay(found, nested(path.split(".") if isinstance(path, str) else path, node))
    return found


def _options(flags: argparse.Namespace) -> Iterator[tuple[str | tuple[str, ...], Node]]:
    yield from _settings({name: value for name, value in vars(flags).items() if value})
    if flags.supergraph:
        yield from _supergraph(flags.supergraph)
    for text in flags.subgraph:
        yield from _subgraph(text)
    for text in flags.events:
        yield from _events(text)


def _settings(given: Mapping[str, str]) -> Iterator[tuple[str, Node]]:
    """Those that can be given once."""
    for name, path in PLAIN.items():
        if name in given:
            yield path, _scalar(name, given[name])
    for name, (path, value) in FIXED.items():
        if name in given:
            yield path, _scalar(name, value)
    for name, path in FROM_FILES.items():
        if name in given:
            yield path, nested(("file",), _scalar(name, given[name]))
    if "admin_port" in given:
        yield "telemetry.metrics", Entries({}, _place("admin_port"))


def _supergraph(place: str) -> Iterator[tuple[str, Node]]:
    at_url = place.startswith(("http://", "https://"))
    yield "supergraph.url", _scalar("supergraph", place if at_url else "")
    yield "supergraph.file", _scalar("supergraph", "null" if at_url else str(Path(place)))


def _subgraph(text: str) -> Iterator[tuple[tuple[str, ...], Node]]:
    """A single address, whatever instances the file has."""
    name, separator, url = text.partition("=")
    if not separator or not name or not url:
        raise CommandLineProblem(f"--subgraph {text!r}: write NAME=URL.")
    yield ("subgraphs", name, "url"), _scalar("subgraph", url)
    yield ("subgraphs", name, "instances"), Items([], _place("subgraph"))


def _events(text: str) -> Iterator[tuple[tuple[str, ...], Node]]:
    name, _, source = text.partition("=")
    protocol, _, url = source.partition(":")
    if not name or protocol not in set(EventProtocol):
        raise CommandLineProblem(f"--events {text!r}: write NAME=websocket or NAME=sse, and perhaps :URL.")
    yield ("live", "events_of", name, "protocol"), _scalar("events", protocol)
    yield ("live", "events_of", name, "url"), _scalar("events", url)


def _scalar(flag: str, text: str) -> Scalar:
    return Scalar(text, Syntax.ANY, _place(flag))


def _place(flag: str) -> Place:
    return Place(Source(f"--{flag.replace('_', '-')}"))
