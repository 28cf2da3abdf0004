"""`serve`: the gateway as a server of its own, on granian with uvloop."""

import argparse
import logging
import socket
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from granian import Granian
from granian.constants import Interfaces, Loops
from granian.log import LogLevels

from marketplace.gateway.app import Gateway
from marketplace.gateway.app.reload import source_of
from marketplace.gateway.command_line.problem import CommandLineProblem, fetch_supergraph, read_text
from marketplace.gateway.command_line.stopping import StoppableGateway
from marketplace.gateway.config import (
    Audience,
    ClientTokenConfig,
    EventProtocol,
    EventSourceConfig,
    ExplorerConfig,
    GatewayConfig,
    InternalTokenConfig,
    LimitsConfig,
)
from marketplace.gateway.explorer import INSTALLATION
from marketplace.gateway.transport import HttpTransport

EPILOG = """\
examples:
  python -m marketplace.gateway serve --supergraph supergraph.graphql --port 4000
  python -m marketplace.gateway serve --supergraph supergraph.graphql --port 4000 --workers 2 \\
      --subgraph users=http://127.0.0.1:4001/graphql --subgraph offers=unix:/run/offers.sock:/graphql
  python -m marketplace.gateway serve --supergraph https://schemas.example/supergraph.graphql --poll 30
  python -m marketplace.gateway serve --supergraph supergraph.graphql \\
      --events reviews=sse --events offers=websocket:ws://127.0.0.1:4002/live
  python -m marketplace.gateway serve --supergraph supergraph.graphql --expose-plans \\
      --expose-subgraph-errors --max-depth 50

paths served: /graphql (GET, POST, WebSocket, event streams) /explorer /health /healthz /readyz
A supergraph that changes is taken over while requests and subscriptions go on; a broken one is refused.
"""
HIGHEST_PORT = 65_535
LONGEST_POLL = 86_400.0

TokenConfig = TypeVar("TokenConfig", ClientTokenConfig, InternalTokenConfig)


@dataclass(frozen=True, slots=True)
class ServeOptions:
    """What a worker process needs to build its gateway; sent to it as it is."""

    sdl: str
    place: str
    poll: float
    config: GatewayConfig
    addresses: tuple[tuple[str, str], ...]


