"""A configuration that may change while the gateway runs."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from marketplace.gateway.config import GatewayConfig
from marketplace.gateway.configuration.load import NOTHING, Configuration, load_configuration
from marketplace.gateway.configuration.nodes import Entries

Stamp = tuple[int, int, int]


@dataclass(slots=True, kw_only=True)
class ConfigurationSource:
    """The file, with the variables, flags and defaults that belong to it: only the file's part changes."""

    path: Path | None
    environ: Mapping[str, str]
    flags: Entries = NOTHING
    base: GatewayConfig | None = None
    _seen: dict[Path, Stamp | None] | None = None

    def load(self) -> Configuration:
        """What holds now. Raises ConfigurationInvalidError."""
        own = {self.path} if self.path else set()
        before = {path: _stamp(path) for path in own | set(self._seen or ())}
        self._seen = before
        configuration = load_configuration(self.path, self.environ, self.flags, self.base)
        self._seen = {path: before.get(path) or _stamp(path) for path in configuration.files}
        return configuration

    def load_changed(self) -> Configuration | None:
        """What holds now if a file has another time, size or identity than when it was read, or none was read yet; else
        None. The files that hold secrets count as well. Raises ConfigurationInvalidError.
        """
        if self._seen is not None and all(_stamp(path) == stamp for path, stamp in self._seen.items()):
            return None
        return self.load()


def _stamp(path: Path) -> Stamp | None:
    """None for a file that is not there."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino
