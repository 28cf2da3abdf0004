"""`@apollo/gateway` in a Node process: a reference that is run, and no part of this project."""

from __future__ import annotations

import json
import queue
import shutil
import subprocess
import threading
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

FOLDER = Path(__file__).parent
PACKAGES = FOLDER.parent / "node_modules"
ANSWERS_WITHIN = 60.0  # seconds


class NotInstalledError(Exception):
    """Node.js or the npm package is missing; the text names the remedy."""


class ApolloGateway:
    """One supergraph at a time; `restarts` counts the times it did not answer and was started anew."""

    def __init__(self) -> None:
        node = shutil.which("node")
        if node is None:
            raise NotInstalledError("node was not found: install Node.js 20 or newer.")
        if not (PACKAGES / "@apollo" / "gateway").is_dir():
            raise NotInstalledError("@apollo/gateway is not installed: run `npm ci` in tests/conformance.")
        self._node = node
        self._supergraph: dict[str, str] = {}
        self.restarts = 0
        self._start()

    def load(self, supergraph_sdl: str) -> str | None:
        """Takes the supergraph into service; gives the reason when it is refused."""
        self._supergraph = {"supergraph": supergraph_sdl}
        refused: str | None = self._say(self._supergraph).get("refused")
        return refused

    def ask(self, query: str, variables: Mapping[str, Any]) -> dict[str, Any]:
        """`data` and perhaps `errors`, or `refused`."""
        answer = self._say({"query": query, "variables": variables})
        if "late" in answer:
            self._say(self._supergraph)
        return answer

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def _say(self, request: Mapping[str, Any]) -> dict[str, Any]:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        try:
            line = self._lines.get(timeout=ANSWERS_WITHIN)
        except queue.Empty:
            line = ""
        if not line:
            self._stop()
            self.restarts += 1
            self._start()
            return {"refused": f"no answer within {ANSWERS_WITHIN:.0f} s", "late": True}
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _start(self) -> None:
        self._process = subprocess.Popen(
            [self._node, FOLDER / "gateway.mjs"],
            cwd=FOLDER,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self._lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=_read, args=(self._process, self._lines), daemon=True).start()

    def _stop(self) -> None:
        self._process.kill()
        self._process.wait()
        if self._process.stdin is not None:
            self._process.stdin.close()


def _read(process: subprocess.Popen[str], lines: queue.Queue[str]) -> None:
    """Every line of the process, and "" when it has ended."""
    assert process.stdout is not None
    with process.stdout as output:
        for line in output:
            lines.put(line)
    lines.put("")
