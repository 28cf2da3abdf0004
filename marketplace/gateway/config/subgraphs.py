"""Where the subgraphs are, where it is not where the supergraph says."""

from dataclasses import dataclass
from enum import StrEnum


class InstanceRole(StrEnum):
    """What an instance of a subgraph may be asked: a primary everything, a replica no mutations."""

    PRIMARY = "primary"
    REPLICA = "replica"


@dataclass(frozen=True, slots=True, kw_only=True)
class InstanceConfig:
    """One of the addresses of a subgraph."""

    url: str
    """`http://host:port/path`, `https://...`, or `unix:/path/to/socket:/path`."""
    role: InstanceRole = InstanceRole.PRIMARY
    """`primary` for one that takes mutations, `replica` for one that answers queries only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubgraphConfig:
    """One subgraph."""

    url: str = ""
    """Its address, instead of the supergraph's: http, https or `unix:SOCKET:PATH`."""
    instances: tuple[InstanceConfig, ...] = ()
    """Its addresses where there are several, instead of `url`."""

    def __post_init__(self) -> None:
        if self.url and self.instances:
            raise ValueError("A subgraph has one url or several instances: leave one of them out.")
        if self.instances and all(instance.role is not InstanceRole.PRIMARY for instance in self.instances):
            raise ValueError("One of a subgraph's instances must be a primary: replicas take no mutations.")
