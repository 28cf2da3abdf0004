"""A subgraph as a process of its own that can be killed, stopped and made to fail.

    python -m tests.harness.subgraph_process PORT NAME

Every request is answered with the name in each field that it may ask for. SIGUSR1 switches to status 500 and back;
SIGSTOP makes it hang and SIGCONT go on.
"""

import asyncio
import json
import signal
import sys
from pathlib import Path
from typing import Self

from tests.harness.processes import Process, accepts_connections, free_port
from tests.harness.raw_server import json_response, read_request


class SubgraphProcess:
    """Started anew on the same port as often as wanted."""

    def __init__(self, directory: Path, name: str) -> None:
        self.name = name
        self.port = free_port()
        self.process = Process(
            name=name,
            command=[sys.executable, "-m", "tests.harness.subgraph_process", str(self.port), name],
            log=directory / f"{name}.log",
            ready=lambda: accepts_connections(self.port),
        )

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/graphql"

    def start(self) -> None:
        self.process.start().wait_until_ready()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()


async def serve(port: int, name: str) -> None:
    failing = False
    answer = json.dumps({"data": {"who": name, "write": name}}).encode()
    failure = b'{"errors":[{"message":"It is broken."}]}'

    def switch() -> None:
        nonlocal failing
        failing = not failing

    async def serve_connection(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                await read_request(reader)
                writer.write(json_response(failure, "500 Broken") if failing else json_response(answer))
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, switch)
    server = await asyncio.start_server(serve_connection, "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), sys.argv[2]))
