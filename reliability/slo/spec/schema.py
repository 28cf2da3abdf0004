"""The JSON Schema of SLO files, from the form that the reader goes by: editors complete and check with it."""

import json
from pathlib import Path
from typing import Any, Final

from reliability.slo.spec.form import SERVICE

PUBLISHED: Final = Path(__file__).parent.parent / "schema.json"
"""The file that editors read, as `# yaml-language-server: $schema=...` in an SLO file names it."""


def json_schema() -> dict[str, Any]:
    """Draft 7, which the YAML language server reads whole. It says shapes and ranges; the reader knows more, such as
    PromQL.
    """
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "SLO file, version holdfast/v1",
        "$comment": "Written by `python -m reliability.slo schema`.",
        **SERVICE.schema(),
    }


def schema_text() -> str:
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"
