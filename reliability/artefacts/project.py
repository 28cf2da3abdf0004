"""The documents beside the files of a folder: what is missing, what is out of date, what is left over."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath

from reliability.artefacts.document import Document


class Drift(StrEnum):
    MISSING = "missing"
    OUT_OF_DATE = "out of date"
    LEFT_OVER = "left over"


@dataclass(frozen=True, slots=True)
class Drifted:
    """A file that is not what would be generated; of its two texts one may be None, for no file."""

    path: PurePosixPath
    before: str | None
    after: str | None

    @property
    def drift(self) -> Drift:
        if self.before is None:
            return Drift.MISSING
        return Drift.LEFT_OVER if self.after is None else Drift.OUT_OF_DATE


def compare(documents: Iterable[Document], owned: Iterable[str], root: Path) -> tuple[Drifted, ...]:
    """Return what differs, sorted by path. `owned` are patterns of the files that generators alone write."""
    wanted = {document.path: document.text for document in documents}
    present = {path for pattern in owned for path in _found(root, pattern)}
    drifted = (Drifted(path, _read(root / path), wanted.get(path)) for path in sorted(wanted.keys() | present))
    return tuple(each for each in drifted if each.before != each.after)


def write(drifted: Iterable[Drifted], root: Path) -> None:
    """Make the files what they shall be; what is left over is removed. A reader never sees half a file."""
    for each in drifted:
        path = root / each.path
        if each.after is None:
            path.unlink()
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f".{path.name}.new")
        beside.write_text(each.after, encoding="utf-8")
        beside.replace(path)


def _found(root: Path, pattern: str) -> Iterator[PurePosixPath]:
    return (PurePosixPath(path.relative_to(root).as_posix()) for path in root.glob(pattern) if path.is_file())


def _read(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
