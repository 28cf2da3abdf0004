"""The example and the JSON Schema say what the reader takes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import HealthCheck, Phase, given, settings

from marketplace.gateway.config import GatewayConfig
from marketplace.gateway.configuration import ConfigurationInvalidError, Problem, load_configuration
from marketplace.gateway.configuration.example import example_file
from marketplace.gateway.configuration.kinds import Kind, Optional, Section, Series, Table, Text, section_of
from marketplace.gateway.configuration.schema import json_schema
from tests.harness.random_configurations import RandomConfiguration, configurations

SCHEMA = json_schema()
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def load(text: str, folder: Path, environ: dict[str, str]) -> GatewayConfig:
    file = folder / "gateway.yaml"
    file.write_text(text, encoding="utf-8")
    return load_configuration(file, environ).config


def test_the_example_changes_nothing(tmp_path):
    assert load(example_file(), tmp_path, {}) == GatewayConfig()


def test_each_option_of_the_example_is_at_its_default(tmp_path):
    """Switched on section by section. Nothing can be wrong but that options of a section exclude one another."""
    text = re.sub(r"^( *)#(?=\S)", r"\1", example_file(), flags=re.MULTILINE)
    environ = dict.fromkeys(re.findall(r"\$\{(\w+)\}", text), "secret")
    content = yaml.safe_load(text)
    at_their_defaults: set[str] = set()
    problems: list[Problem] = []
    for option in Section(GatewayConfig).options:
        try:
            config = load(yaml.safe_dump({option.name: content[option.name]}), tmp_path, environ)
        except ConfigurationInvalidError as error:
            problems += error.problems
            continue
        if option.default is not None and getattr(config, option.name) == option.default():
            at_their_defaults.add(option.name)
    assert {"limits", "http", "introspection", "public_error_codes"} <= at_their_defaults
    assert [str(problem) for problem in problems if not is_section(problem.option)] == []


def is_section(path: str) -> bool:
    kind: Kind = Section(GatewayConfig)
    for name in path.replace("[0]", "").split("."):
        section = section_of(kind)
        kind = next(o.kind for o in section.options if o.name == name) if section else inner(kind)
    return section_of(inner(kind)) is not None


def inner(kind: Kind) -> Kind:
    match kind:
        case Table():
            return kind.value
        case Series():
            return kind.item
        case _:
            return kind


def test_the_schema_is_one():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)
@given(configurations())
def test_the_schema_takes_what_the_reader_takes(random: RandomConfiguration) -> None:
    VALIDATOR.validate(random.content)


@pytest.mark.parametrize(
    "content",
    [
        {"limits": {"max_deth": 1}},
        {"limits": {"max_depth": -1}},
        {"limits": {"max_depth": "10"}},
        {"limits": {"max_body_bytes": "10s"}},
        {"server": {"port": 99_999}},
        {"introspection": "strangers"},
        {"explorer": {"enabled": "yes"}},
        {"redis": {"url": "redis://host", "password": "written in full"}},
        {"redis": {}},
        {"privileged_roles": "ADMINISTRATOR"},
        {"subgraphs": [1]},
    ],
)
def test_neither_takes(content: dict[str, Any], tmp_path):
    assert not VALIDATOR.is_valid(content)
    with pytest.raises(ConfigurationInvalidError):
        load(yaml.safe_dump(content), tmp_path, {})


def test_secrets_have_no_default_in_the_schema():
    def secrets(section: Section) -> list[str]:
        return [o.name for o in section.options if isinstance(o.kind, Text) and o.kind.secret]

    redis = next(o.kind for o in Section(GatewayConfig).options if o.name == "redis")
    assert isinstance(redis, Optional)
    assert isinstance(redis.kind, Section)
    assert {"password", "sentinel_password"} <= set(secrets(redis.kind))
    assert all("default" not in SCHEMA["$defs"]["RedisConfig"]["properties"][name] for name in secrets(redis.kind))
