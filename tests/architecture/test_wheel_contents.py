"""An installed wheel has every file of the packages: what setuptools is told to take covers what is tracked."""

from __future__ import annotations

import tomllib
from fnmatch import fnmatch

from tests.architecture.tracked_files import ROOT, tracked_files

ONLY_IN_THE_SOURCE = {".md", ".toml"}
"""Texts for readers, and what builds the gateway's own distribution."""


def test_every_data_file_is_packaged() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    patterns = settings["package-data"]["*"]
    left_out = [
        str(path)
        for path in tracked_files("marketplace", "reliability")
        if path.suffix not in {".py", *ONLY_IN_THE_SOURCE}
        and not any(fnmatch(path.name, pattern) for pattern in patterns)
    ]
    assert left_out == []


def test_every_folder_can_be_a_package() -> None:
    """Setuptools passes over folders with a dot in their name, and so over the files in them."""
    folders = {folder for path in tracked_files("marketplace", "reliability") for folder in path.parts[:-1]}
    assert [folder for folder in folders if "." in folder] == []
