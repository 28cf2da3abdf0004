"""What can be wrong with the files that commands are given."""

from pathlib import Path

from marketplace.gateway.app.reload import source_of
from marketplace.gateway.errors import SupergraphUnavailableError
from marketplace.gateway.supergraph.model import Supergraph
from marketplace.gateway.supergraph.reader import SupergraphInvalidError, read_supergraph


class CommandLineProblem(Exception):  # noqa: N818 - one line for a person, with the remedy
    """The command cannot do its work."""


def read_text(path: Path) -> str:
    """The file's text, or a problem that names the file."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise CommandLineProblem(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise CommandLineProblem(f"{path} is not text in UTF-8.") from error


def load_supergraph(path: Path) -> Supergraph:
    """The supergraph in the file, or a problem that says why it is none."""
    return _read(str(path), read_text(path))


def fetch_supergraph(place: str) -> Supergraph:
    """The same from a file or a URL."""
    try:
        text = source_of(place).fetch()
    except SupergraphUnavailableError as error:
        raise CommandLineProblem(error.message) from error
    return _read(place, text or "")


def _read(place: str, text: str) -> Supergraph:
    try:
        return read_supergraph(text)
    except SupergraphInvalidError as error:
        raise CommandLineProblem(f"{place} is not a supergraph: {error.message}") from error
