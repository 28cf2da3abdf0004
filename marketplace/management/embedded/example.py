"""The example query: asked for real at every start, and printed with the command that asks it again."""

import json
import shlex
import urllib.request
from pathlib import Path
from typing import Any, Final

from graphql import strip_ignored_characters

EXAMPLE_PATH: Final = Path(__file__).resolve().parents[2] / "example.graphql"
JSON_INDENT: Final = 2


def example_query() -> str:
    return EXAMPLE_PATH.read_text(encoding="utf-8")


def example_body() -> str:
    return json.dumps({"query": strip_ignored_characters(example_query())})


def ask_example(address: str) -> Any:
    """Return the gateway's answer; raise URLError when it does not answer."""
    request = urllib.request.Request(  # noqa: S310 - our own http address
        f"{address}/graphql", data=example_body().encode(), headers={"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=30) as response:  # noqa: S310 - our own http address
        return json.load(response)


def curl_command(address: str) -> str:
    """Return a command whose output is `formatted` of the same answer."""
    request = shlex.join(["curl", "-s", f"{address}/graphql", "-H", "content-type: application/json"])
    body = shlex.quote(example_body())
    return f"{request} -d {body} | python3 -m json.tool --indent {JSON_INDENT} --no-ensure-ascii"


def formatted(answer: object) -> str:
    return json.dumps(answer, indent=JSON_INDENT, ensure_ascii=False)
