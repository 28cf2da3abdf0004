"""Operations by id, and the refusal of those that are not registered."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import orjson
import pytest

from marketplace.gateway.config import (
    GatewayConfig,
    PersistedOperationsConfig,
    TrustedDocumentsConfig,
    UnknownOperations,
)
from marketplace.gateway.persisted import sha256_of
from tests.harness.small_gateway import SmallGateway

QUERY = "{ me { name } }"
ME = {"data": {"me": {"name": "Ann"}}}


def by_hash(digest: str, **more: Any) -> dict[str, Any]:
    return {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": digest}}, **more}


def code(answer: Any) -> str:
    return str(orjson.loads(answer.body)["errors"][0]["extensions"]["code"])


def answers(small: SmallGateway, body: dict[str, Any]) -> Any:
    return orjson.loads(small.post(body).body)


def with_manifest(tmp_path: Path, unknown: UnknownOperations, *, automatic: bool = True) -> SmallGateway:
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps({"known-1": QUERY}))
    trusted = TrustedDocumentsConfig(manifests=(path,), unknown=unknown)
    persisted = PersistedOperationsConfig(trusted=trusted)
    if not automatic:
        persisted = PersistedOperationsConfig(trusted=trusted, automatic=None)
    return SmallGateway(GatewayConfig(persisted=persisted))


def test_a_client_registers_by_sending_text_and_hash() -> None:
    small, digest = SmallGateway(), sha256_of(QUERY)
    assert answers(small, by_hash(digest))["errors"][0]["message"] == "PersistedQueryNotFound"
    assert answers(small, by_hash(digest, query=QUERY)) == ME
    assert answers(small, by_hash(digest)) == ME
    by_get = small.get(f'extensions={{"persistedQuery":{{"version":1,"sha256Hash":"{digest}"}}}}')
    assert orjson.loads(by_get.body) == ME


def test_a_hash_of_another_text_registers_nothing() -> None:
    small, digest = SmallGateway(), sha256_of("{ me { id } }")
    assert code(small.post(by_hash(digest, query=QUERY))) == "PERSISTED_QUERY_HASH_MISMATCH"
    assert code(small.post(by_hash(digest))) == "PERSISTED_QUERY_NOT_FOUND"


def test_without_automatic_queries_clients_are_told_so() -> None:
    small = SmallGateway(GatewayConfig(persisted=PersistedOperationsConfig(automatic=None)))
    assert answers(small, by_hash(sha256_of(QUERY)))["errors"][0]["message"] == "PersistedQueryNotSupported"


@pytest.mark.parametrize("extension", [{"version": 2, "sha256Hash": "a"}, {"version": 1, "sha256Hash": 3}, "a"])
def test_a_malformed_extension(extension: Any) -> None:
    assert code(SmallGateway().post({"extensions": {"persistedQuery": extension}})) == "MALFORMED_REQUEST"


def test_a_registered_operation_runs_by_its_id(tmp_path: Path) -> None:
    small = with_manifest(tmp_path, UnknownOperations.IDS_ONLY)
    assert answers(small, {"documentId": "known-1"}) == ME
    assert answers(small, by_hash("known-1")) == ME


def test_an_id_beside_another_text_is_refused(tmp_path: Path) -> None:
    small = with_manifest(tmp_path, UnknownOperations.ALLOW)
    assert code(small.post({"documentId": "known-1", "query": "{ me { id } }"})) == "PERSISTED_QUERY_HASH_MISMATCH"


def test_only_ids(tmp_path: Path) -> None:
    small = with_manifest(tmp_path, UnknownOperations.IDS_ONLY)
    assert code(small.post({"query": QUERY})) == "OPERATION_ID_REQUIRED"
    assert code(small.post({"documentId": "unknown"})) == "OPERATION_UNKNOWN"
    assert code(small.post(by_hash(sha256_of(QUERY), query=QUERY))) == "OPERATION_UNKNOWN"
    assert small.subgraph_requests == 0


def test_what_is_not_registered_is_refused_even_if_clients_registered_it(tmp_path: Path) -> None:
    small = with_manifest(tmp_path, UnknownOperations.REFUSE)
    other = "{ me { id } }"
    assert answers(small, {"query": "query { me { name } }"})["errors"][0]["extensions"]["code"] == "OPERATION_UNKNOWN"
    assert answers(small, {"query": "{\n  me { name } # the same\n}"}) == ME
    assert code(small.post(by_hash(sha256_of(other), query=other))) == "OPERATION_UNKNOWN"
    assert code(small.post(by_hash(sha256_of(other)))) == "OPERATION_UNKNOWN"
    assert small.subgraph_requests == 1


def test_what_is_not_registered_is_logged_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    small = with_manifest(tmp_path, UnknownOperations.LOG)
    with caplog.at_level(logging.WARNING):
        for query in (QUERY, "{ me { id } }", "{ me { id } }"):
            assert small.post({"query": query}).status == 200
    assert [record.getMessage() for record in caplog.records] == ["An operation is in no manifest: { me { id } }"]
