"""Files, environment variables and flags to the gateway's options, and the options to their documentation.

    file (YAML, TOML) -> nodes (each with its place) -+
    variables, flags  -> nodes ------------------------+-> overlay -> Reader -> GatewayConfig, or every problem at once

Nothing here knows a single option: kinds, ranges, units and texts come from the dataclasses in `config/`.
"""

from marketplace.gateway.configuration.load import Configuration, load_configuration
from marketplace.gateway.configuration.problems import ConfigurationInvalidError, Problem
from marketplace.gateway.configuration.source import ConfigurationSource

__all__ = ["Configuration", "ConfigurationInvalidError", "ConfigurationSource", "Problem", "load_configuration"]
