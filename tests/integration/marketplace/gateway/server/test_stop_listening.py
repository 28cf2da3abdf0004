"""The moment at which a process stops listening: nobody whose connection stands is turned away."""

import asyncio
import socket

from marketplace.gateway.config import ServerConfig
from marketplace.gateway.server import Listener, open_socket
from tests.harness.small_gateway import SmallGateway

BODY = b'{"query":"{ me { name } }"}'
REQUEST = (
    b"POST /graphql HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n" % len(BODY)
) + BODY


async def answer_of(connection: socket.socket) -> bytes:
    reader, writer = await asyncio.open_connection(sock=connection)
    try:
        return await reader.read()
    finally:
        writer.close()


def test_connections_that_nobody_has_accepted_yet_are_answered_and_closed():
    """The kernel has established them: to close the socket would reset them, with the requests that they carry."""

    async def scenario() -> list[bytes]:
        gateway = SmallGateway().gateway
        listener = Listener(gateway)
        listening = open_socket(ServerConfig(port=0))
        await listener.start(listening)
        address = listening.getsockname()
        clients = [socket.create_connection(address) for _ in range(20)]  # the loop does not get to accept them
        for client in clients:
            client.sendall(REQUEST)
        listener._host.draining = True
        await listener._stop_listening()
        draining = asyncio.create_task(listener.drain(0.0, 5.0))
        answers = await asyncio.gather(*(answer_of(client) for client in clients))
        await draining
        assert listener.connections == 0
        await gateway.aclose()
        return answers

    for answer in asyncio.run(scenario()):
        assert answer.startswith(b"HTTP/1.1 200 OK")
        assert b"connection: close" in answer
        assert answer.endswith(b'{"data":{"me":{"name":"Ann"}}}')
