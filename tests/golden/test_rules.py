"""The rules that SLOs become. A case is a folder of `rules/` or `sloth_rules/`.

    rules/CASE          slo.yaml in our form, rules.yaml: what we make of it
    sloth_rules/CASE    sloth.yaml, rules.yaml: what Sloth v0.16 would make of it, checked by hand against its own

To write the rules anew after a change: `pytest tests/golden --update-golden`, then read the difference.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from reliability.rules import RuleFile, build_rules
from reliability.rules.rendering import to_yaml
from reliability.rules.sloth import build_sloth_rules
from reliability.slo.converting.sloth import load_sloth
from reliability.slo.spec import load_services

HERE = Path(__file__).parent
OURS = sorted((HERE / "rules").iterdir())
SLOTHS = sorted((HERE / "sloth_rules").iterdir())


@pytest.mark.parametrize("folder", OURS, ids=lambda folder: folder.name)
def test_rules(folder: Path, *, update_golden: bool) -> None:
    (service,) = load_services([folder / "slo.yaml"])
    assert_golden(folder / "rules.yaml", build_rules(service), update_golden=update_golden)


@pytest.mark.parametrize("folder", SLOTHS, ids=lambda folder: folder.name)
def test_sloth_rules(folder: Path, *, update_golden: bool) -> None:
    rules = build_sloth_rules(load_sloth([folder / "sloth.yaml"]), {"made": "here"}, version="v0.16.0", mode="test")
    assert_golden(folder / "rules.yaml", rules, update_golden=update_golden)


def assert_golden(path: Path, rules: RuleFile, *, update_golden: bool) -> None:
    text = to_yaml(rules, "pytest tests/golden --update-golden")
    if update_golden:
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")
