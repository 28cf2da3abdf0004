"""What the READMEs point to exists: files behind links, codes that clients are told."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from marketplace.endpoints import client_error_codes
from marketplace.gateway.errors import GatewayError
from marketplace.gateway.operation import operation as _operation  # noqa: F401 - defines errors of its own
from marketplace.gateway.planner import limits as _limits  # noqa: F401 - likewise
from tests.architecture.tracked_files import ROOT, tracked_files

LINK = re.compile(r"\]\((?!https?:|#)(?P<target>[^)#\s]+)")
CODE = re.compile(r"`(?P<code>[A-Z]+_[A-Z_]+)`")
REFUSALS = {"README.md": "## When something is refused", "marketplace/gateway/README.md": "## Errors"}


def section(path: str, heading: str) -> str:
    text = (ROOT / path).read_text(encoding="utf-8")
    return text[text.index(heading) :].partition("\n## ")[0]


def gateway_codes() -> set[str]:
    """The codes of every class of the tree."""
    codes: set[str] = set()
    pending: list[type[GatewayError]] = [GatewayError]
    while pending:
        kind = pending.pop()
        pending.extend(kind.__subclasses__())
        codes |= {kind.code} if hasattr(kind, "code") else set()
    return codes


@pytest.mark.parametrize("document", tracked_files("*.md"), ids=str)
def test_links_lead_somewhere(document: Path) -> None:
    targets = [match["target"] for match in LINK.finditer((ROOT / document).read_text(encoding="utf-8"))]
    assert [target for target in targets if not (ROOT / document.parent / target).exists()] == []


@pytest.mark.parametrize(("document", "heading"), REFUSALS.items(), ids=REFUSALS)
def test_documented_codes_exist(document: str, heading: str) -> None:
    told = {match["code"] for match in CODE.finditer(section(document, heading))}
    assert len(told) > 10
    assert told - gateway_codes() - client_error_codes() == set()
