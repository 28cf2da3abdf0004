"""Documents beside the files of a folder."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from reliability.artefacts.document import Document
from reliability.artefacts.project import Drift, compare, write

DOCUMENTS = (Document(PurePosixPath("alerts/a.yaml"), "a\n"), Document(PurePosixPath("alerts/deep/b.yaml"), "b\n"))
OWNED = ("alerts/*.yaml", "alerts/deep/*.yaml")


def drifts(root: Path) -> dict[str, Drift]:
    return {str(each.path): each.drift for each in compare(DOCUMENTS, OWNED, root)}


def test_what_is_missing_is_written_once(tmp_path: Path) -> None:
    assert drifts(tmp_path) == {"alerts/a.yaml": Drift.MISSING, "alerts/deep/b.yaml": Drift.MISSING}
    write(compare(DOCUMENTS, OWNED, tmp_path), tmp_path)
    assert drifts(tmp_path) == {}
    assert sorted(path.name for path in tmp_path.rglob("*") if path.is_file()) == ["a.yaml", "b.yaml"]


def test_what_is_different_is_out_of_date(tmp_path: Path) -> None:
    write(compare(DOCUMENTS, OWNED, tmp_path), tmp_path)
    (tmp_path / "alerts" / "a.yaml").write_text("a, by hand\n")
    assert drifts(tmp_path) == {"alerts/a.yaml": Drift.OUT_OF_DATE}
    write(compare(DOCUMENTS, OWNED, tmp_path), tmp_path)
    assert (tmp_path / "alerts" / "a.yaml").read_text() == "a\n"


def test_what_is_left_over_is_removed_and_nothing_else(tmp_path: Path) -> None:
    write(compare(DOCUMENTS, OWNED, tmp_path), tmp_path)
    for name in ("alerts/of_a_service_that_is_gone.yaml", "alerts/README.md"):
        (tmp_path / name).write_text("...")
    assert drifts(tmp_path) == {"alerts/of_a_service_that_is_gone.yaml": Drift.LEFT_OVER}
    write(compare(DOCUMENTS, OWNED, tmp_path), tmp_path)
    assert sorted(path.name for path in (tmp_path / "alerts").iterdir()) == ["README.md", "a.yaml", "deep"]
