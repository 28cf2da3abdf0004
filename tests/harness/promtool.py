"""Runs promtool on texts, in a directory of the test."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

from reliability.rules.model import RuleFile
from reliability.rules.rendering import to_yaml
from tests.harness.services import find_promtool

RULE_FILE = "rules.yaml"
COMMAND = "the test"


def check_rules(directory: Path, rules: RuleFile) -> str:
    """What promtool and all its lints find wrong; empty: nothing."""
    (directory / RULE_FILE).write_text(to_yaml(rules, COMMAND), encoding="utf-8")
    return _promtool("check", "rules", "--lint=all", "--lint-fatal", str(directory / RULE_FILE))


def run_tests(directory: Path, rules: RuleFile, tests: dict[str, Any]) -> str:
    """What promtool says of tests that failed; empty: none did."""
    assert tests["tests"], "a file without tests tests nothing"
    (directory / RULE_FILE).write_text(to_yaml(rules, COMMAND), encoding="utf-8")
    path = directory / "tests.yaml"
    path.write_text(to_yaml({**tests, "rule_files": [RULE_FILE]}, COMMAND), encoding="utf-8")
    return _promtool("test", "rules", str(path))


def _promtool(*arguments: str) -> str:
    run = subprocess.run([find_promtool(), *arguments], check=False, capture_output=True, text=True)
    return "" if run.returncode == 0 else run.stdout + run.stderr
