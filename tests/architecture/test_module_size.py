"""A file with two reasons to change is split before it hurts; the entries of hard algorithms stay a page."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.architecture.tracked_files import ROOT, tracked_files

CAP = 400
ENTRY_CAP = 150
ENTRIES = (
    "marketplace/gateway/app/gateway.py",
    "marketplace/gateway/executor/executor.py",
    "marketplace/gateway/pipeline/handler.py",
    "marketplace/gateway/planner/planner.py",
)
GENERATED = ("/migrations/",)


def line_count(path: Path) -> int:
    return len((ROOT / path).read_text(encoding="utf-8").splitlines())


def test_no_module_is_longer_than_the_cap() -> None:
    modules = [path for path in tracked_files("*.py") if not any(part in f"/{path}" for part in GENERATED)]
    assert len(modules) > 50
    too_long = {str(path): count for path in modules if (count := line_count(path)) > CAP}
    assert too_long == {}


@pytest.mark.parametrize("entry", ENTRIES)
def test_an_entry_stays_a_page(entry: str) -> None:
    assert line_count(Path(entry)) <= ENTRY_CAP
