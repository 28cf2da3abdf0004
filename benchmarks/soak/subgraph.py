"""`python -m benchmarks.soak.subgraph`: some of the subgraphs in one process, which can be made slow and faulty.

Each is at the path of its name, for queries and, with `Accept: text/event-stream`, for events; another port has events
over WebSocket. Whoever asks must show the gateway's token for the subgraph. POST /faults sets, by subgraph, a `delay`
in seconds and the share of answers that are to be a status 500 (`broken`) or an error of GraphQL (`failing`).
Mutations that were carried out are written to a journal, one line each.
"""

import argparse
import asyncio
import json
import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from graphql import DocumentNode, OperationDefinitionNode, OperationType, parse
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from benchmarks.soak.graph import CACHE_CONTROL, event, executable_schema, run
from tests.harness.raw_server import json_response, read_request

EVERY: Final = 0.25
"""Seconds between two events."""
IDENTITY: Final = "x-holdfast-identity"
FAILURE: Final = b'{"errors":[{"message":"It failed on purpose.","extensions":{"code":"ON_PURPOSE"}}],"data":null}'
STREAM: Final = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n"
REMEMBERED: Final = 20_000


class RefusedError(Exception):
    """No token, or one that is not for this subgraph."""


class Subgraphs:
    """What they answer."""

    def __init__(self, names: frozenset[str], key: str, journal: Path) -> None:
        self._names = names
        self._key = OctKey.import_key(key)
        self._journal = journal.open("a", buffering=1)
        self._faults: Mapping[str, Mapping[str, float]] = {}
        self._known: dict[tuple[str, str], str] = {}
        self._remembered: dict[tuple[str, str, bytes], bytes] = {}

    async def respond(self, path: str, headers: Mapping[str, str], body: bytes) -> bytes:
        """A whole HTTP response."""
        if path == "faults":
            self._faults = json.loads(body)
            return json_response(b"{}")
        try:
            principal = self.principal(path, headers.get(IDENTITY, ""))
        except RefusedError as error:
            return json_response(json.dumps({"errors": [{"message": str(error)}]}).encode(), "401 Unauthorized")
        faults = self._faults.get(path, {})
        if "delay" in faults:
            await asyncio.sleep(faults["delay"])
        drawn = random.random()
        if drawn < faults.get("broken", 0.0):
            return json_response(b"It broke on purpose.", "500 Broken")
        if drawn < faults.get("broken", 0.0) + faults.get("failing", 0.0):
            return json_response(FAILURE)
        return self._answer(path, principal, body)

    def principal(self, subgraph: str, token: str) -> str:
        """Whom the gateway's token names, empty for a stranger. Raises RefusedError."""
        if subgraph not in self._names:
            raise RefusedError(f"{subgraph} is not served here.")
        known = self._known.get((subgraph, token))
        if known is None:
            try:
                claims = jwt.decode(token, self._key, algorithms=["HS256"]).claims
            except (JoseError, ValueError) as error:
                raise RefusedError(f"The gateway's token is not good: {error}") from error
            if claims["aud"] != subgraph:
                raise RefusedError(f"The token is for {claims['aud']}, not for {subgraph}.")
            if len(self._known) > REMEMBERED:
                self._known.clear()
            known = self._known[subgraph, token] = str(claims.get("sub", ""))
        return known

    def event(self, subgraph: str, principal: str, document: DocumentNode, number: int) -> dict[str, Any]:
        """The response for one event."""
        happening = event(principal, number)
        further = {"ticks": happening, "alarms": happening}
        return {"data": run(executable_schema(subgraph), document, principal, None, further).data}

    def _answer(self, subgraph: str, principal: str, body: bytes) -> bytes:
        known = (subgraph, principal, body)
        found = self._remembered.get(known)
        if found is not None:
            return found
        asked = json.loads(body)
        document = parse(asked["query"])
        result = run(executable_schema(subgraph), document, principal, asked.get("variables"))
        if is_mutation(document):
            assert result.data is not None
            self._journal.write(f"{result.data['remember']['text']}\n")
            return json_response(json.dumps(result.formatted).encode())
        policy = CACHE_CONTROL.get(subgraph)
        response = json_response(
            json.dumps(result.formatted).encode(), extra=f"cache-control: {policy}\r\n" if policy else ""
        )
        if len(self._remembered) > REMEMBERED:
            self._remembered.clear()
        self._remembered[known] = response
        return response


class Faces:
    """HTTP and WebSocket."""

    def __init__(self, subgraphs: Subgraphs) -> None:
        self._subgraphs = subgraphs

    async def serve_http(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head, body = await read_request(reader)
                request_line, headers = _parse(head)
                path = request_line.split(" ")[1].strip("/")
                if headers.get("accept") == "text/event-stream":
                    await self._stream(path, headers, body, writer)
                    return
                writer.write(await self._subgraphs.respond(path, headers, body))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            return
        finally:
            writer.close()

    async def serve_websocket(self, connection: ServerConnection) -> None:
        """One subscription on each connection, as our gateway has it."""
        assert connection.request is not None
        path = connection.request.path.strip("/")
        try:
            principal = self._subgraphs.principal(path, connection.request.headers.get(IDENTITY, ""))
            await connection.recv()
            await connection.send(json.dumps({"type": "connection_ack"}))
            asked = json.loads(await connection.recv())
            document = parse(asked["payload"]["query"])
            number = 0
            while True:
                number += 1
                payload = self._subgraphs.event(path, principal, document, number)
                await connection.send(json.dumps({"id": asked["id"], "type": "next", "payload": payload}))
                await asyncio.sleep(EVERY)
        except RefusedError as error:
            await connection.close(4401, str(error)[:100])
        except ConnectionClosed:
            return

    async def _stream(self, path: str, headers: Mapping[str, str], body: bytes, writer: asyncio.StreamWriter) -> None:
        principal = self._subgraphs.principal(path, headers.get(IDENTITY, ""))
        document = parse(json.loads(body)["query"])
        writer.write(STREAM)
        number = 0
        while True:
            number += 1
            payload = json.dumps(self._subgraphs.event(path, principal, document, number))
            writer.write(f"event: next\ndata: {payload}\n\n".encode())
            await writer.drain()
            await asyncio.sleep(EVERY)


def is_mutation(document: DocumentNode) -> bool:
    return any(
        isinstance(node, OperationDefinitionNode) and node.operation is OperationType.MUTATION
        for node in document.definitions
    )


def _parse(head: str) -> tuple[str, dict[str, str]]:
    request_line, *lines = head.rstrip("\r\n").split("\r\n")
    pairs = (line.partition(":") for line in lines)
    return request_line, {name.lower(): value.strip() for name, _, value in pairs}


async def serve_all(options: argparse.Namespace) -> None:
    faces = Faces(Subgraphs(frozenset(options.names.split(",")), options.key_file.read_text(), options.journal))
    http = await asyncio.start_server(faces.serve_http, "127.0.0.1", options.port, backlog=1024)
    subprotocols = [Subprotocol("graphql-transport-ws")]
    async with http, serve(faces.serve_websocket, "127.0.0.1", options.events_port, subprotocols=subprotocols):
        await http.serve_forever()


def main() -> None:
    parser = argparse.ArgumentParser(description="Serve some of the soak's subgraphs.")
    parser.add_argument("--names", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--events-port", type=int, required=True)
    parser.add_argument("--key-file", type=Path, required=True)
    parser.add_argument("--journal", type=Path, required=True)
    asyncio.run(serve_all(parser.parse_args()))


if __name__ == "__main__":
    main()
