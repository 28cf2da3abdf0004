"""What is written as YAML, TOML or environment variables is read as it was meant, for every option there is."""

from __future__ import annotations

import json
import re
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings

from marketplace.gateway.config import GatewayConfig
from marketplace.gateway.configuration import load_configuration
from marketplace.gateway.configuration.kinds import Section
from marketplace.gateway.configuration.read_environment import variable_of
from marketplace.gateway.configuration.written import written
from tests.harness.random_configurations import RandomConfiguration, as_toml, as_yaml, configurations

VARIABLE_PART = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")
thorough = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # a whole configuration takes minutes to shrink
)


def load(text: str, suffix: str, environ: dict[str, str]) -> GatewayConfig:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"gateway{suffix}"
        file.write_text(text, encoding="utf-8")
        return load_configuration(file, environ).config


@thorough
@given(configurations())
def test_yaml_is_read_as_it_was_meant(random: RandomConfiguration) -> None:
    assert load(as_yaml(random.content), ".yaml", random.environ) == random.config


@thorough
@given(configurations(nulls=False))
def test_toml_is_read_as_it_was_meant(random: RandomConfiguration) -> None:
    assert load(as_toml(random.content), ".toml", random.environ) == random.config


@thorough
@given(configurations())
def test_variables_are_read_as_they_were_meant(random: RandomConfiguration) -> None:
    """Sections one variable an option, whatever is in lists and tables as YAML."""
    environ = dict(variables(random.content, "", random.environ))
    without_empty = {name: text for name, text in environ.items() if text}
    if len(without_empty) == len(environ):  # an empty variable counts as unset
        assert load_configuration(None, environ).config == random.config


@thorough
@given(configurations())
def test_what_is_shown_is_what_a_file_would_have(random: RandomConfiguration) -> None:
    config = load(as_yaml(random.content), ".yaml", {name: text and "x" for name, text in random.environ.items()})
    shown = with_references(written(Section(GatewayConfig), config))
    assert load(json.dumps(shown, ensure_ascii=False), ".json", {"S": "x"}) == config


def with_references(shown: Any) -> Any:
    """The masked secrets as references to one that is known."""
    match shown:
        case dict():
            return {name: with_references(value) for name, value in shown.items()}
        case list():
            return [with_references(item) for item in shown]
        case "(secret)":
            return "${S}"
        case _:
            return shown


def variables(content: Any, path: str, secrets: dict[str, str]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for name, value in content.items():
        below = f"{path}.{name}" if path else name
        if isinstance(value, dict) and value and all(VARIABLE_PART.fullmatch(key) for key in value):
            found += variables(value, below, secrets)
        elif isinstance(value, str):
            found.append((variable_of(below), secrets.get(value[2:-1], value)))
        else:
            found.append((variable_of(below), json.dumps(resolved(value, secrets), ensure_ascii=False)))
    return found


def resolved(value: Any, secrets: dict[str, str]) -> Any:
    match value:
        case dict():
            return {name: resolved(item, secrets) for name, item in value.items()}
        case list():
            return [resolved(item, secrets) for item in value]
        case str() if value.startswith("${"):
            return secrets[value[2:-1]]
        case _:
            return value
