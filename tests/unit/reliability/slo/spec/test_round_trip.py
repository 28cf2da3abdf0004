"""What is written of a service reads back to it, and what the reader accepts the published schema accepts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import jsonschema
from hypothesis import given, settings

from reliability.slo.model import Service
from reliability.slo.spec import parse_service
from reliability.slo.spec.schema import json_schema
from reliability.slo.spec.write import service_text, service_value
from tests.harness.random_slos import services

FILE = Path("service.yaml")
SCHEMA = jsonschema.Draft7Validator(json_schema())


@settings(max_examples=20, deadline=None)
@given(services())
def test_a_service_is_read_back_from_its_file(service: Service) -> None:
    assert parse_service(service_text(service), FILE) == replace(service, source=FILE)


@settings(max_examples=20, deadline=None)
@given(services())
def test_the_schema_accepts_what_the_reader_accepts(service: Service) -> None:
    assert [error.message for error in SCHEMA.iter_errors(service_value(service))] == []
