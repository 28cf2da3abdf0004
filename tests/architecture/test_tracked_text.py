"""What is committed works on anybody's machine: no path of ours, no address of a package registry."""

from __future__ import annotations

import json
import re

import pytest

from tests.architecture.tracked_files import ROOT, tracked_files

# Written in parts, so that this file does not hold what it looks for.
REGISTRIES = (
    ("pypi", "org"),
    ("files", "pythonhosted", "org"),
    ("registry", "npmjs", "org"),
    ("registry", "yarnpkg", "com"),
    ("proxy", "golang", "org"),
    ("repo1", "maven", "org"),
    ("static", "crates", "io"),
    ("deb", "debian", "org"),
)
MACHINE_PATHS = (("work", "main"), ("work", "shared"), ("root", ""), ("home", r"\w+/\S"), ("Users", r"\w+/\S"))
BINARY = {".png", ".jpg", ".ico", ".woff2", ".gz", ".mo"}


def readable_files() -> list[tuple[str, str]]:
    return [
        (str(path), (ROOT / path).read_text(encoding="utf-8")) for path in tracked_files() if path.suffix not in BINARY
    ]


@pytest.mark.parametrize(
    "pattern",
    [
        re.compile("|".join(re.escape(".".join(parts)) for parts in REGISTRIES)),
        re.compile("|".join(rf"(?<![\w.$}}/])/{'/'.join(parts)}" for parts in MACHINE_PATHS)),
    ],
    ids=["registry", "machine path"],
)
def test_no_tracked_file_mentions_it(pattern: re.Pattern[str]) -> None:
    files = readable_files()
    assert len(files) > 100
    mentions = [
        f"{name}:{text.count(chr(10), 0, match.start()) + 1}: {match.group()}"
        for name, text in files
        for match in pattern.finditer(text)
    ]
    assert mentions == []


def test_npm_lock_files_hold_no_download_addresses() -> None:
    for path in tracked_files("*package-lock.json"):
        packages = json.loads((ROOT / path).read_text(encoding="utf-8"))["packages"]
        assert [name for name, entry in packages.items() if "resolved" in entry] == [], path
