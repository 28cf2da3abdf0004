"""Running a Lua script by its hash, and what happens when the server does not know it yet."""

from collections.abc import Sequence

from marketplace.gateway.redis.command import Argument, Command, pack
from marketplace.gateway.redis.connection import Connection
from marketplace.gateway.redis.opening import ask
from marketplace.gateway.redis.script import Script


def pack_script_call(script: Script, keys: Sequence[bytes | str], arguments: Sequence[Argument]) -> bytes:
    return pack(("EVALSHA", script.sha, len(keys), *keys, *arguments))


def load_script(connection: Connection, command: Command) -> None:
    """Send the source, and the same command behind it: a restarted server has forgotten all scripts."""
    script = command.script
    if script is not None:
        ask(connection, "SCRIPT", "LOAD", script.source)
        command.script = None
        connection.send(command)
