"""Who does not generate dashboards needs no grafana-foundation-sdk; who does is told how to get it."""

from __future__ import annotations

import subprocess
import sys

WITHOUT_IT = "import sys; sys.modules['grafana_foundation_sdk'] = None; "


def run(statement: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", WITHOUT_IT + statement], check=False, capture_output=True, text=True)


def test_the_other_artefacts_do_without() -> None:
    imported = run("from reliability.artefacts import alertmanager, load_thresholds, rule_files, site, steady_state")
    assert (imported.returncode, imported.stderr) == (0, "")


def test_who_generates_is_told() -> None:
    imported = run("import reliability.artefacts.generators")
    assert imported.stderr.splitlines()[-1] == (
        'ModuleNotFoundError: Dashboards are generated with grafana-foundation-sdk: pip install "holdfast[artefacts]".'
    )
