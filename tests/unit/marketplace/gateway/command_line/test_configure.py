"""`config`: what it tells of a file, and what it writes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from marketplace.gateway.__main__ import main
from marketplace.gateway.configuration.tables import BEGIN, END


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "client.key").write_text("the key of the clients' tokens\n")
    path = tmp_path / "gateway.yaml"
    path.write_text("limits: {max_depth: 20}\nclient_tokens:\n  key: {file: client.key}\n")
    return path


def test_a_file_that_can_be_used(file, capsys):
    assert main(["config", "check", str(file)]) == 0
    assert capsys.readouterr().out == f"{file} can be used.\n"


def test_every_mistake_is_a_line(file, capsys):
    file.write_text("limits:\n  max_depth: deep\n  max_deph: 4\n")
    assert main(["config", "check", str(file)]) == 1
    first, *lines = capsys.readouterr().err.splitlines()
    assert first == "error: the configuration has 2 mistakes."
    assert [line.partition(": ")[0] for line in lines] == [f"{file}:2:14", f"{file}:3:3"]


def test_a_file_that_is_not_there(tmp_path, capsys):
    assert main(["config", "check", str(tmp_path / "gateway.yaml")]) == 1
    assert "gateway.yaml: the file cannot be read: No such file or directory." in capsys.readouterr().err


def test_what_holds_is_shown_with_its_origin_and_without_secrets(file, capsys, monkeypatch):
    monkeypatch.setenv("HOLDFAST_GATEWAY__LIMITS__MAX_TOKENS", "500")
    assert main(["config", "show", str(file), "--json"]) == 0
    shown = json.loads(capsys.readouterr().out)
    assert shown["limits.max_depth"] == {"value": 20, "origin": f"{file}:1:21"}
    assert shown["limits.max_tokens"] == {"value": 500, "origin": "HOLDFAST_GATEWAY__LIMITS__MAX_TOKENS"}
    assert shown["server.port"] == {"value": 4000, "origin": "default"}
    assert shown["client_tokens.key"] == {"value": "(secret)", "origin": f"{file}:3:15"}


def test_what_holds_is_a_line_each(file, capsys):
    assert main(["config", "show", str(file)]) == 0
    out = capsys.readouterr().out
    assert f"  ({file}:1:21)" in next(line for line in out.splitlines() if line.startswith("limits.max_depth = 20 "))
    assert "the key of" not in out


def test_tables_are_written_between_the_markers(tmp_path, capsys):
    document = tmp_path / "OPTIONS.md"
    document.write_text(f"# Mine\n\n{BEGIN}\nold\n{END}\n\nThe end.\n")
    assert main(["config", "docs", "--check", str(document)]) == 1
    assert "write it anew" in capsys.readouterr().err
    assert main(["config", "docs", str(document)]) == 0
    text = document.read_text()
    assert text.startswith("# Mine\n")
    assert text.endswith("\n\nThe end.\n")
    assert "| `port` | whole number from 1 to 65535 | `4000` |" in text
    assert "old" not in text.splitlines()
    assert main(["config", "docs", "--check", str(document)]) == 0


def test_a_document_without_markers_is_refused(tmp_path, capsys):
    document = tmp_path / "OPTIONS.md"
    document.write_text("# Mine\n")
    assert main(["config", "docs", str(document)]) == 1
    assert "lacks the lines" in capsys.readouterr().err
    assert document.read_text() == "# Mine\n"
