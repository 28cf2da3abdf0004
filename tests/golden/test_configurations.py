"""What is said about configurations with mistakes. A case is a folder of `configurations/`.

    gateway.yaml (or .toml ...)   the file
    environment.json              environment variables, when they matter
    problems.txt                  every line that is expected

To write the lines anew after a change: `pytest tests/golden --update-golden`, then read the difference.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from marketplace.gateway.configuration import ConfigurationInvalidError, load_configuration

CASES = sorted(folder for folder in (Path(__file__).parent / "configurations").iterdir() if folder.is_dir())


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_problems(folder: Path, *, update_golden: bool) -> None:
    (file,) = folder.glob("gateway.*")
    environment = folder / "environment.json"
    environ = json.loads(environment.read_text(encoding="utf-8")) if environment.exists() else {}
    with pytest.raises(ConfigurationInvalidError) as refused:
        load_configuration(file, environ)
    text, expected = refused.value.message.replace(f"{folder}/", "") + "\n", folder / "problems.txt"
    if update_golden:
        expected.write_text(text, encoding="utf-8")
    assert text == expected.read_text(encoding="utf-8")
