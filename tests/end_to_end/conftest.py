"""One seeded database and one of each deployment for the whole session."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.harness.deployment import (
    Data,
    Gateway,
    embedded_gateway,
    reference,
    seeded_data,
    separate_gateway,
)

COSTLY = {"HOLDFAST_GATEWAY__DEMAND__MAX_COST": "1000000"}
"""Random operations ask for lists in lists in lists."""


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Data:
    return seeded_data(tmp_path_factory.mktemp("marketplace"), COSTLY)


@pytest.fixture(scope="session")
def embedded(data: Data) -> Iterator[Gateway]:
    with embedded_gateway(data) as gateway:
        yield gateway


@pytest.fixture(scope="session")
def separate(data: Data) -> Iterator[Gateway]:
    with separate_gateway(data) as gateway:
        yield gateway


@pytest.fixture(scope="session")
def reference_url(data: Data) -> Iterator[str]:
    with reference(data) as url:
        yield url
