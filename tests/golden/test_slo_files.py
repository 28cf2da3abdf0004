"""What SLO files are read as, and what is said about those with mistakes. A case is a folder of `slos/`.

    valid/CASE    *.yaml, and model.txt: the services as the program thinks of them
    wrong/CASE    *.yaml (ours, Sloth's or OpenSLO's), and problems.txt: every line that is expected

To write the texts anew after a change: `pytest tests/golden --update-golden`, then read the difference.
"""

from __future__ import annotations

from pathlib import Path
from pprint import pformat

import pytest

from reliability.command_line.reading import read_services
from reliability.errors import SpecificationError
from reliability.slo.spec import load_services, parse_service
from reliability.slo.spec.write import service_text

HERE = Path(__file__).parent / "slos"
VALID = sorted((HERE / "valid").iterdir())
WRONG = sorted((HERE / "wrong").iterdir())


@pytest.mark.parametrize("folder", VALID, ids=lambda folder: folder.name)
def test_model(folder: Path, *, update_golden: bool) -> None:
    text = "\n\n".join(pformat(service, width=120) for service in load_services([folder]))
    assert_golden(folder / "model.txt", text.replace(f"{folder}/", "") + "\n", update_golden=update_golden)


@pytest.mark.parametrize(
    "folder", [one for one in VALID if "two_files" not in one.name], ids=lambda folder: folder.name
)
def test_what_is_written_is_read_back(folder: Path) -> None:
    for service in load_services([folder]):
        assert service.source is not None
        assert parse_service(service_text(service), service.source) == service


@pytest.mark.parametrize("folder", WRONG, ids=lambda folder: folder.name)
def test_problems(folder: Path, *, update_golden: bool) -> None:
    with pytest.raises(SpecificationError) as refused:
        read_services([folder])
    text = str(refused.value).replace(f"{folder}/", "") + "\n"
    assert_golden(folder / "problems.txt", text, update_golden=update_golden)


def assert_golden(expected: Path, text: str, *, update_golden: bool) -> None:
    if update_golden:
        expected.write_text(text, encoding="utf-8")
    assert text == expected.read_text(encoding="utf-8")
