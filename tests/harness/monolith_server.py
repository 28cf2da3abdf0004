"""The reference as a process: `python -m tests.harness.monolith_server PORT`, on the database of its environment.

POST /graphql takes the JSON of a GraphQL request. Who asks is told by the header `x-requester`, JSON of
`{"userId": UUID or null, "roles": [...]}`: the reference tests answers, not tokens.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from uuid import UUID

import django
from django.apps import apps

from marketplace.common.requester import Requester, Role
from marketplace.common.subgraph_context import SubgraphContext
from marketplace.endpoints import SubgraphName, endpoint_of, schema_file_of, schema_of
from tests.harness.client_schema import read_client_schema
from tests.harness.monolith import Monolith


def make_monolith() -> Monolith:
    """The reference over the subgraphs of this process; Django is set up."""
    sdl = {str(name): schema_file_of(name).read_text(encoding="utf-8") for name in SubgraphName}
    schemas = {str(name): schema_of(name)._schema for name in SubgraphName}
    return Monolith(read_client_schema(sdl), schemas)


def contexts_for(requester: Requester) -> dict[str, SubgraphContext[Any]]:
    """What each subgraph's endpoint would give its resolvers for one request."""
    return {
        str(name): SubgraphContext(requester, endpoint_of(name)._loaders_factory(requester)) for name in SubgraphName
    }


class Handler(BaseHTTPRequestHandler):
    """One request at a time, each to its end on one event loop."""

    monolith: Monolith
    loop = asyncio.new_event_loop()

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        asker = json.loads(self.headers.get("x-requester", '{"userId": null, "roles": []}'))
        requester = Requester(
            user_id=UUID(asker["userId"]) if asker["userId"] else None,
            roles=frozenset(Role(role) for role in asker["roles"]),
        )
        result = self.loop.run_until_complete(
            self.monolith.execute(
                request["query"],
                request.get("variables"),
                operation_name=request.get("operationName"),
                contexts=contexts_for(requester),
            )
        )
        answer: dict[str, Any] = {"data": result.data}
        if result.errors:
            answer["errors"] = [error.formatted for error in result.errors]
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def main(port: int) -> None:
    if not apps.ready:
        django.setup()
    Handler.monolith = make_monolith()
    with HTTPServer(("127.0.0.1", port), Handler) as server:
        server.serve_forever()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings.embedded")
    main(int(sys.argv[1]))
