"""Runs a command with servers beside it: `python -m tests.harness.with_services postgresql redis -- pytest ...`.

The command finds them in DATABASE_URL and REDIS_URL. The exit code is the command's own. A server that is not on the
machine is a visible skip of the whole command, or a failure where REQUIRE_SERVICES=1.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack
from types import FrameType

from tests.harness.services import ServiceMissingError, postgresql, redis

SERVICES: dict[str, tuple[str, Callable[[], AbstractContextManager[str]]]] = {
    "postgresql": ("DATABASE_URL", postgresql),
    "redis": ("REDIS_URL", redis),
}


def main(arguments: Sequence[str]) -> int:
    """Starts what stands before `--`, runs what stands behind it."""
    separator = arguments.index("--")
    names, command = arguments[:separator], arguments[separator + 1 :]
    signal.signal(signal.SIGTERM, leave)
    with ExitStack() as stack:
        environment = dict(os.environ)
        for name in names:
            variable, service = SERVICES[name]
            try:
                environment[variable] = stack.enter_context(service())
            except ServiceMissingError as missing:
                required = os.environ.get("REQUIRE_SERVICES") == "1"
                outcome = "FAILED" if required else "SKIPPED"
                print(f"{outcome} {' '.join(command)}: {missing}", file=sys.stderr)
                return 1 if required else 0
        return subprocess.run(command, env=environment, check=False).returncode


def leave(number: int, _frame: FrameType | None) -> None:
    """Turns a signal into an exit, so that the servers are stopped on the way out."""
    sys.exit(128 + number)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
