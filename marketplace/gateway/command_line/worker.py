"""A worker process of `serve`: its gateway, which follows the supergraph and the configuration."""

import logging
from dataclasses import dataclass
from pathlib import Path

from marketplace.gateway.app import Gateway
from marketplace.gateway.app.reload import source_of
from marketplace.gateway.command_line.options import options_source
from marketplace.gateway.config import GatewayConfig
from marketplace.gateway.configuration.nodes import Entries


@dataclass(frozen=True, slots=True)
class Order:
    """What a worker process needs to build its gateway; sent to it as it is. `config` is what `path` and `flags` said
    when the server was started.
    """

    sdl: str
    config: GatewayConfig
    path: Path | None
    flags: Entries


def start_worker(order: Order, _number: int) -> Gateway:
    """What each worker process runs first."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    gateway = load_gateway(order)
    supergraph = order.config.supergraph
    if supergraph.poll:
        gateway.watch(source_of(supergraph.place), supergraph.poll)
    if order.path is not None:
        gateway.watch_configuration(options_source(order.path, order.flags), order.config.server.poll)
    return gateway


def load_gateway(order: Order) -> Gateway:
    """The gateway of one worker process. Raises ValueError where a subgraph cannot be asked."""
    return Gateway.from_supergraph(order.sdl, order.config)
