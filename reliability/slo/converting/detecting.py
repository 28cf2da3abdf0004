"""Which of the three forms a file has."""

from enum import StrEnum
from pathlib import Path

from reliability.slo.spec.load import OPENSLO, SLOTH
from reliability.slo.spec.nodes import scalar_of
from reliability.slo.spec.problems import Problems
from reliability.slo.spec.read_yaml import read_file


class FileForm(StrEnum):
    HOLDFAST = "holdfast"
    OPENSLO = "openslo"
    SLOTH = "sloth"


def form_of(file: Path) -> FileForm:
    """Return the form of the first document; ours where it is no other's, so that our reader tells what is wrong."""
    first = next(iter(read_file(file, Problems())), None)
    if first is None:
        return FileForm.HOLDFAST
    if scalar_of(first, "version") == SLOTH:
        return FileForm.SLOTH
    return FileForm.OPENSLO if scalar_of(first, "apiVersion").startswith(OPENSLO) else FileForm.HOLDFAST
