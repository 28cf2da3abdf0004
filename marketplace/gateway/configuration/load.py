"""A file, the environment and flags to the gateway's options: flags go before variables, variables before the file."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from marketplace.gateway.config import GatewayConfig
from marketplace.gateway.configuration.kinds import Section
from marketplace.gateway.configuration.nodes import Entries, Place, Source, overlay
from marketplace.gateway.configuration.problems import ConfigurationInvalidError, Problems
from marketplace.gateway.configuration.read_environment import read_environment
from marketplace.gateway.configuration.read_toml import read_toml
from marketplace.gateway.configuration.read_yaml import read_yaml
from marketplace.gateway.configuration.reader import INVALID, Reader
from marketplace.gateway.configuration.references import References

FORMATS: Final[Mapping[str, Callable[[str, Source, Problems], Entries]]] = {
    ".yaml": read_yaml,
    ".yml": read_yaml,
    ".json": read_yaml,
    ".toml": read_toml,
}
NOTHING: Final = Entries({}, Place(Source("the defaults")))


@dataclass(frozen=True, slots=True)
class Configuration:
    """`origins` tells where each option that was given stands, by its path; `files` are all that were read."""

    config: GatewayConfig
    origins: Mapping[str, Place]
    files: frozenset[Path]


def load_configuration(
    path: Path | None,
    environ: Mapping[str, str],
    flags: Entries = NOTHING,
    base: GatewayConfig | None = None,
) -> Configuration:
    """Raises ConfigurationInvalidError, which tells everything that is wrong. What is not given is as in `base`."""
    problems = Problems()
    file = NOTHING if path is None else References(environ, problems).resolve_entries(_read_file(path, problems))
    whole = overlay(overlay(file, read_environment(environ, file, problems)), flags)
    reader = Reader(problems)
    config = reader.read(Section(GatewayConfig), whole, "", base)
    if problems.found or config is INVALID:
        raise ConfigurationInvalidError(problems.found)
    return Configuration(config, reader.origins, frozenset(reader.files | ({path} if path else set())))


def _read_file(path: Path, problems: Problems) -> Entries:
    source = Source(str(path), path.parent)
    if path.suffix not in FORMATS:
        problems.add(Place(source), "", f"a configuration's name ends in {', '.join(FORMATS)}. Rename it.")
        return NOTHING
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        problems.add(Place(source), "", f"the file cannot be read: {error.strerror}. Name one that can.")
        return NOTHING
    except UnicodeDecodeError:
        problems.add(Place(source), "", "the file is not text in UTF-8. Write it anew.")
        return NOTHING
    return FORMATS[path.suffix](text, source, problems)
