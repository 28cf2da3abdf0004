"""Files and folders: which are read, in which order, and what YAML may and may not do in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from reliability.errors import SpecificationError
from reliability.slo.spec import load_definitions, load_services, parse_service

TEXT = """\
version: holdfast/v1
service: {name}
slos:
  - {{name: a, description: A., objective: 99, indicator: {{availability: {{bad: a, total: b}}}}}}
"""
FILE = Path("slo.yaml")


def test_nothing_is_no_mistake() -> None:
    assert load_services(()) == ()


def test_folders_are_read_by_name_with_their_folders_and_each_file_once(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    for name, file in (("b", "b.yaml"), ("a", "a.yml"), ("c", "inner/c.yaml")):
        (tmp_path / file).write_text(TEXT.format(name=name), encoding="utf-8")
    (tmp_path / "notes.txt").write_text("not read", encoding="utf-8")
    found = load_services([tmp_path / "b.yaml", tmp_path])
    assert [service.name for service in found] == ["b", "a", "c"]


def test_what_ships_is_valid() -> None:
    assert "gateway/availability" in {slo.reference for service in load_definitions() for slo in service.slos}


def test_aliases_are_what_they_stand_for() -> None:
    text = TEXT.format(name="shop").replace(
        "{availability: {bad: a, total: b}}", "&one {availability: {bad: a, total: b}}"
    )
    text += "  - {name: b, description: B., objective: 99, indicator: *one}\n"
    first, second = parse_service(text, FILE).slos
    assert first.indicator == second.indicator


def test_an_alias_within_itself_is_refused_at_once() -> None:
    with pytest.raises(SpecificationError, match=r"slo\.yaml:1: this is nested deeper than 30 levels, or in itself"):
        parse_service("&a [*a, *a, *a]\n", FILE)


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    file = tmp_path / "latin.yaml"
    file.write_bytes("title: Käse".encode("latin-1"))
    with pytest.raises(SpecificationError, match="is not text in UTF-8"):
        load_services([file])
