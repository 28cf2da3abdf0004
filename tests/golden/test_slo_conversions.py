"""What files become in other forms, with what is said about it. A case is a folder of `slos/converted/`.

    input.yaml (or .yml)    a file of ours, of Sloth or of OpenSLO
    to_FORM.txt             what `convert --to FORM` writes, and below it what it tells
    sloth_rules.txt         what `rules --compat sloth` writes, and below it what it tells
    explained.txt           what `explain` says

To write the texts anew after a change: `pytest tests/golden --update-golden`, then read the difference.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from reliability.command_line.main import main

CASES = sorted((Path(__file__).parent / "slos" / "converted").iterdir())
COMMANDS = {
    "to_holdfast.txt": ["convert", "--to", "holdfast"],
    "to_openslo.txt": ["convert", "--to", "openslo"],
    "to_sloth.txt": ["convert", "--to", "sloth"],
    "sloth_rules.txt": ["rules", "--compat", "sloth", "--extra-labels", "cmd=golden"],
    "explained.txt": ["explain"],
}


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_conversion(
    folder: Path, name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *, update_golden: bool
) -> None:
    monkeypatch.setenv("COLUMNS", "110")
    (file,) = folder.glob("input.*")
    command, *options = COMMANDS[name]
    assert main([command, str(file), *options]) == 0
    captured = capsys.readouterr()
    text, expected = f"{captured.out}\n# told:\n{captured.err}", folder / name
    if update_golden:
        expected.write_text(text, encoding="utf-8")
    assert text == expected.read_text(encoding="utf-8")
