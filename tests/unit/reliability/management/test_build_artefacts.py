"""`manage.py build_artefacts`: what it says, what it writes, and with which exit code it ends."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

SLO = """\
version: holdfast/v1
service: search
slos:
  - name: availability
    description: Searches are answered.
    objective: 99.9
    window: 30d
    indicator:
      availability:
        bad: 'searches_total{outcome="error"}'
        total: searches_total
"""


@pytest.fixture
def definition(tmp_path: Path) -> Path:
    path = tmp_path / "search.yaml"
    path.write_text(SLO)
    return path


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "generated"


def run(*arguments: object) -> str:
    stdout = StringIO()
    call_command("build_artefacts", *map(str, arguments), stdout=stdout)
    return stdout.getvalue()


def test_writes_and_says_what_changed(definition: Path, output: Path) -> None:
    assert "added: alerts/rules/search.yaml\n" in run(definition, "--output", output)
    assert (output / "alerts" / "rules" / "search.yaml").exists()
    assert run(definition, "--output", output).startswith("All ")
    (output / "alerts" / "rules" / "left.yaml").write_text("...")
    (output / "alerts" / "rules" / "search.yaml").write_text("by hand")
    assert run(definition, "--output", output) == (
        "removed: alerts/rules/left.yaml\nchanged: alerts/rules/search.yaml\n"
    )


def test_check_lists_what_drifted_and_fails(definition: Path, output: Path) -> None:
    run(definition, "--output", output)
    assert run(definition, "--output", output, "--check").endswith("files are up to date.\n")
    (output / "alerts" / "rules" / "left.yaml").write_text("...")
    (output / "alerts" / "alertmanager.yaml").write_text("by hand")
    (output / "tests" / "load" / "thresholds.json").unlink()
    stdout = StringIO()
    with pytest.raises(CommandError, match=r"^3 files drifted") as failed:
        call_command("build_artefacts", str(definition), "--output", str(output), "--check", stdout=stdout)
    assert failed.value.returncode == 1
    assert stdout.getvalue() == (
        "out of date: alerts/alertmanager.yaml\n"
        "left over: alerts/rules/left.yaml\n"
        "missing: tests/load/thresholds.json\n"
    )
    assert (output / "alerts" / "alertmanager.yaml").read_text() == "by hand"


def test_diff_tells_in_words_and_by_line_and_writes_nothing(definition: Path, output: Path) -> None:
    run(definition, "--output", output)
    before = (output / "alerts" / "rules" / "search.yaml").read_text()
    definition.write_text(SLO.replace("99.9", "99.5"))
    told = run(definition, "--output", output, "--diff")
    assert "search/availability\n  objective: 99.9 % → 99.5 %\n" in told
    assert "alerts/rules/search.yaml: would be changed" in told
    verbose = run(definition, "--output", output, "--diff", "--verbose")
    assert '-          objective: "99.9"\n+          objective: "99.5"\n' in verbose
    assert (output / "alerts" / "rules" / "search.yaml").read_text() == before


def test_programs_are_told_the_same(definition: Path, output: Path) -> None:
    run(definition, "--output", output)
    definition.write_text(SLO.replace("99.9", "99.5"))
    told = json.loads(run(definition, "--output", output, "--diff", "--json"))
    assert {"path": "alerts/rules/search.yaml", "drift": "out of date"} in told["files"]
    assert {
        "subject": "search/availability",
        "what": "objective",
        "before": "99.9 %",
        "after": "99.5 %",
        "rule": False,
    } in told["differences"]


def test_other_definitions_do_not_take_the_place_of_the_projects(definition: Path) -> None:
    with pytest.raises(CommandError, match=r"Add --output FOLDER, or --diff"):
        run(definition)


def test_a_mistake_in_a_definition_is_one_line(definition: Path, output: Path) -> None:
    definition.write_text(SLO.replace("99.9", "100"))
    with pytest.raises(CommandError, match=r"search\.yaml:6: 100 is out of range"):
        run(definition, "--output", output)
    assert not output.exists()