def add_parser(commands: Any) -> None:
    parser: argparse.ArgumentParser = commands.add_parser(
        "serve",
        help="serve a supergraph over HTTP",
        description="Serve a supergraph over HTTP, without Django and without a database.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--supergraph", required=True, metavar="FILE|URL", help="supergraph SDL")
    parser.add_argument(
        "--poll",
        default=5.0,
        type=_seconds,
        metavar="SECONDS",
        help="how often to look for a new supergraph, 0 for never (default %(default)g)",
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default %(default)s)")
    parser.add_argument("--port", default=4000, type=_port, help="port to listen on (default %(default)s)")
    parser.add_argument("--workers", default=1, type=int, metavar="N", help="processes (default %(default)s)")
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
    parser.add_argument("--access-token-key-file", type=Path, metavar="FILE", help="key of the clients' tokens (HS256)")
    parser.add_argument(
        "--internal-token-key-file", type=Path, metavar="FILE", help="key of the tokens sent to subgraphs (HS256)"
    )
    parser.add_argument("--expose-plans", action="store_true", help="let everybody see query plans")
    parser.add_argument("--expose-subgraph-errors", action="store_true", help="let everybody read subgraphs' errors")
    parser.add_argument("--no-introspection", action="store_true", help="let nobody read the schema")
    parser.add_argument("--no-explorer", action="store_true", help="serve no page for people")
    parser.add_argument(
        "--max-depth",
        type=int,
        default=LimitsConfig().max_depth,
        metavar="N",
        help="levels of fields below one another (default %(default)s)",
    )
    parser.add_argument(
        "--max-tokens",
        type=int,
        default=LimitsConfig().max_tokens,
        metavar="N",
        help="tokens of a document (default %(default)s)",
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    supergraph = fetch_supergraph(options.supergraph)
    addresses = tuple(_address(text) for text in options.subgraph)
    serving = ServeOptions(
        sdl=supergraph.sdl,
        place=options.supergraph,
        poll=options.poll,
        config=_config(options, dict(addresses)),
        addresses=addresses,
    )
    _refuse_early(serving, options.host, options.port)
    names = ", ".join(sorted(supergraph.subgraphs))
    sys.stderr.write(f"Serving {names} at http://{options.host}:{options.port}/graphql\n")
    Granian(
        target="gateway",
        address=options.host,
        port=options.port,
        interface=Interfaces.ASGI,
        workers=options.workers,
        loop=Loops.uvloop,
        websockets=True,
        log_level=LogLevels.warning,
    ).serve(target_loader=partial(start_worker, serving), wrap_loader=False)
    return 0


def start_worker(options: ServeOptions) -> StoppableGateway:
    """What each worker process runs first."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    gateway = load_gateway(options)
    if options.poll:
        gateway.watch(source_of(options.place), options.poll)
    return StoppableGateway(gateway)


def load_gateway(options: ServeOptions) -> Gateway:
    """The gateway of one worker process."""
    transports = {name: HttpTransport(name, url, options.config.http) for name, url in options.addresses}
    return Gateway.from_supergraph(options.sdl, options.config, transports)


def _refuse_early(options: ServeOptions, host: str, port: int) -> None:
    """Tell mistakes here, in one line: in a worker they would come with a traceback each."""
    try:
        load_gateway(options)
    except ValueError as error:
        raise CommandLineProblem(str(error)) from error
    try:
        socket.create_server((host, port)).close()
    except OSError as error:
        raise CommandLineProblem(f"cannot listen on {host}:{port}: {error.strerror}. Choose another --port.") from error


def _config(options: argparse.Namespace, addresses: Mapping[str, str]) -> GatewayConfig:
    config = GatewayConfig()
    return replace(
        config,
        limits=replace(config.limits, max_depth=options.max_depth, max_tokens=options.max_tokens),
        client_tokens=_token_config(ClientTokenConfig, options.access_token_key_file),
        internal_tokens=_token_config(InternalTokenConfig, options.internal_token_key_file),
        live=replace(config.live, events_of=_event_sources(options.events, addresses)),
        explorer=ExplorerConfig(enabled=not options.no_explorer, assets=INSTALLATION),
        introspection=Audience.NOBODY if options.no_introspection else Audience.EVERYBODY,
        query_plans=Audience.EVERYBODY if options.expose_plans else Audience.PRIVILEGED,
        subgraph_errors=Audience.EVERYBODY if options.expose_subgraph_errors else Audience.PRIVILEGED,
    )


def _token_config(kind: type[TokenConfig], path: Path | None) -> TokenConfig | None:
    if path is None:
        return None
    key = read_text(path).strip()
    if not key:
        raise CommandLineProblem(f"{path} is empty: it must hold a key.")
    return kind(key=key)


def _address(text: str) -> tuple[str, str]:
    name, separator, url = text.partition("=")
    if not separator or not name or not url:
        raise CommandLineProblem(f"--subgraph {text!r}: write NAME=URL.")
    return name, url


def _event_sources(texts: Sequence[str], addresses: Mapping[str, str]) -> dict[str, EventSourceConfig]:
    """By subgraph. One that was given another address is subscribed to there."""
    found = {name: EventSourceConfig(url=url) for name, url in addresses.items()}
    for text in texts:
        name, _, source = text.partition("=")
        protocol, _, url = source.partition(":")
        if not name or protocol not in set(EventProtocol):
            raise CommandLineProblem(f"--events {text!r}: write NAME=websocket or NAME=sse, and perhaps :URL.")
        found[name] = EventSourceConfig(protocol=EventProtocol(protocol), url=url or addresses.get(name, ""))
    return found


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 <= seconds <= LONGEST_POLL:
        raise argparse.ArgumentTypeError(f"{text} is not a number of seconds up to a day")
    return seconds


def _port(text: str) -> int:
    port = int(text)
    if not 0 < port <= HIGHEST_PORT:
        raise argparse.ArgumentTypeError(f"{port} is not a port")
    return port
