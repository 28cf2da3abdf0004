"""The options that commands run with: of a file, of this process's environment, and of flags."""

import os
from pathlib import Path
from typing import Final

from marketplace.gateway.command_line.problem import CommandLineProblem
from marketplace.gateway.config import ExplorerConfig, GatewayConfig
from marketplace.gateway.configuration import Configuration, ConfigurationInvalidError, ConfigurationSource
from marketplace.gateway.configuration.load import NOTHING
from marketplace.gateway.configuration.nodes import Entries
from marketplace.gateway.explorer import INSTALLATION

DEFAULTS: Final = GatewayConfig(explorer=ExplorerConfig(assets=INSTALLATION))


def options_source(path: Path | None, flags: Entries = NOTHING) -> ConfigurationSource:
    """Where they come from, now and after a change of the file."""
    return ConfigurationSource(path=path, environ=os.environ, flags=flags, base=DEFAULTS)


def load_options(path: Path | None, flags: Entries = NOTHING) -> Configuration:
    """What holds, or a problem of one line for each mistake."""
    try:
        return options_source(path, flags).load()
    except ConfigurationInvalidError as error:
        count = len(error.problems)
        mistakes = "a mistake" if count == 1 else f"{count} mistakes"
        raise CommandLineProblem(f"the configuration has {mistakes}.\n{error.message}") from error
