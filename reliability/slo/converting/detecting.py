"""Which of the three forms a file has."""

from enum import StrEnum
from pathlib import Path

from reliability.slo.converting.openslo.form import API_VERSION
from reliability.slo.converting.sloth.form import VERSION
from reliability.slo.spec.nodes import Entries, Scalar
from reliability.slo.spec.problems import Problems
from reliability.slo.spec.read_yaml import read_file


class FileForm(StrEnum):
    HOLDFAST = "holdfast"
    OPENSLO = "openslo"
    SLOTH = "sloth"


def form_of(file: Path) -> FileForm:
    """Return the form of the first document; ours where it is no other's, so that our reader tells what is wrong."""
    first = next(iter(read_file(file, Problems())), None)
    if isinstance(first, Entries):
        for key, version, form in (("version", VERSION, FileForm.SLOTH), ("apiVersion", API_VERSION, FileForm.OPENSLO)):
            entry = first.entries.get(key)
            if entry is not None and isinstance(entry.node, Scalar) and entry.node.text == version:
                return form
    return FileForm.HOLDFAST
