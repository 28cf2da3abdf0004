"""What a generator gives: a text, and where in the project it stands."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, Final

from reliability.rules.model import RuleFile
from reliability.rules.rendering import to_yaml

COMMAND: Final = "manage.py build_artefacts"


@dataclass(frozen=True, slots=True)
class Document:
    """`path` is relative to the project."""

    path: PurePosixPath
    text: str


def yaml_document(path: str, content: RuleFile | Mapping[str, Any]) -> Document:
    return Document(PurePosixPath(path), to_yaml(content, COMMAND))


def json_document(path: str, content: Mapping[str, Any]) -> Document:
    """JSON has no comments: the command stands in `generated_by`."""
    text = json.dumps({"generated_by": COMMAND, **content}, indent=2, ensure_ascii=False)
    return Document(PurePosixPath(path), f"{text}\n")
