"""Reads what builds register: ids and the texts of their operations."""

from pathlib import Path
from typing import Any

import orjson

APOLLO_FORMAT = "apollo-persisted-query-manifest"
HASH_PREFIX = "sha256:"


class ManifestError(ValueError):
    """The file is no manifest; the text names it and says what is wrong."""


def read_manifest(path: Path) -> dict[str, str]:
    """From ids to texts. Relay, GraphQL Code Generator and others write just that as a JSON object; Apollo's clients a
    list of `operations` with `id` and `body`. A prefix `sha256:` of ids is dropped. Raises ManifestError.
    """
    try:
        content = orjson.loads(path.read_bytes())
    except OSError as error:
        raise ManifestError(f"{path} cannot be read: {error.strerror}.") from error
    except orjson.JSONDecodeError as error:
        raise ManifestError(f"{path} is not JSON: {error}.") from error
    if not isinstance(content, dict):
        raise ManifestError(f"{path} is no manifest: it has to be a JSON object.")
    pairs = _apollo_pairs(path, content) if content.get("format") == APOLLO_FORMAT else list(content.items())
    texts: dict[str, str] = {}
    for identifier, text in pairs:
        if not isinstance(identifier, str) or not identifier or not isinstance(text, str) or not text:
            raise ManifestError(f"{path}: every operation has an id and a text; that of {identifier!r} has not.")
        key = identifier.removeprefix(HASH_PREFIX)
        if texts.setdefault(key, text) != text:
            raise ManifestError(f"{path}: the id {key!r} stands for two texts.")
    return texts


def _apollo_pairs(path: Path, content: dict[str, Any]) -> list[tuple[Any, Any]]:
    operations = content.get("operations")
    if content.get("version") != 1 or not isinstance(operations, list):
        raise ManifestError(f"{path} is an Apollo manifest of a version that is not known: version 1 is.")
    return [(each.get("id"), each.get("body")) for each in operations if isinstance(each, dict)]
