"""Manifests of every kind are read, and mistakes in them are told before the gateway serves."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from marketplace.gateway.config import TrustedDocumentsConfig, UnknownOperations
from marketplace.gateway.persisted import ManifestError, TrustedDocuments, read_manifest


def written(path: Path, content: Any) -> Path:
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


def test_ids_to_texts(tmp_path: Path) -> None:
    path = written(tmp_path / "relay.json", {"sha256:ab": "{ me { id } }", "cd": "{ me { name } }"})
    assert read_manifest(path) == {"ab": "{ me { id } }", "cd": "{ me { name } }"}


def test_apollos_manifest(tmp_path: Path) -> None:
    operations = [{"id": "ab", "body": "query Me { me { id } }", "name": "Me", "type": "query"}]
    manifest = {"format": "apollo-persisted-query-manifest", "version": 1, "operations": operations}
    assert read_manifest(written(tmp_path / "apollo.json", manifest)) == {"ab": "query Me { me { id } }"}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "is not JSON"),
        (["ab"], "has to be a JSON object"),
        ({"ab": 1}, "every operation has an id and a text"),
        ({"ab": "{ a }", "sha256:ab": "{ b }"}, "stands for two texts"),
        ({"format": "apollo-persisted-query-manifest", "version": 2, "operations": []}, "version 1 is"),
    ],
)
def test_mistakes(tmp_path: Path, content: Any, words: str) -> None:
    with pytest.raises(ManifestError, match=words):
        read_manifest(written(tmp_path / "manifest.json", content))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match=r"nowhere\.json cannot be read"):
        read_manifest(tmp_path / "nowhere.json")


def trusted(tmp_path: Path, content: Any, **options: Any) -> TrustedDocuments:
    return TrustedDocuments(TrustedDocumentsConfig(manifests=(written(tmp_path / "m.json", content),), **options))


def test_what_is_ignored_makes_no_difference(tmp_path: Path) -> None:
    documents = trusted(tmp_path, {"ab": "query Me {\n  me { id, name }  # who\n}"})
    assert documents.knows("query Me { me { id name } }")
    assert not documents.knows("query Me { me { name id } }")
    assert not documents.knows("query Me { me { id name } a: me { id } }")


def test_a_text_that_is_no_graphql_is_told(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match="the text of 'ab' is no GraphQL"):
        trusted(tmp_path, {"ab": '{ me(name: "'})


def test_two_manifests_may_not_contradict_each_other(tmp_path: Path) -> None:
    paths = (written(tmp_path / "a.json", {"x": "{ a }"}), written(tmp_path / "b.json", {"x": "{ b }"}))
    with pytest.raises(ManifestError, match="another manifest has the id 'x'"):
        TrustedDocuments(TrustedDocumentsConfig(manifests=paths))


def test_clients_may_have_rules_of_their_own(tmp_path: Path) -> None:
    strict = {"shop": UnknownOperations.IDS_ONLY}
    documents = trusted(tmp_path, {"x": "{ a }"}, unknown_of=strict)
    assert documents.unknown_for("shop") is UnknownOperations.IDS_ONLY
    assert documents.unknown_for("else") is documents.unknown_for(None) is UnknownOperations.LOG
