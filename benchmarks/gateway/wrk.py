"""The load generator wrk: one thread, so that it leaves the other processors to what is measured."""

import json
import resource
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

SCRIPT: Final = Path(__file__).parent / "wrk_post.lua"
CONNECTIONS: Final = 50
PATIENCE: Final = 30
"""Seconds for one answer; a late answer is an answer."""


class LoadFailedError(Exception):
    """wrk is missing, or requests failed under load."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent again and again: the body of a POST in a file, and its headers."""

    url: str
    body: Path
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Load:
    """What wrk saw. Latencies in milliseconds."""

    requests: int
    seconds: float
    p50_ms: float
    p95_ms: float
    processor_seconds: float
    """Spent by wrk itself."""


def find_wrk() -> str:
    found = shutil.which("wrk")
    if found is None:
        raise LoadFailedError("wrk was not found: install it (Debian, Ubuntu: apt-get install wrk)")
    return found


def put_under_load(request: Request, *, seconds: int, drain: int) -> Load:
    """Send for so many seconds. With `drain` above 0 what is under way at the end is waited for and counted, for so
    many seconds at most: then every bit of the server's work belongs to a counted request. Without it, requests per
    second are exact, and the work for up to one request a connection is lost.
    """
    headers = [text for pair in request.headers.items() for text in pair]
    command = [
        *(find_wrk(), "--threads", "1", "--connections", str(CONNECTIONS), "--timeout", f"{PATIENCE}s"),
        *("--duration", f"{seconds + drain}s", "--script", str(SCRIPT), request.url),
        *("--", str(request.body), str(seconds if drain else 0), *headers),
    ]
    before = _children_seconds()
    run = subprocess.run(command, check=False, capture_output=True, text=True)
    spent = _children_seconds() - before
    if run.returncode != 0 or not run.stdout.rstrip().endswith("}"):
        raise LoadFailedError(f"wrk failed against {request.url}:\n{run.stdout}{run.stderr}")
    told = json.loads(run.stdout.rstrip().splitlines()[-1])
    if told["failed"] or told["refused"] or not told["requests"]:
        raise LoadFailedError(
            f"Under load, {request.url} answered {told['requests']} requests, {told['refused']} of them with an "
            f"error status, and {told['failed']} connections failed."
        )
    return Load(
        requests=told["requests"],
        seconds=seconds if drain else told["microseconds"] / 1e6,
        p50_ms=told["p50"] / 1e3,
        p95_ms=told["p95"] / 1e3,
        processor_seconds=spent,
    )


def _children_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
