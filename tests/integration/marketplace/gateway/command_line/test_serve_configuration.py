"""`serve --config` as a process: the file holds, and changes while clients ask and listen."""

import asyncio
import os
import signal
from pathlib import Path

from marketplace.gateway.app import Gateway
from marketplace.gateway.supergraph.composition import SubgraphDefinition, compose
from tests.harness.gateway_process import GatewayProcess
from tests.harness.graphql_over_http import ask
from tests.harness.load import Load
from tests.harness.raw_server import json_response, read_request, serve_raw
from tests.harness.served_gateway import ServedGateway, hear, tell, until

OPTIONS = """\
server: {{poll: 50ms}}
live: {{events: {{protocol: sse}}}}
explorer: {{enabled: {explorer}}}
limits: {{max_aliases: {aliases}}}
client_tokens: {{key: {{file: client.key}}}}
"""
ALIASES = "{ a: who b: who }"
BOTH_WORKERS = 2


def options(*, explorer: str = "true", aliases: str = "30") -> str:
    return OPTIONS.format(explorer=explorer, aliases=aliases)


def supergraph(url: str) -> str:
    schema = "type Query { who: String } type Subscription { ticks: Int }"
    sdl = compose([SubgraphDefinition("who", url, schema)]).supergraph_sdl
    assert sdl is not None
    return sdl


async def subgraph(reader, writer, _number) -> None:
    """Says who it is, and by server-sent events ticks until the client leaves."""
    while True:
        head, _ = await read_request(reader)
        if "text/event-stream" not in head:
            await asyncio.sleep(0.02)
            writer.write(json_response(b'{"data":{"who":"somebody","a":"somebody","b":"somebody"}}'))
            continue
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n")
        for number in range(10_000):
            writer.write(b'event: next\ndata: {"data":{"ticks":%d}}\n\n' % number)
            await writer.drain()
            await asyncio.sleep(0.01)


class Served:
    """The gateway in two processes, and the file that both follow."""

    def __init__(self, folder: Path, url: str) -> None:
        (folder / "client.key").write_text("the first key, thirty-two bytes long or more")
        self.gateway = GatewayProcess(folder, supergraph(url), options(), workers=BOTH_WORKERS)
        self.file = folder / f"{self.gateway.port}.yaml"
        self.url = f"http://127.0.0.1:{self.gateway.port}/graphql"
        self.log = self.gateway.process.log

    async def change(self, text: str, said: str) -> None:
        """Write the file anew, and wait until each process has said this once more."""
        seen = self.told(said)
        (self.file.parent / "next").write_text(text)
        (self.file.parent / "next").replace(self.file)
        await until(lambda: self.told(said) == seen + BOTH_WORKERS, within=10)

    def told(self, words: str) -> int:
        return self.log.read_text().count(words)

    async def codes(self, query: str) -> set[str]:
        """Of the errors that four connections are told; they reach both processes as a rule."""
        answers = [await asyncio.to_thread(ask, self.url, query) for _ in range(4)]
        return {error["extensions"]["code"] for answer in answers for error in answer.get("errors", [])}


def test_a_file_that_changes_under_load_drops_nothing(tmp_path):
    async def scenario():
        async with serve_raw(subgraph) as address:
            served = Served(tmp_path, address.url)
            served.gateway.start()
            try:
                await asyncio.to_thread(served.gateway.wait_until_ready)
                async with Load([served.gateway.port], 4) as load:
                    client = ServedGateway(Gateway.from_supergraph(supergraph(address.url)), served.gateway.port)
                    async with client.websocket() as connection:
                        subscription = {"id": "1", "type": "subscribe", "payload": {"query": "subscription{ticks}"}}
                        await tell(connection, subscription)
                        assert (await hear(connection))["payload"] == {"data": {"ticks": 0}}
                        await change_everything(served, load)
                        seen = [(await hear(connection))["payload"]["data"]["ticks"] for _ in range(50)]
                        assert seen == list(range(1, 51))
                        connection.transport.abort()  # a farewell would wait behind the ticks that nobody reads
                assert load.lost == []
            finally:
                await asyncio.to_thread(served.gateway.process.stop)

    asyncio.run(scenario())


async def change_everything(served: Served, load: Load) -> None:
    assert await served.codes(ALIASES) == set()
    await served.change(options(aliases="1"), "in service: limits.max_aliases changed")
    assert await served.codes(ALIASES) == {"OPERATION_LIMIT_EXCEEDED"}
    await load.until_answered(50)

    await served.change(options(aliases="many", explorer="no"), "The new configuration was refused")
    refusal = next(line for line in served.log.read_text().splitlines() if "was refused" in line)
    assert f"{served.file}:3:21: explorer.enabled: " in refusal
    assert f"{served.file}:4:23: limits.max_aliases: " in refusal
    assert await served.codes(ALIASES) == {"OPERATION_LIMIT_EXCEEDED"}

    assert served.gateway.status("/explorer") == 200
    await served.change(options(explorer="false"), "in service: limits.max_aliases, explorer.enabled changed")
    assert await served.codes(ALIASES) == set()
    assert served.gateway.status("/explorer") == 404

    await served.change(options(explorer="false") + "operation_timeout: 9s\n", "operation_timeout changed")
    await served.change(options().replace("50ms", "60ms"), "at the next start only: server.poll")

    seen = served.told("client_tokens.key changed")
    (served.file.parent / "client.key").write_text("another key, thirty-two bytes long or more")
    await until(lambda: served.told("client_tokens.key changed") == seen + BOTH_WORKERS, within=10)
    assert "another key" not in served.log.read_text()
    await load.until_answered(50)


def test_a_signal_has_the_file_read_at_once(tmp_path):
    async def scenario():
        async with serve_raw(subgraph) as address:
            served = Served(tmp_path, address.url)
            served.file.write_text(options().replace("poll: 50ms", "poll: 0"))
            served.gateway.start()
            try:
                await asyncio.to_thread(served.gateway.wait_until_ready)
                served.file.write_text(options(aliases="1").replace("poll: 50ms", "poll: 0"))
                await asyncio.sleep(0.3)
                assert await served.codes(ALIASES) == set()
                os.kill(served.gateway.process.pid, signal.SIGHUP)
                await until(lambda: served.told("limits.max_aliases changed") == BOTH_WORKERS, within=10)
                assert await served.codes(ALIASES) == {"OPERATION_LIMIT_EXCEEDED"}
            finally:
                await asyncio.to_thread(served.gateway.process.stop)

    asyncio.run(scenario())
