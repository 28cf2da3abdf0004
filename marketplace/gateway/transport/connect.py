"""From a subgraph's addresses and its policy to the way to it."""

from collections.abc import Sequence
from dataclasses import replace

from marketplace.gateway.config import GatewayConfig, HttpTransportConfig, InstanceConfig, SubgraphPolicy
from marketplace.gateway.ports import Transport
from marketplace.gateway.transport.http import HttpTransport
from marketplace.gateway.transport.resilience import (
    CheckedTransport,
    Instances,
    Observe,
    ResilientTransport,
    observe_nothing,
)


def connect_subgraph(
    name: str, instances: Sequence[InstanceConfig], config: GatewayConfig, observe: Observe = observe_nothing
) -> Transport:
    """Over HTTP. Raises ValueError for an address that is none."""
    policy = policy_of(name, config)
    http = _with_timeout(config.http, policy)
    if len(instances) == 1 and _does_nothing(policy):
        return HttpTransport(name, instances[0].url, http)
    known = Instances(name, instances, lambda url: HttpTransport(name, url, http), policy, observe=observe)
    return ResilientTransport(known, policy, observe=observe)


def make_resilient(
    name: str, transport: CheckedTransport, config: GatewayConfig, observe: Observe = observe_nothing
) -> Transport:
    """Around a transport that was made already, as a subgraph's only instance."""
    policy = policy_of(name, config)
    if _does_nothing(policy):
        return transport
    known = Instances(name, [InstanceConfig(url="")], lambda _: transport, policy, observe=observe)
    return ResilientTransport(known, policy, observe=observe)


def policy_of(name: str, config: GatewayConfig) -> SubgraphPolicy:
    return config.resilience.subgraphs_of.get(name, config.resilience.subgraphs)


def _with_timeout(http: HttpTransportConfig, policy: SubgraphPolicy) -> HttpTransportConfig:
    return http if policy.timeout is None else replace(http, response_timeout=policy.timeout)


def _does_nothing(policy: SubgraphPolicy) -> bool:
    """For a subgraph with one instance."""
    return policy.breaker is None and policy.retry is None and not policy.health_check.single
