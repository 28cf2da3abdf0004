"""The command that runs the federation audit, with a stand-in for the audit's checkout."""

import json
from pathlib import Path

import pytest

from marketplace.gateway.command_line.options import load_options
from tests.conformance.federation_audit.__main__ import HERE, main
from tests.conformance.federation_audit.suites import read_results

RESULTS = "first\n...\nsecond\n.X\n\n---\nTotal: 5\nPassed: 4\nFailed: 1"
STAND_IN = """#!/bin/sh
while [ "$1" != --cwd ]; do shift; done
printf '%b' '{results}' > "$2/results.txt"
"""


def checkout(folder: Path, results: str) -> Path:
    """A folder that looks like the audit, whose runner writes these results at once."""
    runner = folder / "node_modules" / ".bin" / "tsx"
    runner.parent.mkdir(parents=True)
    runner.write_text(STAND_IN.format(results=results.replace("\n", "\\n")))
    runner.chmod(0o755)
    return folder


def test_reads_the_cases_of_every_suite():
    suites = read_results(RESULTS)
    assert [(suite.name, suite.cases) for suite in suites] == [
        ("first", (True, True, True)),
        ("second", (True, False)),
    ]


@pytest.mark.parametrize(("results", "status"), [(RESULTS, 1), (RESULTS.replace("X", "."), 0), ("\n---\n", 1)])
def test_succeeds_only_when_everything_passed(tmp_path, capsys, results, status):
    output = tmp_path / "results.json"
    assert main([str(checkout(tmp_path, results)), "--node", "sh", "--output", str(output)]) == status
    written = json.loads(output.read_text())
    assert f"{written['passed']} of {written['cases']} cases passed" in capsys.readouterr().out
    if status == 0:
        assert written["suites"]["second"] == {"passed": 2, "cases": 2}


@pytest.mark.parametrize(
    ("node", "words"), [("no-such-program", "install Node.js 22 or newer"), ("sh", "run `npm install` in it")]
)
def test_what_is_missing_is_one_line(tmp_path, capsys, node, words):
    assert main([str(tmp_path), "--node", node, "--output", str(tmp_path / "x.json")]) == 1
    told = capsys.readouterr().err
    assert told.startswith("error: ")
    assert words in told


def test_an_audit_that_breaks_is_told(tmp_path, capsys):
    broken = checkout(tmp_path, "")
    (broken / "node_modules" / ".bin" / "tsx").write_text("#!/bin/sh\nexit 3\n")
    assert main([str(broken), "--node", "sh", "--output", str(tmp_path / "x.json")]) == 1
    assert "ended with status 3 and wrote no results" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["plain", "everything_on"])
def test_its_configurations_can_be_used(monkeypatch, name):
    for variable in ("REDIS", "KEY_SET", "MANIFEST", "COLLECTOR", "ACCESS_LOG", "SUITE"):
        monkeypatch.setenv(f"AUDIT_{variable}", f"http://{variable}")
    monkeypatch.setenv("AUDIT_REDIS", "redis://127.0.0.1")
    monkeypatch.setenv("AUDIT_INTERNAL_KEY", "0" * 64)
    monkeypatch.setenv("AUDIT_ADMIN_PORT", "9464")
    config = load_options(HERE / f"{name}.yaml").config
    assert (config.caches.responses is not None) == (name == "everything_on")
