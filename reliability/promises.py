"""The services of this installation: what `settings.RELIABILITY_SLO_FILES` names, or what comes with the package.

Read again when a file has changed, so that a long-lived process keeps the promises of today.
"""

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from reliability.slo.model import Service
from reliability.slo.spec import load_services
from reliability.slo.spec.load import DEFINITIONS, yaml_files


def promised_services() -> tuple[Service, ...]:
    """Return them. Raises SpecificationError, which tells every mistake in the files."""
    paths = tuple(Path(path) for path in settings.RELIABILITY_SLO_FILES) or (DEFINITIONS,)
    files = [file for path in paths for file in (yaml_files(path) if path.is_dir() else [path])]
    return _load(paths, tuple((file, file.stat().st_mtime_ns) for file in files if file.exists()))


@lru_cache(maxsize=1)
def _load(paths: tuple[Path, ...], _changed: tuple[tuple[Path, int], ...]) -> tuple[Service, ...]:
    return load_services(paths)
