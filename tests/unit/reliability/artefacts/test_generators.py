from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from reliability.artefacts.generators import ARTEFACTS, build_all
from reliability.artefacts.site import load_site
from reliability.errors import SpecificationError
from tests.architecture.tracked_files import ROOT
from tests.harness.slo_samples import EVENTS, SERVICES

SITE = load_site(ROOT / "alerts" / "site.yaml")


@pytest.mark.parametrize("generator", ARTEFACTS, ids=lambda generator: generator.name)
def test_a_generator_writes_what_it_owns_and_names_its_command(generator) -> None:
    documents = list(generator.build(SERVICES, SITE))
    assert documents
    for document in documents:
        assert any(document.path.match(pattern) for pattern in generator.owned), document.path
        assert "manage.py build_artefacts" in document.text.partition("\n\n")[0], document.path


def test_every_service_has_its_files() -> None:
    paths = {document.path for document in build_all(SERVICES, SITE)}
    folders = ("alerts/rules", "alerts/tests", "chaos/steady_state", "deploy/kubernetes/prometheus-rules")
    assert {PurePosixPath(f"{folder}/{one.name}.yaml") for folder in folders for one in SERVICES} <= paths


def test_two_files_of_one_name_are_refused() -> None:
    with pytest.raises(SpecificationError, match=r"alerts/rules/events\.yaml would be made twice"):
        build_all((EVENTS, EVENTS), SITE)
