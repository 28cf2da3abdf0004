"""`manage.py serve_subgraph users --port 4001`: one subgraph over HTTP, in a process of its own."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from granian.constants import Interfaces
from granian.server import Server

from marketplace.endpoints import SubgraphName


class Command(BaseCommand):
    help = "Serve one subgraph over HTTP: POST /graphql for the gateway, GET /healthz."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", choices=[name.value for name in SubgraphName])
        parser.add_argument("--port", type=int, required=True)
        parser.add_argument(
            "--host", default="127.0.0.1", help="address to listen on; the gateway alone should reach it"
        )
        parser.add_argument("--workers", type=int, default=1, help="processes")
        parser.add_argument("--threads", type=int, default=settings.SUBGRAPH_THREADS, help="threads of each process")

    def handle(self, *args: Any, **options: Any) -> None:
        Server(
            f"marketplace.wsgi:{options['name']}",
            address=options["host"],
            port=options["port"],
            interface=Interfaces.WSGI,
            workers=options["workers"],
            blocking_threads=options["threads"],
            websockets=False,
            respawn_failed_workers=True,
        ).serve()
