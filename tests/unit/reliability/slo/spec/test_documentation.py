"""The example in the README is valid, and shows the whole form; the published schema is the form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest
import yaml

import reliability
from reliability.slo.spec import parse_service
from reliability.slo.spec.form import SERVICE
from reliability.slo.spec.schema import PUBLISHED, json_schema, schema_text
from reliability.slo.spec.shapes import Either, Form, Series

README = Path(reliability.__file__).parent / "README.md"
EXAMPLE = next(
    re.finditer(r"```yaml\n(?P<text>.*?version: holdfast.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
)["text"]
SCHEMA = jsonschema.Draft7Validator(json_schema())


def field_names(kind: object) -> Iterator[str]:
    match kind:
        case Form(fields=fields):
            for field in fields:
                yield field.name
                yield from field_names(field.kind)
        case Series(item=item):
            yield from field_names(item)
        case Either(scalar=scalar, items=items, entries=entries):
            for one in (scalar, items, entries):
                yield from field_names(one)


class WithoutTimes(yaml.SafeLoader):
    """The core schema of YAML 1.2 has no times."""


WithoutTimes.yaml_implicit_resolvers = {
    first: [one for one in found if one[0] != "tag:yaml.org,2002:timestamp"]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def plain(text: str) -> object:
    """As an editor reads it: times stay texts."""
    return yaml.load(text, WithoutTimes)


def test_the_example_is_valid() -> None:
    service = parse_service(EXAMPLE, README)
    assert next(slo.name for slo in service.slos) == "availability"
    assert list(SCHEMA.iter_errors(plain(EXAMPLE))) == []


@pytest.mark.parametrize("name", sorted(set(field_names(SERVICE))))
def test_the_example_shows(name: str) -> None:
    assert re.search(rf"\b{name}:", EXAMPLE)


def test_the_published_schema_is_the_form() -> None:
    """To write it anew: `python -m reliability.slo schema -o reliability/slo/schema.json`."""
    jsonschema.Draft7Validator.check_schema(json_schema())
    assert PUBLISHED.read_text(encoding="utf-8") == schema_text()


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("version: holdfast/v1", "version: holdfast/v2"),
        ("service: checkout ", "service: Check_out "),
        ("tier: 1 ", "tier: 4 "),
        ("tier: 1 ", "tire: 1 "),
        ("objective: 99.9 ", "objective: 100 "),
        ("objective: 99.9 ", "objective: true "),
        ("window: 30d", "window: a month"),
        ("description: Orders are taken.", "comment: Orders are taken."),
        ("availability:                     #", "uptime:                     #"),
        ("severity: page, budget: 2%", "severity: pager, budget: 2%"),
        ("absent_after: 15m", "absent_after: soon"),
        ("labels: {region: eu}", "labels: {slo_id: eu}"),
        ("calendar: quarter", "calendar: fortnight"),
        ("threshold: 250ms", "threshold: quick"),
        ("at_most: 0.8}", 'at_most: "much"}'),
        ("'avg_over_time(bank:errors:ratio[$window])'", "bank:errors:ratio"),
        ("weight: 2", "weight: 0"),
        ("start: 2026-12-01T02:00", "start: in December"),
        ("state: frozen", "state: cold"),
    ],
)
def test_the_schema_refuses(right: str, wrong: str) -> None:
    assert right in EXAMPLE
    assert list(SCHEMA.iter_errors(plain(EXAMPLE.replace(right, wrong, 1)))) != []
