"""A new supergraph or configuration while the gateway runs: noticed, and prepared before it takes traffic."""

from marketplace.gateway.app.reload.sources import FileSource, MemorySource, UrlSource, source_of
from marketplace.gateway.app.reload.warm_up import warm_up
from marketplace.gateway.app.reload.watch import SupergraphWatch
from marketplace.gateway.app.reload.watch_configuration import ConfigurationWatch
from marketplace.gateway.app.reload.watches import Watches

__all__ = [
    "ConfigurationWatch",
    "FileSource",
    "MemorySource",
    "SupergraphWatch",
    "UrlSource",
    "Watches",
    "source_of",
    "warm_up",
]
