"""Where results go: standard output, a file, or a file each in a folder."""

import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from reliability.errors import SpecificationError

ONE_FILE: Final = frozenset({".yaml", ".yml", ".json"})


def is_folder(output: Path | None) -> bool:
    return output is not None and (output.is_dir() or output.suffix not in ONE_FILE)


def write_text(text: str, output: Path | None) -> None:
    """Raises SpecificationError where the file cannot be written."""
    if output is None:
        sys.stdout.write(text)
        return
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        raise SpecificationError(f"{output} cannot be written: {error.strerror}. Name another with -o.") from error


def write_folder(texts: Mapping[str, str], folder: Path) -> None:
    for name, text in texts.items():
        write_text(text, folder / name)
    files = "a file" if len(texts) == 1 else f"{len(texts)} files"
    sys.stderr.write(f"{folder} has {files} more or anew: {', '.join(texts)}\n")


def json_text(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def tell_warnings(warnings: Iterable[str]) -> None:
    """To standard error: what is on standard output can be piped."""
    for warning in warnings:
        sys.stderr.write(f"warning: {warning}\n")
