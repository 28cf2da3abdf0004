"""The gateway can be installed alone: its own pyproject.toml names what it imports, as the project's does."""

from __future__ import annotations

import ast
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

from tests.architecture.tracked_files import ROOT

GATEWAY = ROOT / "marketplace" / "gateway"


def dependencies(folder: Path) -> set[str]:
    """What is always needed, and what telemetry needs."""
    project = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {*project["dependencies"], *project["optional-dependencies"]["telemetry"]}


def imported_packages() -> set[str]:
    """Top-level packages of others that the gateway's modules import."""
    found: set[str] = set()
    for path in GATEWAY.rglob("*.py"):
        if "node_modules" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module.partition(".")[0])
    return found - set(sys.stdlib_module_names) - {"marketplace"}


def test_bounds_are_the_projects() -> None:
    assert dependencies(GATEWAY) <= dependencies(ROOT)


def test_every_import_is_declared() -> None:
    declared = {line.partition(">")[0].lower() for line in dependencies(GATEWAY)}
    distributions = packages_distributions()
    undeclared = [
        package
        for package in imported_packages()
        if declared.isdisjoint(name.lower().replace("_", "-") for name in distributions[package])
    ]
    assert undeclared == []
