"""The gateway and the reliability app can be installed alone: what each imports its own pyproject.toml names."""

from __future__ import annotations

import ast
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.architecture.tracked_files import ROOT

ALONE = {
    "gateway": ROOT / "marketplace" / "gateway",
    "reliability": ROOT / "reliability",
}
NEEDED_BY_DEVELOPERS = "dev"
alone = pytest.mark.parametrize("folder", ALONE.values(), ids=ALONE)


def dependencies(folder: Path) -> set[str]:
    """What is always needed, and what its parts need."""
    project = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    parts = project["optional-dependencies"]
    return {*project["dependencies"], *(line for name in parts if name != NEEDED_BY_DEVELOPERS for line in parts[name])}


def imported_packages(folder: Path) -> set[str]:
    """Top-level packages of others that the folder's modules import."""
    found: set[str] = set()
    for path in folder.rglob("*.py"):
        if "node_modules" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module.partition(".")[0])
    return found - set(sys.stdlib_module_names) - {folder.relative_to(ROOT).parts[0]}


@alone
def test_bounds_are_the_projects(folder: Path) -> None:
    assert dependencies(folder) <= dependencies(ROOT)


@alone
def test_every_import_is_declared(folder: Path) -> None:
    declared = {line.partition(">")[0].partition("==")[0].lower() for line in dependencies(folder)}
    distributions = packages_distributions()
    undeclared = [
        package
        for package in imported_packages(folder)
        if declared.isdisjoint(name.lower().replace("_", "-") for name in distributions[package])
    ]
    assert undeclared == []
