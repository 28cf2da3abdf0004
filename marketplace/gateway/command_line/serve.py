"""`serve`: the gateway as a server of its own."""

import argparse
import ssl
import sys
from functools import partial
from pathlib import Path
from typing import Any

from marketplace.gateway.command_line.flags import add_flags, options_of
from marketplace.gateway.command_line.options import load_options
from marketplace.gateway.command_line.problem import CommandLineProblem, fetch_supergraph
from marketplace.gateway.command_line.worker import Order, load_gateway, start_worker
from marketplace.gateway.config import ServerConfig
from marketplace.gateway.server import Worker, open_socket, serve, tls_context

EPILOG = """\
examples:
  python -m marketplace.gateway serve --config gateway.yaml
  python -m marketplace.gateway serve --supergraph supergraph.graphql --port 4000
  python -m marketplace.gateway serve --supergraph supergraph.graphql --port 4000 --workers 2 \\
      --subgraph users=http://127.0.0.1:4001/graphql --subgraph offers=unix:/run/offers.sock:/graphql
  python -m marketplace.gateway serve --supergraph https://schemas.example/supergraph.graphql --poll 30
  python -m marketplace.gateway serve --supergraph supergraph.graphql \\
      --events reviews=sse --events offers=websocket:ws://127.0.0.1:4002/live
  python -m marketplace.gateway serve --supergraph supergraph.graphql --expose-plans \\
      --expose-subgraph-errors --max-depth 50

Every option of the gateway can stand in the file (see `config example`) or in an environment variable; flags go before
variables, and variables before the file.

paths served: /graphql (GET, POST, WebSocket, event streams) /explorer /health /healthz /readyz
A supergraph or a configuration that changes is taken over while requests and subscriptions go on; a broken one is
refused. SIGHUP has the configuration read at once.
"""


def add_parser(commands: Any) -> None:
    parser: argparse.ArgumentParser = commands.add_parser(
        "serve",
        help="serve a supergraph over HTTP",
        description="Serve a supergraph over HTTP, without Django and without a database.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--config", type=Path, metavar="FILE", help="the gateway's options, in YAML or TOML")
    add_flags(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    path = options.config.resolve() if options.config else None
    flags = options_of(options)
    config = load_options(path, flags).config
    if not config.supergraph.place:
        raise CommandLineProblem("there is no supergraph: give --supergraph FILE|URL, or supergraph.file in the file.")
    supergraph = fetch_supergraph(config.supergraph.place)
    order = Order(sdl=supergraph.sdl, config=config, path=path, flags=flags)
    _refuse_early(order)
    server = config.server
    names = ", ".join(sorted(supergraph.subgraphs))
    sys.stderr.write(f"Serving {names} at {server.address}/graphql\n")
    drain = config.resilience.drain
    return serve(Worker(partial(start_worker, order), server, notice=drain.notice, timeout=drain.timeout))


def _refuse_early(order: Order) -> None:
    """Tell mistakes here, in one line: in a worker they would come with a traceback each."""
    try:
        load_gateway(order)
    except ValueError as error:
        raise CommandLineProblem(str(error)) from error
    server = order.config.server
    _refuse_unusable_tls(server)
    try:
        open_socket(server).close()
    except OSError as error:
        other = "socket file" if server.host.startswith("unix:") else "--port"
        problem = f"cannot listen on {server.address}: {error.strerror}. Choose another {other}."
        raise CommandLineProblem(problem) from error


def _refuse_unusable_tls(server: ServerConfig) -> None:
    for path in (server.tls.certificate, server.tls.key) if server.tls else ():
        if not path.is_file():
            raise CommandLineProblem(f"{path} is not there: server.tls names the files of the certificate and its key.")
    try:
        tls_context(server.tls)
    except ssl.SSLError as error:
        problem = f"server.tls cannot be used ({error.reason}): both files are PEM, and the key the certificate's."
        raise CommandLineProblem(problem) from error
